"""Every due date, counted a second time by walking from day to day."""

import random
from io import StringIO

import pytest
from django.core.management import call_command

from tests.requests_app.deadlines import walk
from tests.requests_app.deadlines.agreement import (
    disagreements,
    disagreements_about_breaches,
    disagreements_about_complaints,
    disagreements_about_receipt,
    other_disagreements,
)

pytestmark = pytest.mark.once

CASES = 5_000
BY_COMMAND = 200


@pytest.mark.parametrize("cases", [CASES // 5, pytest.param(CASES, marks=pytest.mark.slow)])
def test_answers_and_notices_are_due_where_a_walk_over_the_days_arrives(cases):
    assert disagreements(cases, seed=12) == []


def test_days_working_days_and_months_end_where_a_walk_over_the_days_arrives():
    assert other_disagreements(CASES // 5, seed=1182) == []


def test_a_breach_is_reported_when_a_clock_has_struck_72_hours():
    assert disagreements_about_breaches(CASES // 5, seed=33) == []


def test_complaints_are_due_where_a_walk_over_the_days_arrives():
    assert disagreements_about_complaints(CASES // 5, seed=164) == []


def test_a_message_came_on_the_day_that_the_clocks_of_its_zone_showed():
    assert disagreements_about_receipt(CASES // 5, seed=6) == []


@pytest.mark.django_db
def test_the_command_prints_the_day_at_which_the_walk_arrives():
    chance = random.Random(4)
    for _number in range(BY_COMMAND):
        received, rule, code, asked, is_extended = walk.case(chance)
        asked = [question for question in asked if question[0] in {"identity", "clarification"}]
        # As the command takes them: identity first.
        asked.sort(key=lambda question: question[0], reverse=True)
        options = {"received": received, "rule": rule, "calendar": code, "extended": is_extended}
        for need, asked_on, answered_on in asked:
            options |= {f"{need}_requested": asked_on, f"{need}_received": answered_on}
        out = StringIO()
        call_command("request_deadline", stdout=out, **options)
        expected = walk.due(received, rule, code, asked, amount=3 if is_extended else 1)
        assert out.getvalue() == f"{expected or 'open'}\n", options
