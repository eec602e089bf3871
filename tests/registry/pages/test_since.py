"""The question since when a change holds, beside the reason."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.pages.since import WRONG, SinceFields
from registry.records.history import recorded
from tests.support.factories import country, make_processor, make_user

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE = (date(2018, month, 12) for month in (1, 3, 6))


@pytest.fixture
def processor():
    processor = make_processor(
        location_as_published="U.S.", first_day=JANUARY, processing_countries=[country("US")]
    )
    with recorded(by="test", reason="It moved", since=JUNE):
        processor.location_as_published = "Ireland"
        processor.save()
    return processor


@pytest.fixture
def save(client, processor):
    """Sends the form of the processor, with what it holds and what is given."""
    client.force_login(make_user(role="editor"))

    def save(**said):
        address = reverse("admin:registry_processor_change", args=[processor.pk])
        form = client.get(address).context["adminform"].form
        kept = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in kept.items() if value not in (None, False)}
        for prefix in ["agreements", "transfers"]:
            sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        sent |= {"change_reason": "The contract says so"}
        sent |= {"initial-first_day": processor.first_day, **said}
        page = client.post(address, sent, follow=True).content.decode()
        return " ".join(re.sub("<[^>]*>", " ", page).split())

    return save


def test_what_a_later_state_says_otherwise_stays_and_is_told(save, processor):
    words = save(location_as_published="Canada", since_day=MARCH.isoformat())
    assert "Location as published: since June 12, 2018 it says “Ireland”; that stays." in words
    processor.refresh_from_db()
    assert processor.location_as_published == "Ireland"


def test_how_much_more_there_is_to_tell_is_counted(save, monkeypatch):
    monkeypatch.setattr("registry.pages.model_admin.SHOWN_TOLD", 0)
    words = save(location_as_published="Canada", since_day=MARCH.isoformat())
    assert "And 1 more of the kind." in words


def test_nothing_is_told_where_nothing_says_otherwise(save, processor):
    words = save(location_as_published="Canada", since_day=timezone.localdate().isoformat())
    assert "that stays" not in words
    processor.refresh_from_db()
    assert processor.location_as_published == "Canada"


@pytest.mark.slow
def test_what_a_day_said_already_is_told_and_confirmed(save, processor):
    words = save(location_as_published="U.S.", since_day=MARCH.isoformat())
    assert "Location as published: on March 12, 2018 it said “U.S.” already." in words
    processor.refresh_from_db()
    assert processor.location_as_published == "Ireland"
    assert processor.history.latest("history_id").holds_from == MARCH


def test_a_form_that_changes_nothing_confirms_what_the_day_said(save, processor):
    day = timezone.localdate() - timedelta(days=1)
    assert "The entry said the same on" in save(since_day=day.isoformat())
    newest = processor.history.latest("history_id")
    assert (newest.holds_from, newest.history_change_reason) == (day, "The contract says so")


@pytest.mark.slow
def test_a_form_that_changes_nothing_says_what_the_day_said_instead(save, processor):
    count = processor.history.count()
    words = save(since_day=MARCH.isoformat())
    assert "on March 12, 2018 it said “U.S.”; “Ireland” holds since June 12, 2018." in words
    assert "move the change to its day" in words
    assert processor.history.count() == count


def test_a_link_that_is_gone_since_counts_as_said_instead(processor):
    with recorded(by="test", reason="No longer there"):
        processor.processing_countries.set([])
    with recorded(by="test", reason="Since then", since=MARCH) as unit:
        processor.save()
        unit.flush()
        told = [str(it) for it in unit.wish.begun_later]
    assert any(it.startswith("Countries of processing: on March 12, 2018") for it in told)


@pytest.mark.slow
def test_an_empty_text_is_called_nothing(save):
    words = save(website="https://example.org", since_day=MARCH.isoformat())
    assert "Website: since June 12, 2018 it says nothing, and would say" in words


@pytest.mark.once
@pytest.mark.parametrize(
    ("day", "why"),
    [
        ((timezone.localdate() + timedelta(days=2)).isoformat(), "is still to come."),
        ("0001-01-01", "Choose a day in 1900 or later."),
        ("2017-12-31", "on record only from Jan. 12, 2018"),
        ("soon", "Enter a valid date, such as 2018-07-17"),
    ],
)
def test_a_day_on_which_it_cannot_have_changed_is_refused_in_words(save, processor, day, why):
    assert why in save(location_as_published="Canada", since_day=day)
    processor.refresh_from_db()
    assert processor.location_as_published == "Ireland"


@pytest.mark.once
def test_an_answer_fits_what_was_there_all_along_and_was_never_entered():
    said = dict(SinceFields.base_fields["since_kind"].choices)
    assert said[WRONG] == "It was so all along (wrong or missing here)"
