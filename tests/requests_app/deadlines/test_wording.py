from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from requests_app.deadlines.breaches import breach_deadline
from requests_app.deadlines.calendars import calendar
from requests_app.deadlines.due_dates import answer_deadline, other_deadline
from requests_app.deadlines.periods import Duty, Period, Unit
from requests_app.deadlines.questions import Need, Question, Rule
from requests_app.deadlines.wording import due_in_words, part_to_choose


@pytest.mark.parametrize(
    ("received", "options", "derivation"),
    [
        pytest.param(
            date(2026, 1, 31),
            {"calendar": calendar("FR")},
            "received 31 January 2026 → 28 February is a Saturday → Monday 2 March",
            id="a weekend",
        ),
        pytest.param(
            date(2024, 11, 25),
            {"calendar": calendar("GB-ENG"), "rule": Rule.ICO},
            "received 25 November 2024 → 25 December is a holiday: Christmas Day → "
            "26 December is a holiday: Boxing Day → Friday 27 December",
            id="two holidays",
        ),
        pytest.param(
            date(2026, 2, 1),
            {"calendar": calendar("FR")},
            "received 1 February 2026 → 1 March is a Sunday → Monday 2 March",
            id="a Sunday",
        ),
        pytest.param(
            date(2025, 12, 31),
            {},
            "received 31 December 2025 → 31 January 2026 is a Saturday → "
            "Monday 2 February 2026, without a calendar of holidays",
            id="another year, no calendar",
        ),
        pytest.param(
            date(2026, 1, 31),
            {"calendar": calendar("FR"), "is_extended": True},
            "received 31 January 2026 → extended to 3 months from 31 January → Thursday 30 April",
            id="an extension",
        ),
        pytest.param(
            date(2026, 3, 2),
            {
                "calendar": calendar("FR"),
                "rule": Rule.ICO,
                "questions": [Question(Need.CLARIFICATION, date(2026, 3, 5), date(2026, 3, 12))],
            },
            "received 2 March 2026 → clarification asked for on 5 March, received on "
            "12 March: the period was suspended → 8 days do not count → Friday 10 "
            "April",
            id="clarification",
        ),
        pytest.param(
            date(2026, 3, 2),
            {
                "calendar": calendar("FR"),
                "rule": Rule.ICO,
                "questions": [Question(Need.IDENTITY, date(2026, 3, 5), date(2026, 3, 12))],
            },
            "received 2 March 2026 → identity information asked for on 5 March, "
            "received on 12 March: the period starts when it is received → 12 April "
            "is a Sunday → Monday 13 April",
            id="identity",
        ),
        pytest.param(
            date(2026, 3, 2),
            {
                "calendar": calendar("FR"),
                "questions": [Question(Need.IDENTITY, date(2026, 3, 20), date(2026, 3, 25))],
            },
            "received 2 March 2026 → identity information asked for on 20 March, received on "
            "25 March: asked after 18 days, which is not without delay, so the period was not "
            "suspended → "
            "Thursday 2 April",
            id="with delay",
        ),
        pytest.param(
            date(2026, 3, 2),
            {
                "calendar": calendar("FR"),
                "questions": [Question(Need.FEE, date(2026, 3, 3))],
            },
            "received 2 March 2026 → fee asked for on 3 March, not yet received: "
            "under this rule the period is not suspended → Thursday 2 April",
            id="a fee in the Union",
        ),
        pytest.param(
            date(2026, 3, 2),
            {"questions": [Question(Need.IDENTITY, date(2026, 3, 5))]},
            "received 2 March 2026 → identity information asked for on 5 March, not "
            "yet received: the period is suspended → no due date until the answer "
            "comes",
            id="no answer yet",
        ),
        pytest.param(
            date(2026, 3, 2),
            {
                "calendar": calendar("FR"),
                "rule": Rule.ICO,
                "questions": [Question(Need.CLARIFICATION, date(2026, 4, 3))],
            },
            "received 2 March 2026 → clarification asked for on 3 April, not yet "
            "received: asked after the period had ended, so it was not suspended → "
            "Thursday 2 April",
            id="when the time was over",
        ),
        pytest.param(
            date(1500, 3, 3),
            {"calendar": calendar("FR")},
            "received 3 March 1500 → Tuesday 3 April; no holidays of that year are known for FR",
            id="a year without known holidays",
        ),
    ],
)
def test_each_step_is_told_in_words(received, options, derivation):
    assert answer_deadline(received, **options).derivation == derivation


def test_the_steps_are_told_in_the_language_of_the_reader():
    with translation.override("de"):
        steps = answer_deadline(date(2026, 1, 31), calendar=calendar("FR")).steps

    assert steps[-1] == "Montag 2 März"


def test_the_steps_of_a_breach_are_told_in_words():
    deadline = breach_deadline(datetime(2026, 7, 1, 9, 30, tzinfo=UTC))

    assert deadline.derivation == (
        "aware on Wednesday 1 July 2026, 09:30 UTC → 72 hours, including weekends and holidays → "
        "Saturday 4 July 2026, 09:30 UTC"
    )


def test_a_country_that_is_several_calendars_asks_for_a_part_and_takes_the_earlier_day():
    deadline = answer_deadline(date(2025, 3, 21), calendar=calendar("GB"))
    assert deadline.due == date(2025, 4, 21)
    assert deadline.steps[1] == (
        "21 April is a holiday in parts of GB only (GB-ENG, GB-NIR, GB-WLS), so it counts until "
        "a part is chosen"
    )
    asked = part_to_choose(calendar("GB"))
    assert "Choose a part: GB-ENG, GB-NIR, GB-SCT, GB-WLS." in asked
    assert part_to_choose(calendar("GB-ENG")) == part_to_choose(calendar("DE")) == ""


def test_where_a_weekend_moves_the_day_the_one_before_is_the_safe_target():
    assert due_in_words(date(2026, 3, 2), date(2026, 2, 28)) == (
        "2 March 2026 (safe target: 28 February 2026)"
    )
    assert due_in_words(date(2026, 3, 2), date(2026, 3, 2)) == "2 March 2026"
    assert due_in_words(date(2026, 3, 2), None) == "2 March 2026"


def test_1182_71_3_5_a_day_that_would_leave_too_few_working_days_is_said():
    two_days = Period(duty=Duty.COMPLAINT, amount=2, unit=Unit.DAYS)
    deadline = other_deadline(Duty.COMPLAINT, date(2026, 7, 3), periods=[two_days])
    assert deadline.steps == (
        "received 3 July 2026",
        "2 days from 3 July",
        "5 July is a Sunday",
        "6 July would leave less than two working days",
        "Tuesday 7 July, without a calendar of holidays",
    )
