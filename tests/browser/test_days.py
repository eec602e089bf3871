"""What is written today of other days, as somebody does it in the browser, and what each shows."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from selenium.webdriver.common.by import By

from registry.models import Processor
from tests.browser.measures import OVERFLOW
from tests.support import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

LIST = "admin:registry_processor_changelist"
CHANGE = "admin:registry_processor_change"
OLD, NEW = "https://example.org/privacy-2024", "https://example.org/privacy-of-now"
# What a person would choose from the list of countries.
CHOOSE = """
const option = document.createElement("option");
[option.value, option.text, option.selected] = [arguments[0], arguments[1], true];
document.querySelector("[name=country]").replaceChildren(option);
"""


class Desk:
    """A browser in which forms are filled in and saved."""

    def __init__(self, browser, site, wait_for):
        self.browser, self.site, self.wait_for = browser, site, wait_for

    def open(self, address):
        self.browser.get(self.site + address)
        return self.words

    @property
    def words(self):
        return self.browser.execute_script("return document.body.innerText")

    def fill_in(self, **fields):
        for name, text in fields.items():
            field = self.browser.find_element(By.NAME, name)
            if field.get_dom_attribute("type") == "date":  # typed as the browser's language has it
                self.browser.execute_script("arguments[0].value = arguments[1]", field, text)
                continue
            field.clear()
            field.send_keys(text)

    def choose_country(self, country):
        self.browser.execute_script(CHOOSE, str(country.pk), str(country))

    def press(self, selector):
        button = self.browser.find_element(By.CSS_SELECTOR, selector)
        self.browser.execute_script("arguments[0].click()", button)

    def save(self):
        self.press("[name=_save]")
        self.wait_for(
            lambda browser: browser.find_elements(By.CSS_SELECTOR, "ul.messagelist li, .errornote")
        )
        return self.words


@pytest.fixture
def desk(browser, look, site, sign_in, wait_for):
    sign_in(factories.make_user(role="dpo"))
    browser.get_log("browser")
    return Desk(browser, site, wait_for)


@pytest.fixture
def last_month():
    return timezone.localdate().replace(day=1) - timedelta(days=1)


@pytest.fixture
def stripe(desk, last_month):
    """As people write it: added, its country corrected all along, its terms changed last month."""
    wrong, right = factories.country("DE"), factories.country("IE")
    desk.open(reverse("admin:registry_processor_add"))
    desk.choose_country(wrong)
    desk.fill_in(name="Stripe", privacy_policy_url=OLD, location_as_published="U.S.")
    desk.fill_in(first_day="2024-02-01", change_reason="The contract of 2024")
    assert "was added successfully" in desk.save()
    stripe = Processor.objects.get(name="Stripe")

    desk.open(reverse(CHANGE, args=[stripe.pk]))
    desk.choose_country(right)
    desk.press("[name=since_kind][value=wrong]")
    desk.fill_in(change_reason="It never was in Germany")
    assert "was changed successfully" in desk.save()

    desk.open(reverse(CHANGE, args=[stripe.pk]))
    desk.fill_in(privacy_policy_url=NEW, location_as_published="Ireland")
    desk.fill_in(since_day=last_month.isoformat(), change_reason="The new terms")
    assert "was changed successfully" in desk.save()
    return stripe


def test_each_day_shows_what_applied_on_it(desk, stripe, last_month):
    last_year = timezone.localdate() - timedelta(days=365)
    before, today = last_month - timedelta(days=1), timezone.localdate()
    assert "Stripe" not in desk.open(f"{reverse(LIST)}?_on=2024-01-31")
    shown = {
        last_year: ("U.S.", OLD),
        before: ("U.S.", OLD),
        last_month: ("Ireland", NEW),
        today: ("Ireland", NEW),
    }
    for day, (location, terms) in shown.items():
        row = desk.open(f"{reverse(LIST)}?_on={day}")
        assert "Stripe" in row
        assert "Country IE" in row
        assert "Germany" not in row
        entry = desk.open(f"{reverse(CHANGE, args=[stripe.pk])}?_on={day}")
        assert location in entry, day
        assert terms in entry, day
    assert "Country IE" in desk.open(reverse(LIST))

    history = re.sub(
        r"\s+", " ", desk.open(reverse("admin:registry_processor_history", args=[stripe.pk]))
    )
    for told in ["It never was in Germany", "The new terms", OLD, NEW, "Germany", "Country IE"]:
        assert told in history
    assert f"This entry since {date_format(last_month)}" in history
    assert desk.browser.get_log("browser") == []


def test_later_states_are_listed_to_be_ticked_and_what_stays_is_said(desk, look):
    row = factories.make_processor(
        name="Mail", location_as_published="U.S.", first_day=date(2018, 1, 12)
    )
    address = reverse(CHANGE, args=[row.pk])
    for day, fields in [
        ("2018-06-12", {"location_as_published": "Ireland"}),
        ("2018-07-12", {"privacy_contact": "office"}),
    ]:
        desk.open(address)
        desk.fill_in(**fields, since_day=day, change_reason="It changed")
        desk.save()

    desk.open(address)
    desk.fill_in(location_as_published="Canada", website="https://example.org")
    desk.fill_in(since_day="2018-03-12", change_reason="The contract says so")
    asked = desk.save()
    assert "Check the list “Later days”" in asked
    assert (
        "Website: since July 12, 2018 it says nothing, and would say “https://example.org”" in asked
    )
    for width in [390, 1280]:
        look(width=width)
        assert desk.browser.execute_script(OVERFLOW) <= 0, width
    done = desk.save()
    assert "was changed successfully" in done
    assert "Location as published: since June 12, 2018 it says “Ireland”; that stays." in done
    row.refresh_from_db()
    assert (row.location_as_published, row.website) == ("Ireland", "https://example.org")
    assert desk.browser.get_log("browser") == []
