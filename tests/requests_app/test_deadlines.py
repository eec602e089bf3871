from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from requests_app.calendars import calendar
from requests_app.deadlines import answer_deadline, breach_deadline, notice_deadline
from requests_app.questions import DeadlineError, Need, Question, Rule
from requests_app.thresholds import Thresholds


def identity(asked_on, answered_on=None):
    return Question(Need.IDENTITY, asked_on, answered_on)


def clarification(asked_on, answered_on=None):
    return Question(Need.CLARIFICATION, asked_on, answered_on)


@pytest.mark.parametrize(
    ("received", "code", "due"),
    [
        pytest.param(date(2024, 3, 5), "none", date(2024, 4, 5), id="5 March, EDPB"),
        pytest.param(date(2023, 8, 31), "none", date(2023, 9, 30), id="31 August, EDPB"),
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
        pytest.param(date(2025, 12, 31), "none", date(2026, 1, 31), id="into the next year"),
        pytest.param(date(2026, 6, 14), "FR", date(2026, 7, 15), id="holiday in France"),
        pytest.param(date(2026, 6, 14), "DE", date(2026, 7, 14), id="the same day in Germany"),
        pytest.param(date(2025, 12, 6), "DE-BY", date(2026, 1, 7), id="holiday in Bavaria"),
        pytest.param(date(2025, 12, 6), "DE-BE", date(2026, 1, 6), id="the same day in Berlin"),
        pytest.param(date(2026, 3, 3), "GB-ENG", date(2026, 4, 7), id="Easter in England"),
        pytest.param(date(2026, 3, 3), "GB-SCT", date(2026, 4, 6), id="Easter in Scotland"),
        pytest.param(date(2026, 3, 18), "SA", date(2026, 4, 20), id="weekend of the Regulation"),
        pytest.param(date(2026, 1, 31), "none", date(2026, 2, 28), id="a Saturday stays"),
        pytest.param(date(2026, 2, 1), "none", date(2026, 3, 1), id="a Sunday stays"),
        pytest.param(date(2025, 11, 25), "none", date(2025, 12, 25), id="Christmas stays"),
    ],
)
@pytest.mark.parametrize("rule", Rule)
def test_an_answer_is_due_on_the_same_day_number_or_the_next_working_day(rule, received, code, due):
    assert answer_deadline(received, rule=rule, calendar=calendar(code)).due == due


@pytest.mark.parametrize(
    ("received", "code", "due"),
    [
        pytest.param(date(2026, 1, 31), "FR", date(2026, 4, 30), id="not from 2 March"),
        pytest.param(date(2026, 11, 30), "none", date(2027, 2, 28), id="to a shorter month"),
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
            date(2026, 4, 12),
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


def test_a_change_of_the_law_holds_for_requests_from_its_day_on():
    changed = [
        Thresholds(valid_from=date(2018, 5, 25)),
        Thresholds(valid_from=date(2027, 1, 1), answer_months=2),
    ]

    due = [
        answer_deadline(day, thresholds=changed).due
        for day in (date(2026, 12, 31), date(2027, 1, 1))
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
        pytest.param(date(9001, 1, 1), [], "too far ahead", id="received too far ahead"),
        pytest.param(
            date(2026, 3, 2),
            [identity(date(2026, 3, 3), date(9999, 12, 31))],
            "too far ahead",
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


def test_a_breach_after_a_change_of_the_law_has_the_new_hours():
    changed = [
        Thresholds(valid_from=date(2018, 5, 25)),
        Thresholds(valid_from=date(2027, 1, 1), breach_hours=96),
    ]

    due = breach_deadline(datetime(2027, 1, 1, tzinfo=UTC), thresholds=changed).due

    assert due == datetime(2027, 1, 5, tzinfo=UTC)


def test_awareness_without_a_time_zone_is_refused():
    with pytest.raises(DeadlineError, match="time zone"):
        breach_deadline(datetime(2026, 7, 1, 9, 30))  # noqa: DTZ001
