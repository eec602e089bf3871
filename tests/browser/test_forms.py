"""Forms and menu as only a browser shows them: what stays in sight, folds, and gets the focus."""

import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By

from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
IN_SIGHT = """
const box = document.querySelector(arguments[0]).getBoundingClientRect();
return box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight;
"""
FOCUSED = "return document.activeElement.id"


@pytest.fixture(scope="module")
def activity(site):
    return factories.make_activity(name="Providing the services")


@pytest.fixture
def form(browser, look, site, sign_in, activity):
    """The form of the activity, at a place in it where the address says one."""
    sign_in(factories.make_user(role="dpo"))

    def open_form(place="", *, width=1280):
        browser.get("about:blank")
        look(width=width)
        browser.get(
            site + reverse("admin:registry_processingactivity_change", args=[activity.pk]) + place
        )
        return browser

    return open_form


def is_shown(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector).is_displayed()


@pytest.mark.parametrize("width", [1280, 390])
def test_reason_and_save_stay_in_sight_and_cover_less_than_a_third(form, width):
    browser = form(width=width)
    height = browser.execute_script("return document.documentElement.scrollHeight")
    for place in [0, height // 3, height]:
        browser.execute_script("window.scrollTo(0, arguments[0])", place)
        for selector in ["[name=change_reason]", "[name=_save]"]:
            assert browser.execute_script(IN_SIGHT, selector), (selector, place)
    bar = browser.find_element(By.CSS_SELECTOR, ".save-bar")
    assert bar.size["height"] < 300


def test_the_row_from_which_new_rows_are_made_is_never_seen(form):
    rows = form().find_elements(By.CSS_SELECTOR, ".inline-related.empty-form")
    assert len(rows) > 2
    assert not any(row.is_displayed() for row in rows)


def test_a_part_to_which_a_fault_leads_is_opened(form, wait_for, activity):
    factories.make_purpose(activity=activity)
    form("#purposes-0")
    wait_for(lambda it: is_shown(it, "#id_purposes-0-text"))


def test_a_field_that_is_folded_away_opens_where_an_address_names_it(form, wait_for):
    browser = form()
    assert not is_shown(browser, "#id_automated_logic")
    browser = form("#id_automated_logic")
    wait_for(lambda it: it.execute_script(FOCUSED) == "id_automated_logic")
    assert browser.execute_script(IN_SIGHT, "#id_automated_logic")
    # A relation, where Select2 stands in place of the field.
    form("#id_other_controllers")
    wait_for(lambda it: is_shown(it, ".field-other_controllers .select2-selection"))
    wait_for(lambda it: it.find_elements(By.CSS_SELECTOR, ".field-other_controllers :focus"))


def test_who_is_refused_is_led_to_each_field(form, wait_for):
    browser = form()
    browser.execute_script(
        "document.getElementById('id_union_law').add(new Option('?', 'nothing', true, true));"
    )
    browser.find_element(By.NAME, "_save").click()
    wait_for(lambda it: it.execute_script(FOCUSED) == "faults")
    for name in ["id_union_law", "id_change_reason"]:
        browser.find_element(By.CSS_SELECTOR, f".faults a[href='#{name}']").click()
        wait_for(lambda it, name=name: it.execute_script(FOCUSED) == name)
        assert browser.execute_script(IN_SIGHT, f"#{name}")


def test_why_a_field_is_empty_is_asked_while_it_is(form):
    browser = form()
    owner, choice = browser.find_element(By.ID, "id_owner"), "#absences-owner"
    assert is_shown(browser, choice)
    assert not is_shown(browser, "[name=absences-owner-why]")
    owner.send_keys("Office")
    assert not is_shown(browser, choice)
    owner.clear()
    assert is_shown(browser, choice)
    browser.find_element(By.CSS_SELECTOR, f"{choice} [value^='not applicable']").click()
    assert is_shown(browser, "[name=absences-owner-why]")


def test_the_menu_is_a_row_where_there_is_room_and_folded_where_there_is_not(form):
    browser = form()
    assert is_shown(browser, ".menu-wide [aria-current]")
    assert not is_shown(browser, ".menu-narrow")
    browser = form(width=390)
    assert not is_shown(browser, ".menu-wide")
    assert not is_shown(browser, ".menu-narrow a")
    browser.find_element(By.CSS_SELECTOR, ".menu-narrow summary").click()
    assert is_shown(browser, ".menu-narrow a")
