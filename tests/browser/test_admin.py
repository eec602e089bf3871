"""The admin as people meet it: wide and narrow, light and dark, under a strict policy."""

import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By

from registry.models import Purpose
from tests.browser.measures import CONTRASTS, CUT_OFF, OVERFLOW
from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
# Elements of Django's own and of Select2, whose colours are not ours to choose.
OTHERS = ("×", "select2")
# So that a browser without complaints is one that would have complained.
AGAINST_THE_POLICY = """document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>")"""


@pytest.fixture(scope="module")
def activity(site):
    factories.legal_basis("6(1)(b)")
    return factories.make_approved_activity(name="Providing the services")


@pytest.fixture(scope="module")
def signed_in(sign_in, activity):
    sign_in(factories.make_user(role="dpo"))


@pytest.fixture
def open_page(browser, look, site, signed_in):
    def open_page(address):
        browser.get(site + address)

    browser.get_log("browser")
    return open_page


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
        reverse("admin:rules"),
        reverse(f"{table}_document"),
        reverse(f"{table}_step", args=["review"]) + f"?ids={activity.pk}",
        reverse(f"{table}_import"),
        reverse(f"{table}_export"),
        reverse("admin:registry_processor_add"),
    ]


def test_every_kind_of_page_fits_and_breaks_no_policy(open_page, browser, look, activity):
    for address in pages(activity):
        look(width=390)
        open_page(address)
        for width in [390, 1280]:
            look(width=width)
            assert browser.execute_script("return window.innerWidth") == width
            assert browser.execute_script(OVERFLOW) <= 0, (address, width)
            assert browser.execute_script(CUT_OFF) == [], (address, width)
        assert browser.get_log("browser") == [], address
    browser.execute_script(AGAINST_THE_POLICY)
    assert "Content Security Policy" in browser.get_log("browser")[0]["message"]


@pytest.mark.parametrize("page", ["history", "gaps", "change"])
def test_our_pages_can_be_read_in_both_schemes(open_page, browser, look, activity, page):
    open_page(reverse(f"admin:registry_processingactivity_{page}", args=[activity.pk]))
    for scheme in ["light", "dark"]:
        look(scheme=scheme)
        contrasts = browser.execute_script(CONTRASTS)
        assert len(contrasts) > 20
        for text, contrast in contrasts:
            assert contrast >= 4.5 or text.startswith(OTHERS), (scheme, text, contrast)


def test_a_purpose_is_added_on_the_page_of_its_activity(open_page, browser, activity, wait_for):
    open_page(reverse("admin:registry_processingactivity_change", args=[activity.pk]))
    add = browser.find_element(By.CSS_SELECTOR, "#purposes-group .add-row a")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", add)
    add.click()
    browser.find_element(By.NAME, "purposes-1-text").send_keys("Pay salaries")
    browser.execute_script(
        "const basis = document.createElement('option');"
        "basis.value = arguments[0]; basis.selected = true;"
        "document.querySelector('[name=purposes-1-legal_bases]').append(basis);",
        str(factories.legal_basis("6(1)(b)").pk),
    )
    browser.find_element(By.NAME, "change_reason").send_keys("The payroll came to us")
    browser.find_element(By.NAME, "_save").click()
    wait_for(lambda browser: browser.find_elements(By.CSS_SELECTOR, "ul.messagelist li.success"))
    assert Purpose.objects.filter(text="Pay salaries", activity=activity).exists()
