from dataclasses import asdict
from datetime import date

import pytest

from requests_app.deadlines.questions import (
    NEED_NAMES,
    PRACTICES,
    DeadlineError,
    Need,
    Practice,
    Question,
    Rule,
)

ASKED = date(2026, 3, 5)


@pytest.mark.parametrize("need", Need)
def test_an_answer_does_not_come_before_its_question(need):
    words = f"The {NEED_NAMES[need]} was received on 2026-03-04, before it was asked for on"
    with pytest.raises(DeadlineError, match=f"{words} 2026-03-05. Enter a later day of receipt"):
        Question(need, ASKED, date(2026, 3, 4))


@pytest.mark.parametrize("answered_on", [None, ASKED, date(2026, 3, 6)])
def test_an_answer_comes_on_the_same_day_later_or_not_yet(answered_on):
    assert Question(Need.FEE, ASKED, answered_on).answered_on == answered_on


def test_a_question_is_not_answered_unless_said():
    assert Question(Need.FEE, ASKED) == Question(Need.FEE, ASKED, None)


# What is stored in files and requests, and no rewording may outdate.
@pytest.mark.parametrize(
    ("kind", "stored"),
    [(Need, ["identity", "authority", "fee", "clarification"]), (Rule, ["edpb", "ico"])],
)
def test_what_is_stored_stays_what_it_was(kind, stored):
    assert [one.value for one in kind] == stored


@pytest.mark.parametrize(
    ("rule", "need", "restarts", "suspends", "must_be_prompt"),
    [
        (Rule.EDPB, Need.IDENTITY, False, True, True),
        (Rule.EDPB, Need.AUTHORITY, False, True, True),
        (Rule.EDPB, Need.CLARIFICATION, False, True, True),
        (Rule.EDPB, Need.FEE, False, False, False),
        (Rule.ICO, Need.IDENTITY, True, False, True),
        (Rule.ICO, Need.AUTHORITY, True, False, True),
        (Rule.ICO, Need.FEE, True, False, True),
        (Rule.ICO, Need.CLARIFICATION, False, True, False),
    ],
)
def test_what_each_rule_makes_of_a_question(rule, need, restarts, suspends, must_be_prompt):
    practice = PRACTICES[rule]
    assert (need in practice.restarts, need in practice.suspends) == (restarts, suspends)
    assert (need in practice.must_be_prompt) == must_be_prompt


@pytest.mark.parametrize(("rule", "is_so"), [(Rule.EDPB, False), (Rule.ICO, True)])
def test_only_one_rule_pauses_on_the_day_of_asking_and_has_the_notice_wait(rule, is_so):
    practice = PRACTICES[rule]
    assert (practice.pauses_on_day_of_asking, practice.notice_waits) == (is_so, is_so)


def test_a_practice_is_written_with_the_name_of_each_part():
    assert PRACTICES.keys() == set(Rule)
    for practice in PRACTICES.values():
        with pytest.raises(TypeError):
            Practice(*asdict(practice).values())
