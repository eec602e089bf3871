"""The form for requests as somebody fills it in, on a telephone or in the dark."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import title_is, url_contains

from requests_app.models import DataSubjectRequest
from tests.browser.measures import CONTRASTS, OVERFLOW
from tests.requests_app.factories import right
from tests.support.factories import make_data_subject_category, make_organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture(scope="module")
def address(site):
    cache.clear()
    make_organisation(name="NumFOCUS, Inc.")
    for code in ["access", "erasure"]:
        right(code)
    for name in ["Donors", "Applicants for grants and fellowships"]:
        make_data_subject_category(name=name)
    with override_settings(PUBLIC_REQUEST_FORM=True):
        yield f"{site}/requests/new/"


@pytest.fixture
def page(browser, look, address):
    """The form. It has no script: what was looked at stays as it was."""
    if browser.current_url != address or browser.find_elements(By.CLASS_NAME, "errorlist"):
        browser.get(address)


@pytest.fixture
def page_with_faults(browser, look, address, wait_for):
    if browser.current_url != address:
        browser.get(address)
    if not browser.find_elements(By.CLASS_NAME, "errorlist"):
        send(browser)
        wait_for(lambda b: b.find_elements(By.CLASS_NAME, "errorlist"))


def send(browser):
    browser.find_element(By.CSS_SELECTOR, "main form button").click()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_has_to_be_scrolled_sideways(browser, look, page, width):
    look(width=width)
    assert browser.execute_script("return window.innerWidth") == width
    assert browser.execute_script(OVERFLOW) <= 0


def test_every_field_has_a_name_that_can_be_clicked(browser, page):
    fields = browser.find_elements(By.CSS_SELECTOR, "main :is(input:not([type=hidden]), textarea)")
    assert len(fields) == 7
    assert [field.accessible_name for field in fields if not field.accessible_name] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground_faults_too(browser, look, page_with_faults, scheme):
    look(scheme=scheme)
    contrasts = browser.execute_script(CONTRASTS)
    assert len(contrasts) > 20
    assert [text for text, contrast in contrasts if contrast < 4.5] == []


def test_somebody_asks_confirms_and_learns_the_reference(browser, page, wait_for):
    browser.find_element(By.CSS_SELECTOR, "input[value=erasure]").click()
    browser.find_element(By.NAME, "name").send_keys("Ann Example")
    browser.find_element(By.NAME, "email").send_keys("ann@example.org")
    send(browser)
    wait_for(url_contains("/requests/sent/"))
    browser.get(re.search(r"http\S+", mail.outbox[-1].body)[0])
    send(browser)
    wait_for(title_is("We have received your request"))
    assert DataSubjectRequest.objects.get().reference in browser.page_source
    assert browser.find_elements(By.CSS_SELECTOR, "script, style, [style]") == []
