"""Two clocks: what stops at once, and the month in which the person is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from registry.records.history import recorded
from requests_app.grounds import APPLIES_FROM
from requests_app.handling import lifecycle
from requests_app.handling.casefile import case_file
from requests_app.handling.stopping import may_stop, open_stops, stop, stops_of
from requests_app.models import DataSubjectRequest
from requests_app.stops import STOPPING
from requests_app.vocabulary import Outcome, RefusalGround
from tests.requests_app.factories import RECEIVED_ON, make_request, receive_request
from tests.requests_app.steps import BEFORE, DAY, DUE, LATER, WHO, request_in
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TOLD = {"on": LATER, "channel": "email"}
EXPLAINS = {"explains_complaint": True, "explains_remedy": True}


def to_stop():
    return list(DataSubjectRequest.objects.to_stop())


def received(*codes, **fields):
    request = receive_request(*codes, **fields)
    lifecycle.begin(request, **WHO)
    return request


def record_stop(request, on=DAY, what="Newsletter, in Mailchimp", **who):
    stop(request, on=on, what=what, **WHO | who)


def decide(request, outcome=Outcome.FULFILLED, ground=""):
    for right in request.rights.filter(outcome=""):
        lifecycle.decide(right, outcome=outcome, ground=ground, **WHO)


@pytest.mark.parametrize("code", STOPPING)
def test_it_is_a_task_of_the_day_of_receipt_and_the_month_is_for_the_answer(code):
    request = received(code)
    (one,) = open_stops(request)
    assert one.right.right.code == code
    assert to_stop() == [request]
    request.refresh_from_db()
    assert request.due_on == DUE


@pytest.mark.parametrize("code", ["access", "erasure", "objection", "automated-decisions"])
def test_other_rights_stop_nothing_at_once(code):
    assert not stops_of(received(code))
    assert not to_stop()


def test_a_stop_has_a_day_an_author_and_a_reason_and_is_in_the_case_file():
    request = received("marketing-objection")
    ada = make_user(username="ada")
    record_stop(request, by=ada, reason="The person objects")
    right = request.rights.get()
    assert (right.stopped_on, right.stop_note) == (DAY, "Newsletter, in Mailchimp")
    version = right.history.latest()
    assert (version.history_author, version.history_change_reason) == ("ada", "The person objects")
    assert not open_stops(DataSubjectRequest.objects.get())
    assert not to_stop()
    file = case_file(request)
    assert file["rights"][0]["stopped_on"] == DAY
    told = [line for entry in file["timeline"] for line in entry["what"]]
    assert any("Stopped on: Feb. 3, 2026" in line for line in told)


@pytest.mark.parametrize("code", STOPPING)
@pytest.mark.parametrize("why", ["", "It cannot wait"])
def test_nothing_is_answered_as_fulfilled_while_it_goes_on_whatever_the_reason(code, why):
    request = received(code)
    decide(request)
    with pytest.raises(ValidationError, match="nobody has noted that it was stopped"):
        lifecycle.answer(request, **TOLD, why_unfinished=why, **WHO)
    record_stop(request)
    lifecycle.answer(request, **TOLD, **WHO)
    lifecycle.close(request, on=LATER, **WHO)


def test_nor_is_it_closed_after_the_rest_was_withdrawn():
    request = received("consent-withdrawal")
    decide(request)
    lifecycle.withdraw(request, on=DAY, **WHO)
    assert to_stop() == [request]
    with pytest.raises(ValidationError, match="nobody has noted that it was stopped"):
        lifecycle.close(request, on=LATER, **WHO)
    record_stop(request)
    lifecycle.close(request, on=LATER, **WHO)


def test_nor_can_the_stop_be_taken_from_an_answer():
    request = received("consent-withdrawal")
    record_stop(request)
    decide(request)
    lifecycle.answer(request, **TOLD, **WHO)
    right = request.rights.get()
    right.stopped_on, right.stop_note = None, ""
    with pytest.raises(ValidationError, match="nobody has noted"), recorded(**WHO):
        right.save()


@pytest.mark.parametrize(
    ("code", "ground"),
    [
        ("consent-withdrawal", RefusalGround.NO_CONSENT),
        ("marketing-objection", RefusalGround.NOT_CONTROLLER),
        ("restriction", RefusalGround.NOTHING_TO_RESTRICT),
    ],
)
def test_what_is_refused_need_not_stop(code, ground):
    request = received(code)
    decide(request, Outcome.REFUSED, ground)
    assert not to_stop()
    lifecycle.refuse(request, **TOLD, **EXPLAINS, **WHO)
    lifecycle.close(request, on=LATER, **WHO)


def test_what_is_taken_back_need_not_stop():
    request = request_in("withdrawn", "consent-withdrawal")
    assert not open_stops(request)
    assert not to_stop()


def test_an_objection_of_21_1_may_be_noted_as_stopped_and_need_not_at_once():
    request = received("objection")
    assert may_stop(request)
    record_stop(request)
    assert request.rights.get().stopped_on == DAY


def test_what_must_stop_at_once_is_noted_before_what_need_not():
    request = received("objection", "marketing-objection")
    record_stop(request)
    stopped = request.rights.exclude(stopped_on=None)
    assert [right.right.code for right in stopped] == ["marketing-objection"]


def test_it_cannot_have_stopped_before_it_was_asked_for():
    request = received("consent-withdrawal")
    with pytest.raises(ValidationError, match="cannot have stopped before it was asked for"):
        record_stop(request, on=BEFORE)
    record_stop(request, on=RECEIVED_ON)


def test_where_nothing_stops_there_is_nothing_to_note():
    request = received("access")
    assert not may_stop(request)
    with pytest.raises(ValidationError, match="Nothing is left to be stopped"):
        record_stop(request)


def test_a_request_of_before_the_regulation_applied_stops_nothing():
    day = APPLIES_FROM - timedelta(days=1)
    request = received("marketing-objection", received_on=day)
    assert not open_stops(request)
    assert not to_stop()


def test_what_was_put_aside_stops_nothing():
    request = make_request(retired_on=date(2026, 2, 1), state="to_sort")
    assert not open_stops(request)
