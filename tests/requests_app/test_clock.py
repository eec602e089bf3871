"""How questions to the requester move the clock. All requests here came on 2 March 2026."""

from datetime import date

import pytest

from requests_app.calendars import calendar
from requests_app.deadlines import answer_deadline
from requests_app.questions import Need, Question, Rule


def identity(asked_on, answered_on=None):
    return Question(Need.IDENTITY, asked_on, answered_on)


def clarification(asked_on, answered_on=None):
    return Question(Need.CLARIFICATION, asked_on, answered_on)


@pytest.mark.parametrize(
    ("questions", "start", "due"),
    [
        pytest.param(
            [identity(date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 3, 12),
            date(2026, 4, 12),
            id="identity restarts",
        ),
        pytest.param(
            [Question(Need.FEE, date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 3, 12),
            date(2026, 4, 12),
            id="a fee restarts",
        ),
        pytest.param(
            [
                Question(Need.AUTHORITY, date(2026, 3, 5), date(2026, 3, 31)),
                identity(date(2026, 3, 6), date(2026, 3, 12)),
            ],
            date(2026, 3, 31),
            date(2026, 4, 30),
            id="the latest of two counts",
        ),
        pytest.param(
            [identity(date(2026, 3, 17), date(2026, 3, 20))],
            date(2026, 3, 2),
            date(2026, 4, 2),
            id="identity asked with delay does nothing",
        ),
        pytest.param(
            [clarification(date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 3, 2),
            date(2026, 4, 10),
            id="eight days do not count",
        ),
        pytest.param(
            [clarification(date(2026, 3, 5), date(2026, 3, 5))],
            date(2026, 3, 2),
            date(2026, 4, 3),
            id="an answer on the same day is one day",
        ),
        pytest.param(
            [
                clarification(date(2026, 3, 5), date(2026, 3, 12)),
                clarification(date(2026, 3, 10), date(2026, 3, 14)),
            ],
            date(2026, 3, 2),
            date(2026, 4, 12),
            id="a day in two pauses is one day",
        ),
        pytest.param(
            [clarification(date(2026, 3, 30), date(2026, 4, 2))],
            date(2026, 3, 2),
            date(2026, 4, 6),
            id="clarification may be asked for late",
        ),
        pytest.param(
            [clarification(date(2026, 4, 3), date(2026, 4, 8))],
            date(2026, 3, 2),
            date(2026, 4, 2),
            id="but not when the time is over",
        ),
        pytest.param(
            [
                clarification(date(2026, 3, 3), date(2026, 3, 14)),
                identity(date(2026, 3, 4), date(2026, 3, 10)),
            ],
            date(2026, 3, 10),
            date(2026, 4, 15),
            id="days before the start are no days of the period",
        ),
    ],
)
def test_in_the_united_kingdom_identity_restarts_and_clarification_days_drop_out(
    questions, start, due
):
    deadline = answer_deadline(date(2026, 3, 2), rule=Rule.ICO, questions=questions)

    assert (deadline.start, deadline.due) == (start, due)


@pytest.mark.parametrize(
    ("questions", "due"),
    [
        pytest.param(
            [identity(date(2026, 3, 5), date(2026, 3, 12))], date(2026, 4, 9), id="identity"
        ),
        pytest.param(
            [clarification(date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 4, 9),
            id="clarification",
        ),
        pytest.param(
            [clarification(date(2026, 3, 5), date(2026, 3, 5))],
            date(2026, 4, 2),
            id="an answer on the same day pauses nothing",
        ),
        pytest.param(
            [
                identity(date(2026, 3, 5), date(2026, 3, 12)),
                clarification(date(2026, 3, 8), date(2026, 3, 14)),
            ],
            date(2026, 4, 11),
            id="a day in two pauses is one day",
        ),
        pytest.param(
            [
                identity(date(2026, 3, 5), date(2026, 3, 12)),
                clarification(date(2026, 3, 26), date(2026, 3, 27)),
            ],
            date(2026, 4, 10),
            id="promptness counts from the last answer",
        ),
        pytest.param(
            [identity(date(2026, 3, 16), date(2026, 3, 17))], date(2026, 4, 3), id="just in time"
        ),
        pytest.param(
            [clarification(date(2026, 3, 17), date(2026, 3, 27))], date(2026, 4, 2), id="too late"
        ),
        pytest.param([identity(date(2026, 3, 17))], date(2026, 4, 2), id="too late, no answer"),
        pytest.param(
            [Question(Need.FEE, date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 4, 2),
            id="a fee is no reason to wait",
        ),
    ],
)
def test_in_the_union_identity_and_clarification_suspend(questions, due):
    assert answer_deadline(date(2026, 3, 2), questions=questions).due == due


def test_questions_are_heard_in_the_order_they_were_put():
    first = identity(date(2026, 3, 5), date(2026, 3, 12))
    second = clarification(date(2026, 3, 26), date(2026, 3, 27))

    deadline = answer_deadline(date(2026, 3, 2), questions=[second, first])

    assert deadline == answer_deadline(date(2026, 3, 2), questions=[first, second])


def test_a_suspended_period_rolls_after_the_days_were_added():
    pause = identity(date(2026, 3, 5), date(2026, 3, 14))

    deadline = answer_deadline(date(2026, 3, 2), calendar=calendar("BE"), questions=[pause])

    assert (deadline.raw, deadline.due) == (date(2026, 4, 11), date(2026, 4, 13))


def test_an_extension_counts_from_the_start_that_identity_gave():
    proof = identity(date(2026, 3, 5), date(2026, 3, 31))

    deadline = answer_deadline(date(2026, 3, 2), rule=Rule.ICO, is_extended=True, questions=[proof])

    assert deadline.due == date(2026, 6, 30)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("need", [Need.IDENTITY, Need.CLARIFICATION])
def test_while_an_answer_is_missing_the_due_date_is_open(rule, need):
    question = Question(need, date(2026, 3, 5))

    deadline = answer_deadline(date(2026, 3, 2), rule=rule, questions=[question])

    assert deadline.is_open
    assert (deadline.raw, deadline.due, deadline.waiting_for) == (None, None, (need,))


def test_every_question_without_an_answer_is_waited_for():
    questions = [identity(date(2026, 3, 5)), clarification(date(2026, 5, 5))]

    deadline = answer_deadline(date(2026, 3, 2), questions=questions)

    assert deadline.waiting_for == (Need.IDENTITY, Need.CLARIFICATION)
