"""How questions to the requester move the clock. All requests here came on 2 March 2026."""

from datetime import date

import pytest

from requests_app.deadlines.calendars import calendar
from requests_app.deadlines.clock import Clock
from requests_app.deadlines.due_dates import answer_deadline
from requests_app.deadlines.periods import Period
from requests_app.deadlines.questions import Need, Question, Rule


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
            date(2026, 4, 13),
            id="identity restarts",
        ),
        pytest.param(
            [Question(Need.FEE, date(2026, 3, 5), date(2026, 3, 12))],
            date(2026, 3, 12),
            date(2026, 4, 13),
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
            date(2026, 4, 13),
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
            date(2026, 4, 13),
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


RECEIVED = "received 2 March 2026"
PROOF = "identity information asked for on"


@pytest.mark.parametrize(
    ("rule", "question", "said"),
    [
        pytest.param(
            Rule.EDPB,
            identity(date(2026, 3, 5), date(2026, 3, 12)),
            f"{PROOF} 5 March, received on 12 March: the period was suspended",
            id="suspended",
        ),
        pytest.param(
            Rule.ICO,
            identity(date(2026, 3, 5), date(2027, 1, 12)),
            f"{PROOF} 5 March, received on 12 January 2027: the period starts when it is received",
            id="restarted",
        ),
        pytest.param(
            Rule.EDPB,
            identity(date(2026, 3, 5)),
            f"{PROOF} 5 March, not yet received: the period is suspended",
            id="waits",
        ),
        pytest.param(
            Rule.EDPB,
            identity(date(2026, 3, 17), date(2026, 3, 18)),
            f"{PROOF} 17 March, received on 18 March: asked after 15 days, which is not without "
            "delay, so the period was not suspended",
            id="asked late",
        ),
        pytest.param(
            Rule.EDPB,
            Question(Need.FEE, date(2026, 3, 5)),
            "fee asked for on 5 March, not yet received: under this rule the period "
            "is not suspended",
            id="no reason to wait",
        ),
        pytest.param(
            Rule.ICO,
            clarification(date(2026, 4, 3), date(2026, 4, 8)),
            "clarification asked for on 3 April, received on 8 April: asked after "
            "the period had ended, so it was not suspended",
            id="when it was over",
        ),
    ],
)
def test_what_a_question_did_to_the_clock_is_said(rule, question, said):
    steps = answer_deadline(date(2026, 3, 2), rule=rule, questions=[question]).steps

    assert steps[:2] == (RECEIVED, said)


def clock(**fields):
    defaults = {
        "received": date(2026, 3, 2),
        "period": Period(duty="answer", amount=1),
        "calendar": calendar("none"),
        "rule": Rule.EDPB,
        "prompt_days": 14,
    }
    return Clock(**defaults | fields)


def test_a_clock_that_heard_nothing_has_run_since_the_receipt():
    quiet = clock()

    assert (quiet.start, quiet.heard_on, quiet.raw_end()) == (
        date(2026, 3, 2),
        date(2026, 3, 2),
        date(2026, 4, 2),
    )
    assert (quiet.pauses, quiet.waiting_for, quiet.steps) == ([], [], [])


def test_two_clocks_share_nothing():
    one, other = clock(), clock()
    one.hear(identity(date(2026, 3, 5), date(2026, 3, 12)))
    one.hear(identity(date(2026, 3, 13)))

    assert (other.pauses, other.waiting_for, other.steps) == ([], [], [])


def test_one_day_without_delay_may_be_all_there_is():
    hasty = clock(prompt_days=0)
    hasty.hear(identity(date(2026, 3, 3), date(2026, 3, 4)))

    assert "asked after 1 day, which is not without delay" in hasty.steps[0]
    assert hasty.raw_end() == date(2026, 4, 2)


def test_promptness_counts_from_the_latest_answer_whichever_question_it_answers():
    steady = clock()
    steady.hear(identity(date(2026, 3, 3), date(2026, 3, 20)))
    steady.hear(clarification(date(2026, 3, 4), date(2026, 3, 6)))
    steady.hear(identity(date(2026, 4, 3), date(2026, 4, 3)))

    assert steady.heard_on == date(2026, 4, 3)
    assert steady.steps[2].endswith("the period was suspended")


def test_while_something_is_waited_for_no_question_is_late():
    waiting = clock()
    waiting.hear(identity(date(2026, 3, 3)))
    waiting.hear(clarification(date(2026, 9, 1), date(2026, 9, 2)))

    assert waiting.steps[1].endswith("the period was suspended")


def test_an_earlier_start_is_never_put_back():
    restarted = clock(rule=Rule.ICO)
    restarted.hear(identity(date(2026, 3, 3), date(2026, 3, 20)))
    restarted.hear(Question(Need.FEE, date(2026, 3, 4), date(2026, 3, 6)))

    assert restarted.start == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("asked_on", "is_over"), [(date(2026, 4, 7), False), (date(2026, 4, 8), True)]
)
def test_the_time_is_over_after_the_working_day_to_which_it_rolls(asked_on, is_over):
    rolling = clock(rule=Rule.ICO, received=date(2026, 3, 3), calendar=calendar("GB-ENG"))
    rolling.hear(clarification(asked_on, asked_on))

    assert ("after the period had ended" in rolling.steps[0]) == is_over


@pytest.mark.parametrize(
    ("pauses", "days"),
    [
        ([], 0),
        ([(1, 3)], 3),
        ([(1, 3), (2, 5)], 5),
        ([(1, 9), (2, 5)], 9),
        ([(2, 5), (1, 3)], 5),
        ([(1, 2), (4, 5)], 4),
        ([(1, 2), (3, 5)], 5),
        ([(-3, -1)], 0),
        ([(-3, 2)], 3),
        ([(-9, -1), (-3, 1)], 2),
        ([(4, 3)], 0),
    ],
)
def test_a_day_is_counted_once_and_only_since_the_start(pauses, days):
    """Numbers of days; the start is day 0."""
    first = date(2026, 3, 2).toordinal()
    paused = clock(pauses=[(first + begin, first + end) for begin, end in pauses])

    assert paused.paused_days() == days
