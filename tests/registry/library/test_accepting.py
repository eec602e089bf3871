"""A yes to what is suggested, of an entry that has said otherwise since it began."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from registry.library.accepting import settle
from registry.models import Processor
from registry.past.views import as_it_was
from registry.records.history import recorded
from tests.support.factories import (
    country,
    make_activity,
    make_data_category,
    make_processor,
    make_suggestion,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAYS = {"by": "test", "reason": "Tried"}
BEGAN, CHANGED = date(2020, 1, 1), date(2024, 1, 1)


@pytest.fixture
def vendor():
    """Its country was on record, and was emptied."""
    country("IE")
    vendor = make_processor(first_day=BEGAN, country=country("US"))
    with recorded(**SAYS, since=CHANGED):
        vendor.country = None
        vendor.save()
    return vendor


def offered(said, **of):
    return make_suggestion(**of, part="field", value=json.dumps(said), state="offered")


@pytest.mark.parametrize("code", ["US", "IE"])
def test_a_yes_goes_over_nothing_that_was_said_of_days_before(vendor, code):
    row = offered({"field": "country", "value": code}, processor=vendor)
    with pytest.raises(ValidationError) as told:
        settle(vendor, accepted=[row.pk], **SAYS)
    first, advice = told.value.messages
    assert "2024" in first
    assert "with its day" in advice
    row.refresh_from_db()
    assert row.is_open
    with as_it_was(BEGAN):
        assert Processor.objects.get(pk=vendor.pk).country.code == "US"
    settle(vendor, declined=[row.pk], **SAYS)
    row.refresh_from_db()
    assert not row.is_open


def test_what_was_linked_and_taken_off_since_is_not_linked_by_a_yes():
    word = make_data_category(code="email-address", name="Mail")
    activity = make_activity(starts_on=BEGAN, first_day=BEGAN)
    with recorded(**SAYS, since=BEGAN):
        activity.data_categories.add(word)
    with recorded(**SAYS, since=CHANGED):
        activity.data_categories.remove(word)
    value = json.dumps({"code": word.code, "name": word.name})
    row = make_suggestion(activity=activity, part="data", value=value, state="offered")
    with pytest.raises(ValidationError, match="with its day"):
        settle(activity, accepted=[row.pk], **SAYS)


def test_what_nobody_ever_said_otherwise_is_so_from_the_first_day(vendor):
    row = offered({"field": "website", "value": "https://example.org"}, processor=vendor)
    settle(vendor, accepted=[row.pk], **SAYS)
    with as_it_was(BEGAN):
        assert Processor.objects.get(pk=vendor.pk).website == "https://example.org"


def test_the_page_says_from_which_day_a_yes_counts_and_what_stands_against_it(client, vendor):
    client.force_login(make_user(role="dpo"))
    row = offered({"field": "country", "value": "IE"}, processor=vendor)
    page = reverse("admin:registry_processor_suggestions", args=[vendor.pk])
    assert "counts from the first day of the entry" in client.get(page).text
    said = {f"suggestion-{row.pk}": "yes", "reason": "So it is"}
    text = client.post(page, said).text
    assert "Nothing was changed." in text
    assert "with its day" in text
