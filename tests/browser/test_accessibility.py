"""Everybody can use the pages: whoever does not see them, has no mouse, or has only a telephone."""

import re

import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from registry.models import ProcessingActivity
from tests.browser.accessibility import judge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
# One page for each way in which pages are made: tests/browser/axe_walk.py goes over them all.
KINDS = [
    *("index", "area_activities", "search with results", "figures", "map", "compare", "access"),
    *("list narrowed", "list with nothing", "form with errors", "form with a row added"),
    *("history", "version", "gaps", "step review", "import", "export", "document", "bundle"),
    *("library", "casefile", "letter answer", "incoming", "accounts", "invite"),
    *("processors", "request_new", "public form with errors", "login with errors", "mfa_index"),
]
# A telephone by day, and a screen by night.
DEVICES = [(390, "light"), (1280, "dark")]
ACTIVITY = "admin:registry_processingactivity"


def test_no_kind_of_page_breaks_a_rule_of_wcag(browser, look, wait_for, visit):
    pages = visit.kinds(lambda name: name.partition(" /")[0] in KINDS)
    assert sorted(page.name.partition(" /")[0] for page in pages) == sorted(KINDS)
    found = []
    for page in pages:
        visit.open(page, wait_for)
        found += map(str, judge(browser, look, page.name, DEVICES))
    assert found == []


@pytest.fixture
def form(browser, look, visit, wait_for):
    look()
    visit.sign_in(visit.lead)
    activity = ProcessingActivity.objects.first()
    browser.get(visit.site + reverse(f"{ACTIVITY}_change", args=[activity.pk]))
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, "[id^=calendarlink][role=button]"))
    return browser


def focused(browser, asked: str):
    return browser.execute_script(f"const it = document.activeElement; return {asked}")


def press(browser, selector: str) -> None:
    link = browser.find_element(By.CSS_SELECTOR, selector)
    browser.execute_script("arguments[0].focus()", link)
    link.send_keys(Keys.ENTER)


def test_a_row_that_is_added_takes_the_focus_and_gives_it_back(form, wait_for):
    press(form, "#purposes-group .add-row a")
    wait_for(lambda it: focused(it, "it.matches('input, textarea, select, .select2-selection')"))
    row = focused(form, "it.closest('.inline-related').id")
    assert re.fullmatch(r"purposes-\d+", row)
    press(form, f"#{row} .inline-deletelink")
    assert focused(form, "it.closest('.add-row') !== null")


def test_the_calendar_takes_the_focus_is_walked_through_and_gives_it_back(form):
    form.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true })")
    press(form, "[id^=calendarlink]")
    assert focused(form, "it.closest('[role=dialog]').getAttribute('aria-label')")
    day = int(focused(form, "it.textContent"))
    form.switch_to.active_element.send_keys(Keys.ARROW_RIGHT if day < 28 else Keys.ARROW_LEFT)
    assert abs(int(focused(form, "it.textContent")) - day) == 1
    form.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert focused(form, "it.id").startswith("calendarlink")


def test_the_first_thing_that_the_keyboard_meets_leads_past_the_menu(form):
    form.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert focused(form, "it.getAttribute('href')") == "#content-start"
    form.switch_to.active_element.send_keys(Keys.ENTER)
    assert focused(form, "it.id") == "content-start"


def test_what_has_the_focus_is_seen_to_have_it(form):
    for _ in range(25):
        form.switch_to.active_element.send_keys(Keys.TAB)
        assert focused(form, "getComputedStyle(it).outlineStyle") != "none", focused(
            form, "it.outerHTML"
        )
