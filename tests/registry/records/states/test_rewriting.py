"""A change of the past: what the register shows of each day, and what its rows say in the end."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry import lifecycle
from registry.evidence.verify.whole import verify
from registry.models import ProcessingActivity, Processor
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.records.rules import Faults
from registry.records.states.carried import CarriedOn
from registry.records.states.wishes import ALL_ALONG
from tests.support.factories import (
    country,
    make_contact,
    make_engagement,
    make_processor,
    make_retention_rule,
    make_seat,
)

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE, JULY = (date(2018, month, 12) for month in (1, 3, 6, 7))


def change(row, since=None, **fields):
    links = {name: fields.pop(name) for name in [*fields] if isinstance(fields[name], list)}
    with recorded(by="test", reason="A change", since=since):
        row = type(row).objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        for name, rows in links.items():
            getattr(row, name).set(rows)


def on(day, row, *names):
    with as_it_was(day):
        row = type(row).objects.get(pk=row.pk)
        said = tuple(getattr(row, name) for name in names)
    return said[0] if len(names) == 1 else said


def is_there(day, row):
    with as_it_was(day):
        return type(row).objects.in_force(day).filter(pk=row.pk).exists()


def assert_clean():
    assert [str(fault) for fault in verify().faults] == []


def test_a_change_of_today_leaves_yesterday_as_it_was():
    processor = make_processor(location_as_published="U.S.")
    change(processor, location_as_published="Ireland")
    yesterday = timezone.localdate() - timedelta(days=1)
    assert on(yesterday, processor, "location_as_published") == "U.S."
    assert on(timezone.localdate(), processor, "location_as_published") == "Ireland"
    assert_clean()


def test_a_change_since_a_day_is_seen_from_that_day_on():
    processor = make_processor(location_as_published="U.S.")
    change(processor, since=JUNE, location_as_published="Ireland")
    days = (JUNE - timedelta(days=1), JUNE, timezone.localdate())
    said = [on(day, processor, "location_as_published") for day in days]
    assert said == ["U.S.", "Ireland", "Ireland"]
    processor.refresh_from_db()
    assert processor.location_as_published == "Ireland"
    assert_clean()


def test_a_change_of_the_past_does_not_undo_what_was_changed_later():
    processor = make_processor(location_as_published="U.S.", privacy_contact="a")
    change(processor, since=JUNE, location_as_published="Ireland")
    change(processor, since=MARCH, location_as_published="Canada", privacy_contact="b")
    processor.refresh_from_db()
    assert (processor.location_as_published, processor.privacy_contact) == ("Ireland", "b")
    assert on(MARCH, processor, "location_as_published", "privacy_contact") == ("Canada", "b")
    assert on(JANUARY, processor, "location_as_published", "privacy_contact") == ("U.S.", "a")


def test_a_correction_reaches_back_as_far_as_the_mistake_and_no_further():
    processor = make_processor(location_as_published="U.S.")
    change(processor, since=MARCH, location_as_published="Irland")
    change(processor, since=JUNE, privacy_contact="a")
    change(processor, since=ALL_ALONG, location_as_published="Ireland")
    said = [on(day, processor, "location_as_published") for day in (JANUARY, MARCH, JUNE)]
    assert said == ["U.S.", "Ireland", "Ireland"]
    assert_clean()


def test_links_are_carried_one_by_one():
    us, de, ie = country("US"), country("DE"), country("BE")
    processor = make_processor(processing_countries=[us])
    change(processor, since=JUNE, processing_countries=[us, de])
    change(processor, since=MARCH, processing_countries=[us, de, ie])
    with as_it_was(MARCH):
        found = Processor.objects.get(pk=processor.pk).processing_countries.all()
        assert {it.code for it in found} == {"US", "BE"}
    assert {it.code for it in processor.processing_countries.all()} == {"US", "DE", "BE"}
    change(processor, since=JUNE, processing_countries=[de])
    with as_it_was(MARCH):
        found = Processor.objects.get(pk=processor.pk).processing_countries.all()
        assert {it.code for it in found} == {"US", "BE"}
    assert_clean()


def test_a_link_that_comes_back_is_the_one_that_the_latest_state_has():
    us, de = country("US"), country("DE")
    processor = make_processor(processing_countries=[us, de])
    change(processor, since=JULY, processing_countries=[us])
    change(processor, processing_countries=[us, de])  # with a key of its own
    change(processor, since=MARCH, processing_countries=[us])
    assert {it.code for it in processor.processing_countries.all()} == {"US", "DE"}
    assert_clean()


def test_a_link_that_is_taken_away_and_made_again_in_one_step_is_the_same():
    de = country("DE")
    processor = make_processor(processing_countries=[de])
    change(processor, since=JULY, privacy_contact="a")
    with recorded(by="test", reason="A change", since=MARCH):
        row = Processor.objects.get(pk=processor.pk)
        row.processing_countries.clear()
        row.processing_countries.add(de)
        row.privacy_contact = "b"
        row.save()
    assert on(JUNE, processor, "privacy_contact") == "b"
    assert_clean()


def test_an_absence_goes_with_its_field():
    processor = make_processor(absences={"website": "none"})
    change(processor, since=JUNE, website="https://example.org")
    assert on(MARCH, processor, "website", "absences") == ("", {"website": "none"})
    assert on(JUNE, processor, "website", "absences") == ("https://example.org", {})


def test_what_a_constraint_binds_changes_together():
    rule = make_retention_rule(period=12, unit="months")
    change(rule, since=JUNE, period=2, unit="years")
    change(rule, since=MARCH, period=1, unit="years")
    days = (JANUARY, MARCH, JUNE)
    assert [on(day, rule, "period", "unit") for day in days] == [
        (12, "months"),
        (1, "years"),
        (2, "years"),
    ]


def test_own_dates_are_the_same_on_every_day():
    seat = make_seat(starts_on=MARCH)
    change(seat, since=JUNE, is_confidential="yes")
    change(seat, ends_on=JULY)
    assert on(MARCH, seat, "ends_on", "is_confidential") == (JULY, "not_stated")
    assert [is_there(day, seat) for day in (JANUARY, MARCH, JULY, date(2019, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert_clean()


def test_what_has_ended_is_only_corrected():
    seat = make_seat(starts_on=MARCH, ends_on=JUNE, designation="Tresurer")
    change(seat, designation="Treasurer")
    assert on(MARCH, seat, "designation") == "Treasurer"
    assert_clean()


def test_what_is_retired_since_a_day_was_in_use_before():
    processor = make_processor()
    lifecycle.retire(processor, by="test", reason="No longer used", on=JUNE)
    assert on(MARCH, processor, "retired_on") is None
    assert on(JUNE, processor, "retired_on") == JUNE
    assert (is_there(MARCH, processor), is_there(JUNE, processor)) == (True, False)
    assert_clean()


@pytest.mark.parametrize("day", [MARCH, JULY])
def test_the_day_of_a_retirement_is_corrected(day):
    processor = make_processor()
    lifecycle.retire(processor, by="test", reason="No longer used", on=JUNE)
    change(processor, retired_on=day)
    processor.refresh_from_db()
    assert processor.retired_on == day
    days = (day - timedelta(days=1), day, timezone.localdate())
    assert [is_there(it, processor) for it in days] == [True, False, False]
    assert_clean()


def test_what_came_back_is_retired_again_since_a_day_before_that():
    processor = make_processor()
    lifecycle.retire(processor, by="test", reason="No longer used", on=JUNE)
    lifecycle.restore(processor, by="test", reason="Used again")
    lifecycle.retire(processor, by="test", reason="Not used since then", on=MARCH)
    processor.refresh_from_db()
    assert processor.retired_on == MARCH
    days = (JANUARY, MARCH, JUNE, timezone.localdate())
    assert [is_there(it, processor) for it in days] == [True, False, False, False]
    assert_clean()


def test_what_is_planned_may_be_put_off_and_changed_today():
    today = timezone.localdate()
    seat = make_seat(starts_on=today + timedelta(days=3))
    begins = today + timedelta(days=9)
    change(seat, since=today, starts_on=begins, designation="Treasurer")
    seat.refresh_from_db()
    assert (seat.starts_on, seat.designation) == (begins, "Treasurer")


def test_a_day_still_to_come_is_refused():
    with (
        pytest.raises(ValidationError, match="still to come"),
        recorded(by="test", reason="Soon", since=timezone.localdate() + timedelta(days=1)),
    ):
        pass


def test_a_day_before_the_entry_was_there_is_refused():
    processor = make_processor(first_day=MARCH)
    with pytest.raises(Faults, match="on record only from"):
        change(processor, since=JANUARY, location_as_published="U.S.")


def test_a_row_that_is_made_since_a_day_is_there_from_that_day():
    with recorded(by="test", reason="A vendor", since=MARCH):
        processor = Processor.objects.create(name="Acme")
    assert processor.first_day == MARCH
    assert (is_there(JANUARY, processor), is_there(MARCH, processor)) == (False, True)


def test_later_states_follow_only_after_somebody_was_told():
    processor = make_processor(location_as_published="U.S.")
    change(processor, since=JUNE, privacy_contact="a")

    def correct(**said):
        with recorded(by="test", reason="It moved", since=MARCH, **said):
            row = Processor.objects.get(pk=processor.pk)
            row.location_as_published = "Canada"
            row.save()

    with pytest.raises(CarriedOn) as raised:
        correct(seen=())
    (into,) = raised.value.carried
    assert str(into) == (
        "Location as published: since June 12, 2018 it says “U.S.”, and would say “Canada”"
    )
    assert on(MARCH, processor, "location_as_published") == "U.S."
    correct(seen=[into.code], spared=[into.code])
    said = [on(day, processor, "location_as_published") for day in (JANUARY, MARCH, JUNE)]
    assert said == ["U.S.", "Canada", "U.S."]
    processor.refresh_from_db()
    assert processor.location_as_published == "U.S."
    assert_clean()


def test_the_approval_of_an_entry_bears_the_day_of_the_step():
    engagement = make_engagement(service="Mail")
    activity = engagement.activity
    change(engagement, since=MARCH, service="Newsletters")
    assert on(MARCH, engagement, "service") == "Newsletters"
    assert on(MARCH, activity, "state") == ProcessingActivity.objects.get(pk=activity.pk).state


def test_known_alone_shows_the_latest_state_of_then():
    processor = make_processor(location_as_published="U.S.")
    before = timezone.now()
    change(processor, since=MARCH, location_as_published="Ireland")
    with as_it_was(known=before):
        assert Processor.objects.get(pk=processor.pk).location_as_published == "U.S."
    with as_it_was(MARCH, before):
        assert Processor.objects.get(pk=processor.pk).location_as_published == "U.S."


def test_names_are_exchanged_over_time():
    first, second = make_processor(name="Foo"), make_processor(name="Bar", first_day=JULY)
    change(first, since=JUNE, name="Baz")
    change(second, since=JULY, name="Foo")
    with as_it_was(MARCH):
        assert Processor.objects.in_force(MARCH).get(name="Foo").pk == first.pk
    with as_it_was(JULY):
        assert Processor.objects.in_force(JULY).get(name="Foo").pk == second.pk


def test_two_rows_may_not_bear_one_name_on_one_day():
    first, second = make_processor(name="Foo"), make_processor(name="Bar")
    change(first, since=JUNE, name="Baz")
    with pytest.raises(Faults, match="Foo"):
        change(second, since=MARCH, name="Foo")


def test_two_rows_may_not_have_one_key_of_several_parts_on_one_day():
    first = make_contact(value="first@example.org")
    second = make_contact(organisation=first.organisation, value="second@example.org")
    change(first, since=JUNE, value="third@example.org")
    with pytest.raises(Faults, match="On March 12, 2018 another entry had the same key"):
        change(second, since=MARCH, value="first@example.org")
