"""The public page as people meet it: on a telephone, in the dark, by keyboard, on paper."""

from datetime import date

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import url_contains

from tests.browser.measures import CONTRASTS, OVERFLOW
from tests.support.factories import (
    country,
    make_activity,
    make_body,
    make_contact,
    make_engagement,
    make_organisation,
    make_processor,
    make_seat,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

DAY = date(2018, 7, 17)
PRIVACY_POLICY = "https://example.org/" + "a-rather-long-address/" * 4


@pytest.fixture(scope="module")
def address(site):
    """A list with everything that can be on it, and names that are hard to fit in."""
    organisation = make_organisation(name="NumFOCUS, Inc.")
    make_contact(organisation=organisation, value="privacy@numfocus.org")
    activity = make_activity(organisation=organisation)
    long_name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    for name in ["WP Engine", long_name]:
        processor = make_processor(
            name=name,
            is_public=True,
            country=country("US"),
            location_as_published="U.S.",
            website="https://example.org/",
            privacy_policy_url=PRIVACY_POLICY,
        )
        for service in ["Hosting", ""]:
            make_engagement(
                activity=activity,
                processor=processor,
                service=service,
                listed_from=DAY,
                starts_on=date(2018, 8, 1),
                is_personal_data=bool(service),
            )
    board = make_body(name="Board", is_public=True)
    make_seat(body=board, country=country("BE"))
    make_engagement(activity=activity, body=board, listed_from=DAY)
    return f"{site}/processors/?on=2018-07-17"


@pytest.fixture
def page(browser, look, address):
    """The list, on a screen. It has no script: what was looked at stays as it was."""
    if browser.current_url != address:
        browser.get(address)


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_has_to_be_scrolled_sideways(browser, look, page, width):
    look(width=width)
    assert browser.execute_script("return window.innerWidth") == width
    assert browser.execute_script(OVERFLOW) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser, look, page, scheme):
    look(scheme=scheme)
    contrasts = browser.execute_script(CONTRASTS)
    assert len(contrasts) > 20
    assert [text for text, contrast in contrasts if contrast < 4.5] == []


def test_headings_follow_one_another_without_a_gap(browser, page):
    headings = browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4, h5, h6")
    levels = [int(heading.tag_name[1]) for heading in headings]
    assert levels == [1, 2, 2, 2]


def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser, look, address):
    browser.get(address)
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = browser.switch_to.active_element
    assert skip.text == "Skip to the content"
    assert skip.location["x"] >= 0
    skip.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.tag_name == "main"


def test_the_browser_has_no_complaint_and_keeps_nothing(browser, look, address):
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})  # of others' pages
    browser.get_log("browser")
    browser.get(address)
    assert browser.get_log("browser") == []
    assert browser.get_cookies() == []
    assert browser.find_elements(By.CSS_SELECTOR, "script, style, [style]") == []


def test_a_reader_chooses_a_day(browser, page, wait_for):
    day = browser.find_element(By.NAME, "on")
    day.clear()
    day.send_keys("07162018")
    browser.find_element(By.TAG_NAME, "button").click()
    wait_for(url_contains("/processors/?on=2018-07-16"))
    assert "There was no list on this day" in browser.page_source


def test_on_paper_links_show_where_they_lead(browser, look, page):
    look(media="print")
    link = browser.find_element(By.PARTIAL_LINK_TEXT, "Privacy policy")
    printed = browser.execute_script(
        "return getComputedStyle(arguments[0], '::after').content", link
    )
    assert PRIVACY_POLICY in printed
    assert not browser.find_element(By.TAG_NAME, "form").is_displayed()
