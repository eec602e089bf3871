"""A yes to what is suggested, of an entry that has said otherwise since it began."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from registry.library.accepting import settle
from registry.library.answering import answer
from registry.library.shelf import questions_for
from registry.models import Processor, Suggestion
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


def said_on(day, row, known=None):
    with as_it_was(day, known):
        return Suggestion.objects.get(pk=row.pk).state


@pytest.mark.parametrize("state", ["accepted", "declined"])
@pytest.mark.parametrize("began", [BEGAN, None])
def test_each_day_shows_the_answer_that_is_known(state, began):
    """An answer is no fact of the world: nothing began on the day on which it was given."""
    activity = make_activity(starts_on=began, first_day=BEGAN)
    value = json.dumps({"field": "description", "value": "Letters"})
    row = make_suggestion(activity=activity, part="field", value=value, state="offered")
    before = timezone.now()
    settle(activity, **{state: [row.pk]}, **SAYS)
    for day in (BEGAN, timezone.localdate() - timedelta(days=1)):
        assert said_on(day, row) == state
        assert said_on(day, row, known=before) == "offered"


def test_what_an_answer_settles_is_settled_on_each_day():
    question = next(one for one in questions_for("newsletter") if one.fills == "period")
    activity = make_activity(first_day=BEGAN)
    said = {"activity": activity, "name": question.about, "part": "period"}
    row = make_suggestion(**said, value='{"name": "Addresses"}', state="offered")
    with recorded(**SAYS):
        answer(activity, question, [2, "years", ""])
    assert said_on(BEGAN, row) == "accepted"


def test_the_check_of_a_past_day_does_not_ask_for_what_was_answered(client):
    activity = make_activity(starts_on=BEGAN, first_day=BEGAN)
    value = json.dumps({"field": "description", "value": "Letters"})
    row = make_suggestion(activity=activity, part="field", value=value, state="offered")
    with recorded(**SAYS):
        row.first_day = BEGAN
        row.save()
    client.force_login(make_user(role="dpo"))
    page = reverse("admin:registry_processingactivity_gaps", args=[activity.pk])
    open_point = "nobody has said yes or no"
    assert open_point in client.get(page, {"_on": "2024-06-01"}).text
    settle(activity, accepted=[row.pk], **SAYS)
    assert open_point not in client.get(page, {"_on": "2024-06-01"}).text
