"""The form for requests as somebody fills it in, on a telephone or in the dark."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import title_is, url_contains
from selenium.webdriver.support.ui import WebDriverWait

from requests_app.models import DataSubjectRequest
from tests.browser.measures import CONTRASTS, OVERFLOW
from tests.factories import make_data_subject_category, make_organisation
from tests.requests_app.factories import right

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def address(live_server, settings):
    settings.PUBLIC_REQUEST_FORM = True
    cache.clear()
    make_organisation(name="NumFOCUS, Inc.")
    for code in ["access", "erasure"]:
        right(code)
    for name in ["Donors", "Applicants for grants and fellowships"]:
        make_data_subject_category(name=name)
    return f"{live_server.url}/requests/new/"


def send(browser):
    browser.find_element(By.CSS_SELECTOR, "main form button").click()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_has_to_be_scrolled_sideways(browser, look, address, width):
    look(width=width)
    browser.get(address)
    assert browser.execute_script(OVERFLOW) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground_faults_too(browser, look, address, scheme):
    look(scheme=scheme)
    browser.get(address)
    send(browser)
    WebDriverWait(browser, 10).until(lambda b: b.find_elements(By.CLASS_NAME, "errorlist"))
    contrasts = browser.execute_script(CONTRASTS)
    assert [text for text, contrast in contrasts if contrast < 4.5] == []


def test_every_field_has_a_name_that_can_be_clicked(browser, look, address):
    browser.get(address)
    fields = browser.find_elements(By.CSS_SELECTOR, "main :is(input:not([type=hidden]), textarea)")
    assert len(fields) == 7
    assert [field.accessible_name for field in fields if not field.accessible_name] == []


def test_somebody_asks_confirms_and_learns_the_reference(browser, look, address):
    browser.get(address)
    browser.find_element(By.CSS_SELECTOR, "input[value=erasure]").click()
    browser.find_element(By.NAME, "name").send_keys("Ann Example")
    browser.find_element(By.NAME, "email").send_keys("ann@example.org")
    send(browser)
    WebDriverWait(browser, 10).until(url_contains("/requests/sent/"))
    browser.get(re.search(r"http\S+", mail.outbox[-1].body)[0])
    send(browser)
    WebDriverWait(browser, 10).until(title_is("Your request has reached us"))
    assert DataSubjectRequest.objects.get().reference in browser.page_source
    assert browser.find_elements(By.CSS_SELECTOR, "script, style, [style]") == []
