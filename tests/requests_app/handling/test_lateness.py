"""Notices after the month of Article 12(3) and (4) are on record as late."""

from datetime import date

import pytest

from requests_app.handling import lifecycle
from requests_app.handling.casefile import case_file
from requests_app.handling.lateness import is_late_by, late_notices
from requests_app.vocabulary import Outcome, RefusalGround, RequestState
from tests.requests_app.factories import receive_request
from tests.requests_app.steps import DUE, EXPLAINED, WHO, decide, grant, request_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY_50 = date(2026, 3, 21)


def refused(on, outcome=Outcome.REFUSED):
    request = request_in(RequestState.IN_PROGRESS)
    decide(request, outcome, RefusalGround.COMPELLING)
    step = lifecycle.answer if outcome == Outcome.PARTLY else lifecycle.refuse
    step(request, on=on, channel="email", **EXPLAINED, **WHO)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize(
    "outcome", [Outcome.REFUSED, Outcome.NOT_APPLICABLE, Outcome.PARTLY], ids=str
)
def test_a_refusal_on_day_50_is_late_by_12_4(outcome):
    request = refused(DAY_50, outcome)
    (late,) = late_notices(request)
    assert "told of a refusal on March 21, 2026, after March 2, 2026 (Article 12(4))" in late
    assert case_file(request)["late"] == [late]


def test_a_refusal_on_the_last_day_of_12_4_is_in_time():
    assert late_notices(refused(DUE)) == []


def test_an_extension_does_not_move_the_month_of_12_4():
    request = request_in(RequestState.IN_PROGRESS)
    lifecycle.extend(request, notified_on=DUE, why="Many", **WHO)
    decide(request, Outcome.REFUSED, RefusalGround.COMPELLING)
    lifecycle.refuse(request, on=DAY_50, channel="email", **EXPLAINED, **WHO)
    request.refresh_from_db()
    assert len(late_notices(request)) == 1


def test_what_is_granted_on_day_50_of_an_extended_period_is_no_late_notice():
    request = request_in(RequestState.IN_PROGRESS)
    lifecycle.extend(request, notified_on=DUE, why="Many", **WHO)
    grant(request)
    lifecycle.answer(request, on=DAY_50, channel="email", **WHO)
    request.refresh_from_db()
    assert late_notices(request) == []


def test_an_extension_told_late_is_on_record_as_that():
    request = receive_request("access")
    lifecycle.extend(request, notified_on=date(2026, 3, 3), why="Many", **WHO)
    request.refresh_from_db()
    (late,) = late_notices(request)
    assert "after March 2, 2026. It extends nothing (Article 12(3))" in late
    assert case_file(request)["extension"]["is_late"]


def test_the_day_after_the_last_day_is_late():
    request = receive_request("access")
    assert not is_late_by(request, DUE)
    assert is_late_by(request, date(2026, 3, 3))
