"""A change is moved to the day on which it happened, or withdrawn: what each day says then."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry import lifecycle
from registry.evidence.verify.whole import verify
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.records.moving import changed_on, move_change, withdraw_change
from registry.records.rules import Faults
from tests.support.factories import (
    country,
    make_approved_activity,
    make_organisation,
    make_processor,
    make_retention_rule,
)

pytestmark = pytest.mark.django_db

JANUARY, MARCH, MAY, JUNE, JULY = (date(2018, month, 12) for month in (1, 3, 5, 6, 7))
ANSWERS = {"by": "test", "reason": "It was another day"}


def change(row, since, **fields):
    links = {name: fields.pop(name) for name in [*fields] if isinstance(fields[name], list)}
    with recorded(by="test", reason="A change", since=since):
        row = type(row).objects.get(pk=row.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        for name, rows in links.items():
            getattr(row, name).set(rows)


def on(day, row, name="location_as_published"):
    with as_it_was(day):
        value = getattr(type(row).objects.get(pk=row.pk), name)
        return sorted(map(str, value.all())) if hasattr(value, "all") else value


def said(row, *days):
    return [on(day, row) for day in days]


def assert_clean():
    assert [str(fault) for fault in verify().faults] == []


@pytest.fixture
def processor():
    """In the U.S. since January, in Ireland since June."""
    processor = make_processor(location_as_published="U.S.", first_day=JANUARY)
    change(processor, JUNE, location_as_published="Ireland")
    return processor


def test_a_change_that_never_was_is_withdrawn_and_what_held_before_goes_on(processor):
    withdraw_change(processor, JUNE, **ANSWERS)
    processor.refresh_from_db()
    assert processor.location_as_published == "U.S."
    assert said(processor, MAY, JUNE, timezone.localdate()) == ["U.S."] * 3
    assert_clean()


def test_what_was_known_before_it_was_withdrawn_stays_known(processor):
    known = timezone.now()
    withdraw_change(processor, JUNE, **ANSWERS)
    with as_it_was(JUNE, known):
        assert type(processor).objects.get().location_as_published == "Ireland"


def test_what_is_withdrawn_is_so_up_to_the_next_change_of_the_same(processor):
    change(processor, JULY, location_as_published="Canada")
    withdraw_change(processor, JUNE, **ANSWERS)
    assert said(processor, JUNE, JULY) == ["U.S.", "Canada"]
    assert_clean()


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (MARCH, ["U.S.", "Ireland", "Ireland", "Ireland"]),
        (JULY, ["U.S.", "U.S.", "U.S.", "Ireland"]),
    ],
)
def test_a_change_is_moved_to_an_earlier_or_a_later_day(processor, to, expected):
    move_change(processor, JUNE, to, **ANSWERS)
    assert said(processor, JANUARY, MARCH, JUNE, JULY) == expected
    assert_clean()


def test_what_else_changed_between_the_two_days_stays(processor):
    change(processor, MAY, privacy_contact="the office")
    move_change(processor, JUNE, MARCH, **ANSWERS)
    assert said(processor, MARCH, MAY, JUNE) == ["Ireland"] * 3
    assert [on(day, processor, "privacy_contact") for day in (MARCH, MAY)] == ["", "the office"]
    assert_clean()


def test_links_and_what_belongs_together_move_whole():
    us, ireland = country("US"), country("IE")
    processor = make_processor(first_day=JANUARY, processing_countries=[us])
    change(processor, JUNE, processing_countries=[ireland])
    move_change(processor, JUNE, MARCH, **ANSWERS)
    assert on(MARCH, processor, "processing_countries") == [str(ireland)]
    rule = make_retention_rule(period=1, unit="months", first_day=JANUARY)
    change(rule, JUNE, period=2, unit="years")
    withdraw_change(rule, JUNE, **ANSWERS)
    rule.refresh_from_db()
    assert (rule.period, rule.unit) == (1, "months")
    assert_clean()


@pytest.mark.parametrize("to", [JULY, JULY + timedelta(days=1)])
def test_a_change_is_not_moved_over_another_change_of_the_same(processor, to):
    change(processor, JULY, location_as_published="Canada")
    with pytest.raises(ValidationError, match="changed again on July 12, 2018"):
        move_change(processor, JUNE, to, **ANSWERS)
    with pytest.raises(ValidationError, match="changed again on June 12, 2018"):
        move_change(processor, JULY, MAY, **ANSWERS)
    assert said(processor, JUNE, JULY) == ["Ireland", "Canada"]


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (timezone.localdate() + timedelta(days=1), "still to come"),
        (date.min, "in 1900 or later"),
        (JANUARY - timedelta(days=1), "on record only from Jan. 12, 2018"),
        (JUNE, "on that day already"),
    ],
)
def test_a_day_on_which_it_cannot_have_happened_is_refused_in_words(processor, to, why):
    with pytest.raises(ValidationError, match=why):
        move_change(processor, JUNE, to, **ANSWERS)
    assert said(processor, MAY, JUNE) == ["U.S.", "Ireland"]


@pytest.mark.parametrize("day", [MAY, JANUARY, date.min, timezone.localdate()])
def test_where_nothing_changed_there_is_nothing_to_withdraw(processor, day):
    with pytest.raises(ValidationError, match="No change of"):
        withdraw_change(processor, day, **ANSWERS)
    assert changed_on(processor, day) == []


def test_an_approval_keeps_its_day():
    activity = make_approved_activity()
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="keep the day on which they were taken"):
        withdraw_change(activity, today, **ANSWERS)


def test_a_retirement_keeps_its_day_though_what_changed_with_it_is_withdrawn(processor):
    change(processor, timezone.localdate(), location_as_published="Canada")
    lifecycle.retire(processor, by="test", reason="No longer used")
    withdraw_change(processor, timezone.localdate(), **ANSWERS)
    processor.refresh_from_db()
    assert processor.location_as_published == "Ireland"
    assert processor.retired_on == timezone.localdate()
    assert_clean()


def test_a_name_that_another_row_bore_meanwhile_does_not_come_back(processor):
    first = make_processor(name="Foo", first_day=JANUARY)
    change(first, MARCH, name="Baz")
    make_processor(name="Foo", first_day=JUNE)
    with pytest.raises(Faults, match="conflicts with another entry"):
        withdraw_change(first, MARCH, **ANSWERS)


def test_what_would_lead_back_to_itself_on_some_day_is_refused():
    one, two = (make_organisation(name=name, first_day=JANUARY) for name in ("One", "Two"))
    change(one, MARCH, parent=two)
    change(one, MAY, parent=None)
    change(two, JUNE, parent=one)
    with pytest.raises(Faults, match="led back to itself"):
        move_change(one, MAY, JULY, **ANSWERS)


def test_what_changed_on_a_day_is_said_in_words(processor):
    (begun,) = changed_on(processor, JUNE)
    assert (begun.cell.label, begun.old, begun.new) == ("Location as published", "U.S.", "Ireland")
