from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from requests_app.deadlines.breaches import breach_deadline
from requests_app.deadlines.calendars import calendar
from requests_app.deadlines.due_dates import answer_deadline, notice_deadline
from requests_app.deadlines.periods import Duty, Period, Unit
from requests_app.deadlines.questions import DeadlineError, Need, Question, Rule


def identity(asked_on, answered_on=None):
    return Question(Need.IDENTITY, asked_on, answered_on)


def clarification(asked_on, answered_on=None):
    return Question(Need.CLARIFICATION, asked_on, answered_on)


def hours(number, **fields):
    return Period(duty=Duty.BREACH_AUTHORITY, amount=number, unit=Unit.HOURS, **fields)


@pytest.mark.parametrize(
    ("received", "code", "due"),
    [
        pytest.param(date(2024, 3, 5), "none", date(2024, 4, 5), id="5 March, EDPB"),
        pytest.param(date(2022, 8, 31), "none", date(2022, 9, 30), id="31 August, EDPB"),
        pytest.param(date(2023, 8, 31), "BE", date(2023, 10, 2), id="31 August, on a Saturday"),
        pytest.param(date(2024, 11, 25), "GB-ENG", date(2024, 12, 27), id="25 November, ICO"),
        pytest.param(date(2024, 1, 1), "GB-ENG", date(2024, 2, 1), id="bank holiday, ICO"),
        pytest.param(date(2025, 1, 31), "GB-ENG", date(2025, 2, 28), id="31 January, ICO"),
        pytest.param(date(2024, 1, 31), "GB-ENG", date(2024, 2, 29), id="leap year, ICO"),
        pytest.param(date(2026, 1, 31), "GB-ENG", date(2026, 3, 2), id="to a Monday, ICO"),
        pytest.param(date(2024, 9, 3), "GB-ENG", date(2024, 10, 3), id="3 September, ICO"),
        pytest.param(date(2000, 1, 30), "none", date(2000, 2, 29), id="leap century"),
        pytest.param(date(1900, 1, 30), "none", date(1900, 2, 28), id="plain century"),
        pytest.param(date(2024, 2, 29), "none", date(2024, 3, 29), id="from 29 February"),
        pytest.param(date(2026, 12, 29), "none", date(2027, 1, 29), id="into the next year"),
        pytest.param(date(2026, 6, 14), "FR", date(2026, 7, 15), id="holiday in France"),
        pytest.param(date(2026, 6, 14), "DE", date(2026, 7, 14), id="the same day in Germany"),
        pytest.param(date(2025, 12, 6), "DE-BY", date(2026, 1, 7), id="holiday in Bavaria"),
        pytest.param(date(2025, 12, 6), "DE-BE", date(2026, 1, 6), id="the same day in Berlin"),
        pytest.param(date(2026, 3, 3), "GB-ENG", date(2026, 4, 7), id="Easter in England"),
        pytest.param(date(2026, 3, 3), "GB-SCT", date(2026, 4, 6), id="Easter in Scotland"),
        pytest.param(date(2026, 3, 18), "SA", date(2026, 4, 20), id="weekend of the Regulation"),
        pytest.param(date(2026, 1, 31), "none", date(2026, 3, 2), id="1182/71, 3(4): a Saturday"),
        pytest.param(date(2026, 2, 1), "none", date(2026, 3, 2), id="1182/71, 3(4): a Sunday"),
        pytest.param(date(2025, 11, 25), "none", date(2025, 12, 25), id="Christmas stays"),
        pytest.param(date(2025, 3, 21), "GB-ENG", date(2025, 4, 22), id="Easter Monday in England"),
        pytest.param(date(2025, 3, 21), "GB", date(2025, 4, 21), id="the earlier day in GB"),
    ],
)
@pytest.mark.parametrize("rule", Rule)
def test_an_answer_is_due_on_the_same_day_number_or_the_next_working_day(rule, received, code, due):
    assert answer_deadline(received, rule=rule, calendar=calendar(code)).due == due


@pytest.mark.parametrize(
    ("received", "code", "due"),
    [
        pytest.param(date(2026, 1, 31), "FR", date(2026, 4, 30), id="not from 2 March"),
        pytest.param(date(2026, 11, 30), "none", date(2027, 3, 1), id="to a shorter month"),
        pytest.param(date(2023, 11, 30), "none", date(2024, 2, 29), id="to a leap day"),
        pytest.param(date(2026, 2, 14), "FR", date(2026, 5, 15), id="over a holiday"),
    ],
)
def test_an_extension_is_three_months_from_the_original_start(received, code, due):
    assert answer_deadline(received, calendar=calendar(code), is_extended=True).due == due


@pytest.mark.parametrize(
    ("rule", "questions", "due"),
    [
        pytest.param(Rule.EDPB, [], date(2026, 4, 2), id="plain"),
        pytest.param(
            Rule.EDPB,
            [identity(date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 4, 2),
            id="from receipt, whatever was asked",
        ),
        pytest.param(
            Rule.EDPB, [identity(date(2026, 3, 5))], date(2026, 4, 2), id="even while waiting"
        ),
        pytest.param(
            Rule.ICO,
            [clarification(date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 4, 10),
            id="without the days of clarification",
        ),
        pytest.param(
            Rule.ICO,
            [identity(date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 4, 13),
            id="from the identity information",
        ),
    ],
)
def test_a_notice_is_due_within_one_month_of_receipt(rule, questions, due):
    assert notice_deadline(date(2026, 3, 2), rule=rule, questions=questions).due == due


def test_a_computation_says_what_it_was_made_with():
    deadline = answer_deadline(date(2026, 1, 31), rule=Rule.ICO, calendar=calendar("GB-ENG"))

    assert (deadline.start, deadline.raw) == (date(2026, 1, 31), date(2026, 2, 28))
    assert (deadline.rule, deadline.calendar) == ("ico", "GB-ENG")


def test_each_step_of_the_way_is_said_in_words():
    questions = [
        clarification(date(2026, 2, 10), date(2026, 2, 13)),
        identity(date(2026, 2, 2), date(2026, 2, 3)),
    ]

    deadline = answer_deadline(
        date(2026, 1, 31),
        rule=Rule.ICO,
        calendar=calendar("GB-ENG"),
        is_extended=True,
        questions=questions,
    )

    assert deadline.derivation.split(" → ") == list(deadline.steps)
    assert deadline.steps == (
        "received 31 January 2026",
        (
            "identity information asked for on 2 February, received on 3 February: "
            "the period starts when it is received"
        ),
        (
            "clarification asked for on 10 February, received on 13 February: the period "
            "was suspended"
        ),
        "extended to 3 months from 3 February",
        "4 days do not count",
        "Thursday 7 May",
    )
    assert not deadline.is_open


def test_what_is_not_due_yet_says_what_it_waits_for_and_nothing_more():
    fee, proof = Question(Need.FEE, date(2026, 2, 2)), identity(date(2026, 2, 2))

    deadline = answer_deadline(date(2026, 1, 31), is_extended=True, questions=[fee, proof])

    assert deadline.steps == (
        "received 31 January 2026",
        (
            "fee asked for on 2 February, not yet received: under this rule the "
            "period is not suspended"
        ),
        ("identity information asked for on 2 February, not yet received: the period is suspended"),
        "no due date until the answer comes",
    )
    assert deadline.is_open
    assert deadline.waiting_for == (Need.IDENTITY,)


def test_without_questions_and_extension_the_way_is_short():
    steps = answer_deadline(date(2026, 1, 31)).steps

    assert steps == (
        "received 31 January 2026",
        "28 February is a Saturday",
        "Monday 2 March, without a calendar of holidays",
    )


def test_one_day_is_a_day():
    pause = identity(date(2026, 2, 2), date(2026, 2, 3))

    assert "1 day does not count" in answer_deadline(date(2026, 1, 31), questions=[pause]).steps


def test_every_number_of_the_law_can_change():
    changed = [
        Period(duty=Duty.ANSWER, amount=4),
        Period(duty=Duty.EXTENDED, amount=1),
        Period(duty=Duty.NOTICE, amount=2),
        Period(duty=Duty.QUESTION, amount=1, unit=Unit.DAYS),
    ]
    day, prompt = date(2026, 3, 2), identity(date(2026, 3, 3), date(2026, 3, 5))
    late = identity(date(2026, 3, 4), date(2026, 3, 5))

    assert notice_deadline(day, periods=changed).raw == date(2026, 5, 2)
    extended = answer_deadline(day, is_extended=True, periods=changed)
    assert extended.due == date(2026, 4, 2)
    assert "extended to 1 month from 2 March" in extended.steps
    for question, due in [(prompt, date(2026, 7, 4)), (late, date(2026, 7, 2))]:
        assert answer_deadline(day, questions=[question], periods=changed).raw == due
    ico = notice_deadline(day, rule=Rule.ICO, questions=[late], periods=changed)
    assert ico.raw == date(2026, 5, 2)


def test_a_rule_may_be_given_as_it_is_stored():
    question = clarification(date(2026, 3, 5), date(2026, 3, 5))

    for count in (answer_deadline, notice_deadline):
        assert count(date(2026, 3, 2), rule="ico", questions=[question]).due == date(2026, 4, 3)


def test_a_notice_is_moved_to_a_working_day_as_an_answer_is():
    assert notice_deadline(date(2023, 8, 31), calendar=calendar("BE")).due == date(2023, 10, 2)


def test_the_last_year_that_is_counted_is_the_last_that_is_named():
    assert answer_deadline(date(9000, 11, 30)).due == date(9000, 12, 30)
    with pytest.raises(
        DeadlineError, match=r"9001-01-01 is too far in the future\. .* before the year 9001"
    ):
        answer_deadline(date(9001, 1, 1))
    with pytest.raises(DeadlineError, match="9001-01-01 is too far in the future"):
        answer_deadline(date(2026, 3, 2), questions=[identity(date(9001, 1, 1))])


def test_a_question_may_be_put_on_the_day_of_receipt():
    question = identity(date(2026, 3, 2), date(2026, 3, 3))

    assert answer_deadline(date(2026, 3, 2), questions=[question]).due == date(2026, 4, 3)


def test_a_change_of_the_law_holds_for_requests_from_its_day_on():
    changed = [
        Period(duty=Duty.ANSWER, amount=1),
        Period(duty=Duty.ANSWER, amount=2, valid_from=date(2027, 1, 1)),
    ]

    due = [
        answer_deadline(day, periods=changed).raw for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]

    assert due == [date(2027, 1, 31), date(2027, 3, 1)]


@pytest.mark.parametrize(
    ("received", "questions", "complaint"),
    [
        pytest.param(
            date(2026, 3, 2),
            [identity(date(2026, 3, 1))],
            "identity information was asked for on 2026-03-01, before the request was received",
            id="asked before receipt",
        ),
        pytest.param(date(9001, 1, 1), [], "too far in the future", id="received too far ahead"),
        pytest.param(
            date(2026, 3, 2),
            [identity(date(2026, 3, 3), date(9999, 12, 31))],
            "too far in the future",
            id="answered too far ahead",
        ),
    ],
)
def test_impossible_dates_are_refused(received, questions, complaint):
    with pytest.raises(DeadlineError, match=complaint):
        answer_deadline(received, questions=questions)


@pytest.mark.parametrize(
    ("aware_at", "due"),
    [
        pytest.param(
            datetime(2026, 7, 1, 9, 30, tzinfo=UTC),
            datetime(2026, 7, 4, 9, 30, tzinfo=UTC),
            id="a Saturday does not move it",
        ),
        pytest.param(
            datetime(2026, 12, 23, 12, tzinfo=ZoneInfo("Europe/Brussels")),
            datetime(2026, 12, 26, 12, tzinfo=ZoneInfo("Europe/Brussels")),
            id="nor do holidays",
        ),
        pytest.param(
            datetime(2026, 3, 27, 22, tzinfo=ZoneInfo("Europe/Brussels")),
            datetime(2026, 3, 30, 23, tzinfo=ZoneInfo("Europe/Brussels")),
            id="hours that pass, into summer time",
        ),
    ],
)
def test_a_breach_is_reported_within_72_hours_of_awareness(aware_at, due):
    deadline = breach_deadline(aware_at)

    assert (deadline.start, deadline.raw, deadline.due) == (aware_at, due, due)
    assert (deadline.rule, deadline.calendar) == ("33(1)", "none")
    assert not deadline.is_open


def test_a_report_of_a_breach_says_how_it_was_counted():
    assert breach_deadline(datetime(2026, 7, 1, 9, 30, tzinfo=UTC)).steps == (
        "aware on Wednesday 1 July 2026, 09:30 UTC",
        "72 hours, including weekends and holidays",
        "Saturday 4 July 2026, 09:30 UTC",
    )
    hour = [hours(1)]
    steps = breach_deadline(datetime(2026, 7, 1, 9, 30, tzinfo=UTC), periods=hour).steps
    assert steps[1] == "1 hour, including weekends and holidays"


def test_a_breach_after_a_change_of_the_law_has_the_new_hours():
    changed = [
        hours(72),
        hours(96, valid_from=date(2027, 1, 1)),
    ]

    before = breach_deadline(datetime(2026, 12, 31, tzinfo=UTC), periods=changed).due
    after = breach_deadline(datetime(2027, 1, 1, tzinfo=UTC), periods=changed).due

    assert (before, after) == (datetime(2027, 1, 3, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC))


def test_awareness_without_a_time_zone_is_refused():
    with pytest.raises(DeadlineError, match="time zone"):
        breach_deadline(datetime(2026, 7, 1, 9, 30))  # noqa: DTZ001
