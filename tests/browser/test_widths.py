"""Nothing is cut off: a page fits its window, what is wider is scrolled by itself and says so."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.measures import OUT_OF_SIGHT, OVERFLOW, SMALL_LETTERS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
AGREEMENTS = "/admin/registry/processoragreement/"
SAID_BEFORE = "return getComputedStyle(arguments[0], '::before').content"


def test_no_page_is_wider_than_its_window_and_no_list_ends_out_of_sight(
    browser, look, wait_for, visit
):
    # One page of each kind, and of each table its list: steps and letters are alike.
    kinds = {page.name.split()[0]: page for page in visit.kinds(lambda name: " /" in name)}
    lists = visit.kinds(lambda name: name.startswith("changelist"), every_table=True)
    pages = [*kinds.values(), *lists]
    assert len(kinds) > 50
    assert len(lists) > 40
    found = []
    for page in pages:
        look(width=1280)
        visit.open(page, wait_for)
        for width in [1280, 390]:
            look(width=width)
            wider = browser.execute_script(OVERFLOW)
            found += [(page.name, width, "too wide", wider)] if wider > 0 else []
            for question in [OUT_OF_SIGHT, SMALL_LETTERS]:
                found += [(page.name, width, one) for one in browser.execute_async_script(question)]
    look()
    assert found == []


def test_a_list_that_is_wider_than_its_window_says_so_and_is_scrolled_with_the_keyboard(
    browser, look, wait_for, visit
):
    look(width=780)
    (agreements,) = visit.kinds(lambda name: AGREEMENTS in name and "changelist" in name)
    visit.open(agreements, wait_for)
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, ".results[role=region][tabindex='0']"))
    results = browser.find_element(By.CSS_SELECTOR, ".results")
    assert results.get_attribute("aria-label") == "Processor agreements"
    said = browser.execute_script(SAID_BEFORE, results)
    assert "scroll sideways" in said
    results.send_keys(Keys.ARROW_RIGHT)
    wait_for(lambda it: it.execute_script("return arguments[0].scrollLeft", results) > 0)
    look(width=1280)
    wait_for(lambda it: not results.get_attribute("role"))
    assert browser.execute_script(SAID_BEFORE, results) == "none"
