"""Who could reach what is asked from the home page, and a term is ended with nothing left open."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By

from registry.admin.dashboard import to_do
from registry.models import AccessGrant, Seat
from tests.browser.measures import OVERFLOW
from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture(scope="module")
def seat(site):
    donors = factories.make_data_subject_category(name="Donors")
    activity = factories.make_activity(
        reference="DON-1", name="Looking after donors", data_subjects=[donors]
    )
    board = factories.make_body(name="Board")
    us, be = factories.country("US"), factories.country("BE")
    factories.make_seat(body=board, designation="Chair", country=us)
    factories.make_access_grant(body=board, activity=activity, reference="AG-1")
    acme = factories.make_processor(name="Acme Donor Database", processing_countries=[us])
    factories.make_engagement(activity=activity, processor=acme, service="Donor database")
    person = factories.make_person(code="treasurer-1", name="The treasurer of 2018")
    seat = factories.make_seat(
        body=board, designation="Treasurer", country=be, person=person, starts_on="2018-01-12"
    )
    factories.make_access_grant(
        seat=seat, processor=acme, reference="AG-2", level="administer", system="Administrator"
    )
    factories.make_transfer(body=board, country=be, tool="not_stated")
    return seat


@pytest.fixture
def open_page(browser, look, site, seat, sign_in):
    def open_page(address):
        browser.get(site + address)

    sign_in(factories.make_user(role="dpo"))
    browser.get_log("browser")
    return open_page


def press(browser, selector):
    browser.find_element(By.CSS_SELECTOR, selector).click()


def donors_are_chosen(browser) -> bool:
    """The list is drawn anew as each answer comes, and what was found in it before is gone."""
    try:
        browser.find_element(By.XPATH, "//li[normalize-space()='Donors']").click()
    except StaleElementReferenceException:
        return False
    return True


def test_the_question_is_two_clicks_from_home(browser, open_page, wait_for):
    open_page(reverse("admin:index"))
    press(browser, f'a[href="{reverse("admin:access")}"]')
    press(browser, ".field-data_subjects .select2-selection")
    typed = wait_for(lambda it: it.find_element(By.CSS_SELECTOR, ".select2-search__field"))
    typed.send_keys("Don")
    wait_for(donors_are_chosen)
    day = browser.find_element(By.NAME, "_on")
    browser.execute_script("arguments[0].value = '2018-08-01'", day)
    press(browser, ".access-form [type=submit]")
    told = wait_for(lambda it: it.find_element(By.CSS_SELECTOR, "table.reach")).text
    for said in ["Treasurer", "Chair", "Acme Donor Database", "AG-1", "AG-2", "Belgium"]:
        assert said in told
    assert browser.get_log("browser") == []


def test_the_pages_fit(browser, look, open_page, seat):
    for address in [
        reverse("admin:access"),
        reverse("admin:registry_accessreview_by_body"),
        reverse("admin:registry_seat_step", args=["end"]) + f"?ids={seat.pk}",
    ]:
        for width in [390, 1280]:
            look(width=width)
            open_page(address)
            assert browser.execute_script(OVERFLOW) == 0, (address, width)
            assert browser.get_log("browser") == []


def test_when_a_term_is_ended_nothing_stays_open(browser, open_page, seat, wait_for):
    yesterday = timezone.localdate() - timedelta(days=1)
    open_page(reverse("admin:registry_seat_change", args=[seat.pk]))
    press(browser, "a[href*='/step/end/']")
    for name in ["on", "withdrawn_on"]:
        day = browser.find_element(By.NAME, name)
        browser.execute_script(f"arguments[0].value = '{yesterday.isoformat()}'", day)
    browser.find_element(By.NAME, "reason").send_keys("The term is over")
    press(browser, "#content-main form [type=submit]")
    wait_for(lambda it: it.find_element(By.CSS_SELECTOR, ".messagelist .success"))
    assert Seat.objects.get(pk=seat.pk).ends_on == yesterday
    assert not AccessGrant.objects.filter(seat=seat, ends_on=None).exists()
    open_now = {
        it.label: it.count for it in to_do(factories.make_user(role="dpo"), timezone.localdate())
    }
    assert open_now["Access without a seat in term"] == 0
    assert open_now["Terms that ended, access not confirmed withdrawn"] == 0
