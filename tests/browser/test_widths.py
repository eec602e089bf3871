"""Nothing is cut off: a page fits its window, what is wider is scrolled by itself and says so."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.templatetags.admin_urls import admin_urlname as list_of
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.measures import OUT_OF_SIGHT, OVERFLOW, SMALL_LETTERS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
AGREEMENTS = "/admin/registry/processoragreement/"
# Where the second of two fields begins, how far a plus is from its choice, how high buttons are.
IN_LINE = """
const box = one => one.getBoundingClientRect();
const seen = (selector, among = document) =>
  [...among.querySelectorAll(selector)].filter(one => one.getClientRects().length);
const seconds = seen("main .form-multiline > div:nth-child(2) > .fieldBox")
  .filter(one => !one.closest(".save-bar, .inline-related"));
const pluses = seen("main .select2-container + .related-widget-wrapper-link");
return {
  seconds: [...new Set(seconds.map(one => Math.round(box(one).left)))],
  pluses: pluses.map(one => Math.abs(box(one).top - box(one.previousElementSibling).top)),
  buttons: seen(".submit-row").map(
    row => [...new Set(seen("input:not([type=hidden]), a, button", row)
      .map(one => Math.round(box(one).height)))]),
};
"""
SAID_BEFORE = "return getComputedStyle(arguments[0], '::before').content"


def test_no_page_is_wider_than_its_window_and_no_list_ends_out_of_sight(
    browser, look, wait_for, visit
):
    # One page of each kind, for steps and letters are alike; and the lists with most columns.
    kinds = {page.name.split()[0]: page for page in visit.kinds(lambda name: " /" in name)}
    tables = sorted(site._registry.values(), key=lambda table: -len(table.list_display))
    widest = {f"changelist {reverse(list_of(table.opts, 'changelist'))}" for table in tables[:12]}
    lists = visit.kinds(lambda name: name in widest, every_table=True)
    pages = [*kinds.values(), *lists]
    assert len(kinds) > 50
    assert len(lists) == len(widest)
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


@pytest.mark.parametrize("width", [1280, 390])
def test_what_stands_in_one_row_stands_in_line(browser, look, wait_for, visit, width):
    look(width=width)
    (form,) = visit.kinds(lambda name: name.startswith("change /"))
    (access,) = visit.kinds(lambda name: name.startswith("access /"))
    visit.open(form, wait_for)
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, "main .select2-container"))
    found = browser.execute_script(IN_LINE)
    assert len(found["seconds"]) == 1
    assert found["pluses"]
    assert max(found["pluses"]) < 10
    visit.open(access, wait_for)
    found["buttons"] += browser.execute_script(IN_LINE)["buttons"]
    assert len(found["buttons"]) > 1
    assert all(len(heights) == 1 for heights in found["buttons"]), found["buttons"]
