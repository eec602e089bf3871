"""The admin as people meet it: wide and narrow, light and dark, under a strict policy."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from registry.models import Purpose
from tests import factories
from tests.browser.measures import CONTRASTS, OVERFLOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
# Elements of Django's own and of Select2, whose colours are not ours to choose.
OTHERS = ("×", "select2")


@pytest.fixture
def activity():
    factories.legal_basis("6(1)(b)")
    return factories.make_approved_activity(name="Providing the services")


@pytest.fixture
def open_page(browser, live_server, look, activity, dpo_session):
    """Opens a page of the admin, signed in; returns what the browser complained about."""
    browser.get(live_server.url + reverse("processors"))  # which has an icon to show
    browser.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": dpo_session})

    def open_page(address, **appearance):
        look(**appearance)
        browser.get_log("browser")
        browser.get(live_server.url + address)
        return [entry["message"] for entry in browser.get_log("browser")]

    return open_page


@pytest.fixture
def dpo_session():
    client = Client()
    client.force_login(factories.make_user(role="dpo"))
    return client.session.session_key


def pages(activity):
    table = "admin:registry_processingactivity"
    version = activity.history.last()
    return [
        reverse("admin:index"),
        reverse(f"{table}_changelist"),
        reverse(f"{table}_change", args=[activity.pk]),
        reverse(f"{table}_history", args=[activity.pk]),
        reverse(f"{table}_version", args=[activity.pk, version.pk]),
        reverse(f"{table}_gaps", args=[activity.pk]),
        reverse(f"{table}_document"),
        reverse(f"{table}_step", args=["review"]) + f"?ids={activity.pk}",
        reverse(f"{table}_import"),
        reverse(f"{table}_export"),
        reverse("admin:registry_processor_add"),
    ]


@pytest.mark.parametrize("width", [390, 1280])
def test_every_kind_of_page_fits_and_breaks_no_policy(open_page, browser, activity, width):
    for address in pages(activity):
        assert open_page(address, width=width) == [], address
        assert browser.execute_script(OVERFLOW) <= 0, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_pages_can_be_read_in_both_schemes(open_page, browser, activity, scheme):
    table = "admin:registry_processingactivity"
    for page in ["history", "gaps"]:
        open_page(reverse(f"{table}_{page}", args=[activity.pk]), scheme=scheme)
        for text, contrast in browser.execute_script(CONTRASTS):
            assert contrast >= 4.5 or text.startswith(OTHERS), (page, text, contrast)


def test_a_purpose_is_added_on_the_page_of_its_activity(open_page, browser, activity):
    open_page(reverse("admin:registry_processingactivity_change", args=[activity.pk]))
    browser.find_element(By.CSS_SELECTOR, "#purposes-group .add-row a").click()
    browser.find_element(By.NAME, "purposes-1-text").send_keys("Pay salaries")
    browser.execute_script(
        "const basis = document.createElement('option');"
        "basis.value = arguments[0]; basis.selected = true;"
        "document.querySelector('[name=purposes-1-legal_bases]').append(basis);",
        str(factories.legal_basis("6(1)(b)").pk),
    )
    browser.find_element(By.NAME, "change_reason").send_keys("The payroll came to us")
    browser.find_element(By.NAME, "_save").click()
    WebDriverWait(browser, 10).until(
        lambda browser: browser.find_elements(By.CSS_SELECTOR, "ul.messagelist li.success")
    )
    assert Purpose.objects.filter(text="Pay salaries", activity=activity).exists()
