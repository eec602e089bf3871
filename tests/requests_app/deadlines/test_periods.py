from datetime import date

import pytest
from django.core.management import call_command

from requests_app import timing
from requests_app.deadlines.calendars import calendar
from requests_app.deadlines.periods import (
    KINGDOM,
    PERIODS,
    Duty,
    Period,
    Status,
    Unit,
    needed_period,
    period_on,
)

PLAIN = calendar("none")
BEFORE = Period(duty=Duty.BREACH_AUTHORITY, amount=72, unit=Unit.HOURS, is_moved=False)
AFTER = Period(
    duty=Duty.BREACH_AUTHORITY,
    amount=96,
    unit=Unit.HOURS,
    is_moved=False,
    valid_from=date(2027, 1, 1),
    status=Status.ADOPTED,
)


@pytest.mark.parametrize(
    ("day", "row"),
    [
        pytest.param(date(2026, 12, 31), BEFORE, id="the day before a change"),
        pytest.param(date(2027, 1, 1), AFTER, id="the day of a change"),
        pytest.param(date(2016, 2, 29), BEFORE, id="before the first row"),
    ],
)
def test_the_row_in_force_is_the_last_that_has_begun(day, row):
    assert period_on([AFTER, BEFORE], Duty.BREACH_AUTHORITY, on=day) == row


def test_what_is_proposed_counts_on_no_day():
    proposed = Period(duty=Duty.ANSWER, amount=2, status=Status.PROPOSED)
    assert period_on([proposed], Duty.ANSWER, on=date(2030, 1, 1)) is None
    assert needed_period([proposed], Duty.ANSWER, on=date(2030, 1, 1)).amount == 1


def test_a_row_that_has_ended_counts_no_longer():
    ended = Period(duty=Duty.ANSWER, amount=2, valid_from=AFTER.valid_from, valid_until=date.max)
    over = Period(duty=Duty.ANSWER, amount=3, valid_until=date(2027, 6, 1))
    later = date(2027, 6, 2)
    assert period_on([ended, over], Duty.ANSWER, on=later) == ended
    assert period_on([over], Duty.ANSWER, on=later, jurisdiction="US-CA") == over


def test_a_jurisdiction_has_its_own_rows_and_else_those_of_the_union():
    days = Period(duty=Duty.ANSWER, amount=45, unit=Unit.DAYS, jurisdiction="US-CA")
    rows = [*PERIODS, days]
    on = date(2026, 7, 1)
    assert period_on(rows, Duty.ANSWER, on=on, jurisdiction="US-CA") == days
    assert period_on(rows, Duty.ANSWER, on=on).unit == Unit.MONTHS
    assert period_on(rows, Duty.NOTICE, on=on, jurisdiction="US-CA").jurisdiction == "EU"


def test_a_complaint_is_acknowledged_within_a_period_in_the_united_kingdom_only():
    on = date(2026, 7, 1)
    assert period_on(PERIODS, Duty.COMPLAINT, on=on, jurisdiction=KINGDOM).amount == 30
    assert period_on(PERIODS, Duty.COMPLAINT, on=on) is None
    assert period_on(PERIODS, Duty.COMPLAINT, on=date(2026, 6, 18), jurisdiction=KINGDOM) is None


@pytest.mark.parametrize(
    ("unit", "amount", "start", "last", "due"),
    [
        (Unit.MONTHS, 1, date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2)),
        (Unit.DAYS, 45, date(2026, 3, 2), date(2026, 4, 16), date(2026, 4, 16)),
        pytest.param(
            Unit.DAYS, 2, date(2026, 7, 3), date(2026, 7, 5), date(2026, 7, 7), id="1182/71, 3(5)"
        ),
        (Unit.DAYS, 1, date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 6)),
        (Unit.WORKING_DAYS, 3, date(2026, 7, 3), date(2026, 7, 8), date(2026, 7, 8)),
    ],
)
def test_each_unit_is_counted_from_the_day_after(unit, amount, start, last, due):
    period = Period(duty=Duty.ANSWER, amount=amount, unit=unit)
    assert period.end(start, PLAIN) == last
    assert period.moved(start, last, PLAIN) == due


def test_what_is_not_moved_ends_on_a_sunday_too():
    period = Period(duty=Duty.COMPLAINT, amount=30, unit=Unit.DAYS, is_moved=False)
    last = period.end(date(2026, 7, 3), PLAIN)
    assert period.moved(date(2026, 7, 3), last, PLAIN) == last == date(2026, 8, 2)


def test_hours_do_not_begin_on_a_day():
    with pytest.raises(ValueError, match="at a moment"):
        BEFORE.end(date(2026, 7, 3), PLAIN)


@pytest.mark.django_db
def test_what_is_shipped_counts_as_where_there_is_no_register():
    call_command("load_request_terms", verbosity=0)
    for on in (date(2018, 5, 25), date(2020, 12, 31), date(2026, 7, 1), date(2028, 1, 1)):
        for place in ("EU", "UK"):
            for duty in {row.duty for row in PERIODS}:
                rows = [
                    period_on(table, duty, on=on, jurisdiction=place)
                    for table in (timing.periods(), PERIODS)
                ]
                said = [row and (row.amount, row.unit, row.is_moved) for row in rows]
                assert said[0] == said[1], (duty, on, place)
