"""What must be true of every deadline, whatever the dates."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines.calendars import calendar
from requests_app.deadlines.due_dates import answer_deadline, notice_deadline
from requests_app.deadlines.questions import Need, Question, Rule

DAYS = st.dates(date(2018, 5, 25), date(2034, 12, 31))
RULES = st.sampled_from(Rule)
CALENDARS = st.sampled_from(
    ["none", "GB-ENG", "GB-SCT", "FR", "DE-BY", "BE", "US-CA", "JP", "SA", "IR", "LK", "ES-CT"]
).map(calendar)


@st.composite
def requests_with_a_question(draw):
    received = draw(DAYS)
    asked_on = received + timedelta(days=draw(st.integers(0, 90)))
    answered_on = asked_on + timedelta(days=draw(st.integers(0, 400)))
    return received, Question(draw(st.sampled_from(Need)), asked_on, answered_on)


@given(DAYS, RULES, CALENDARS)
def test_never_is_an_answer_due_before_one_month_less_three_days(received, rule, days_off):
    due = answer_deadline(received, rule=rule, calendar=days_off).due

    assert due - received >= timedelta(days=31 - 3)


@given(DAYS, RULES, CALENDARS)
def test_never_does_an_extension_end_before_the_plain_date(received, rule, days_off):
    terms = {"rule": rule, "calendar": days_off}

    extended = answer_deadline(received, is_extended=True, **terms)

    assert extended.due > answer_deadline(received, **terms).due


@given(DAYS, DAYS, RULES, CALENDARS, st.booleans())
def test_what_came_later_is_never_due_earlier(one, other, rule, days_off, is_extended):
    due = [
        answer_deadline(day, rule=rule, calendar=days_off, is_extended=is_extended).due
        for day in sorted([one, other])
    ]

    assert due == sorted(due)


@given(DAYS, st.integers(1, 5), RULES, CALENDARS, st.booleans())
def test_neighbours_are_due_in_their_order(received, gap, rule, days_off, is_extended):
    terms = {"rule": rule, "calendar": days_off, "is_extended": is_extended}

    later = answer_deadline(received + timedelta(days=gap), **terms)

    assert answer_deadline(received, **terms).due <= later.due


@given(DAYS, RULES, CALENDARS, st.booleans())
def test_an_answer_is_due_on_the_first_working_day_from_the_raw_end(
    received, rule, days_off, is_extended
):
    deadline = answer_deadline(received, rule=rule, calendar=days_off, is_extended=is_extended)

    passed_over = (deadline.due - deadline.raw).days
    assert days_off.is_working_day(deadline.due)
    assert not any(
        days_off.is_working_day(deadline.raw + timedelta(days=number))
        for number in range(passed_over)
    )


@given(requests_with_a_question(), RULES, CALENDARS)
def test_a_question_never_makes_the_answer_due_earlier(asked_in, rule, days_off):
    received, question = asked_in
    terms = {"rule": rule, "calendar": days_off}

    asked = answer_deadline(received, questions=[question], **terms)

    assert asked.due >= answer_deadline(received, **terms).due


@given(requests_with_a_question(), RULES, CALENDARS, st.booleans())
def test_a_notice_is_never_due_after_the_answer(asked_in, rule, days_off, is_extended):
    received, question = asked_in
    terms = {"rule": rule, "calendar": days_off, "questions": [question]}

    notice = notice_deadline(received, **terms)

    assert notice.due <= answer_deadline(received, is_extended=is_extended, **terms).due
