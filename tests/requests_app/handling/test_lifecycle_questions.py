"""What is asked of the requester, and how the clock and the outcomes wait for it; extensions."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from requests_app.deadlines.questions import Need
from requests_app.handling import lifecycle
from requests_app.models.rights import NEED_IDENTITY
from requests_app.vocabulary import ClockRule, IdentityState, Outcome, RefusalGround
from tests.requests_app.factories import RECEIVED_ON, make_request_policy, receive_request
from tests.requests_app.steps import (
    BEFORE,
    DAY,
    DUE,
    EXTENDED_TO,
    LATER,
    WHO,
    S,
    decide,
    grant,
    refuse,
    request_in,
    settle,
)
from tests.support.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# Identity


@pytest.mark.parametrize("identity", ["not asked", "asked", "failed"])
def test_nothing_is_told_or_done_before_the_identity_is_settled_12_6(identity):
    request = receive_request(*NEED_IDENTITY)
    if identity != "not asked":
        lifecycle.ask_identity(request, on=DAY, **WHO)
    if identity == "failed":
        lifecycle.settle_identity(
            request, on=DAY, is_verified=False, method="A call", checked_by="Officer", **WHO
        )
    told = [(Outcome.FULFILLED, ""), (Outcome.PARTLY, "rights_of_others"), (Outcome.NO_DATA, "")]
    for right, (outcome, ground) in product(request.rights.all(), told):
        with pytest.raises(
            ValidationError, match="verify the identity first, or enter why this is"
        ):
            lifecycle.decide(right, outcome=outcome, ground=ground, **WHO)
    assert {right.outcome for right in request.rights.all()} == {""}


@pytest.mark.parametrize(
    "code", ["rectification", "restriction", "objection", "marketing-objection"]
)
def test_other_rights_do_not_wait_for_the_identity(code):
    request = receive_request(code)
    grant(request)
    assert request.rights.get().outcome == Outcome.FULFILLED


@pytest.mark.parametrize("code", ["access", "erasure", "portability", "recipient-notification"])
def test_a_verified_identity_lets_act(code):
    request = receive_request(code)
    settle(request, **WHO)
    grant(request)
    assert request.rights.get().outcome == Outcome.FULFILLED


def test_an_identity_that_need_not_be_checked_lets_act():
    request = receive_request("access")
    lifecycle.identity_not_needed(request, why="Writes from the account itself", **WHO)
    grant(request)
    request.refresh_from_db()
    assert request.identity_state == IdentityState.NOT_NEEDED
    assert request.rights.get().outcome == Outcome.FULFILLED


@pytest.mark.parametrize("why", ["", "  "])
def test_why_it_is_not_needed_has_to_be_said(why):
    request = receive_request("access")
    with pytest.raises(ValidationError, match="Enter why the identity does not need to be checked"):
        lifecycle.identity_not_needed(request, why=why, **WHO)


@pytest.mark.parametrize("is_verified", [True, False])
def test_how_it_was_checked_has_to_be_said(is_verified):
    request = receive_request("access")
    with pytest.raises(ValidationError, match="Enter how and when the identity was checked"):
        lifecycle.settle_identity(
            request, on=DAY, is_verified=is_verified, method=" ", checked_by="Officer", **WHO
        )


def test_a_check_keeps_method_result_day_and_by_whom():
    request = request_in(S.WAITING_IDENTITY)
    settle(request, **WHO)
    request.refresh_from_db()
    assert request.identity_state == IdentityState.VERIFIED
    assert (request.identity_method, request.identity_on) == ("A call", DAY)
    assert request.identity_by == "Officer"


def test_an_identity_that_is_settled_is_not_settled_again():
    request = request_in(S.WAITING_IDENTITY)
    settle(request, **WHO)
    with pytest.raises(ValidationError, match="The identity is already settled"):
        settle(request, **WHO)
    with pytest.raises(ValidationError, match="The identity is already settled"):
        lifecycle.identity_not_needed(request, why="We know her", **WHO)


@pytest.mark.parametrize(
    ("state", "is_settled", "may"),
    [
        (S.RECEIVED, False, True),
        (S.IN_PROGRESS, False, True),
        (S.IN_PROGRESS, True, False),
        (S.WAITING_IDENTITY, False, True),
        (S.WAITING_CLARIFICATION, False, True),
        (S.WAITING_CLARIFICATION, True, False),
        (S.TO_SORT, False, False),
        (S.ANSWERED, False, False),
        (S.CLOSED, False, False),
    ],
)
def test_the_identity_may_be_settled_in_open_requests_until_it_is(state, is_settled, may):
    request = request_in(state)
    if is_settled:
        lifecycle.identity_not_needed(request, why="Signed in", **WHO)
        request.refresh_from_db()
    assert (request.state, lifecycle.may_settle(request)) == (state, may)


def test_it_may_be_settled_again_while_something_else_is_waited_for():
    request = request_in(S.IN_PROGRESS)
    settle(request, **WHO)
    lifecycle.ask_identity(request, on=DAY, need=Need.FEE, **WHO)
    request.refresh_from_db()
    assert lifecycle.may_settle(request)


def test_the_authority_of_a_representative_is_settled_though_the_identity_was(db):
    request = request_in(S.WAITING_IDENTITY)
    settle(request, **WHO)
    lifecycle.ask_identity(request, on=DAY, need=Need.AUTHORITY, **WHO)
    settle(request, **WHO)
    request.refresh_from_db()
    assert request.state == S.IN_PROGRESS


def test_an_identity_cannot_fail_under_what_was_done_already():
    request = receive_request("access")
    settle(request, **WHO)
    grant(request)
    lifecycle.ask_identity(request, on=DAY, need=Need.AUTHORITY, **WHO)
    with pytest.raises(ValidationError, match="verify the identity first"):
        lifecycle.settle_identity(
            request, on=LATER, is_verified=False, method="A call", checked_by="Officer", **WHO
        )


def test_a_request_may_be_refused_because_nobody_could_be_identified():
    request = request_in(S.WAITING_IDENTITY, "erasure")
    decide(request, Outcome.REFUSED, RefusalGround.NOT_IDENTIFIED)
    refuse(request, **WHO)
    request.refresh_from_db()
    assert request.state == S.REFUSED


# Questions and the clock


def test_the_clock_waits_for_what_was_asked_and_goes_on_when_it_came():
    request = request_in(S.WAITING_IDENTITY)
    assert request.due_on is None
    lifecycle.settle_identity(
        request, on=LATER, is_verified=True, method="A call", checked_by="Officer", **WHO
    )
    request.refresh_from_db()
    assert (request.raw_due_on, request.due_on) == (date(2026, 3, 7), date(2026, 3, 9))


def test_a_question_that_was_not_needed_leaves_the_clock_as_if_it_had_not_been_put():
    request = request_in(S.WAITING_IDENTITY)
    lifecycle.identity_not_needed(request, why="Writes from the account itself", **WHO)
    request.refresh_from_db()
    assert (request.state, request.due_on) == (S.IN_PROGRESS, DUE)
    assert request.clock_events.get().retired_on


def test_identity_does_not_end_the_wait_for_clarification():
    request = request_in(S.WAITING_CLARIFICATION)
    lifecycle.ask_identity(request, on=DAY, **WHO)
    settle(request, **WHO)
    request.refresh_from_db()
    assert (request.state, request.due_on) == (S.WAITING_CLARIFICATION, None)


def test_clarification_does_not_end_the_wait_for_identity():
    request = request_in(S.WAITING_IDENTITY)
    lifecycle.ask_clarification(request, on=DAY, **WHO)
    lifecycle.clarify(request, on=LATER, **WHO)
    request.refresh_from_db()
    assert (request.state, request.due_on) == (S.WAITING_IDENTITY, None)


@pytest.mark.parametrize("need", [Need.AUTHORITY, Need.FEE])
def test_asking_for_something_else_says_nothing_of_the_identity(need):
    request = receive_request("access")
    lifecycle.ask_identity(request, on=DAY, need=need, **WHO)
    request.refresh_from_db()
    assert (request.state, request.identity_state) == (S.WAITING_IDENTITY, IdentityState.NOT_ASKED)


def test_nothing_is_asked_before_the_receipt():
    with pytest.raises(ValidationError, match="before the request was received"):
        lifecycle.ask_identity(receive_request(), on=BEFORE, **WHO)


def test_no_answer_comes_before_its_question():
    request = request_in(S.WAITING_CLARIFICATION)
    with pytest.raises(ValidationError, match="The answer cannot be dated before the question"):
        lifecycle.clarify(request, on=RECEIVED_ON, **WHO)


def test_the_same_question_twice_on_a_day_is_refused_in_a_sentence():
    request = request_in(S.WAITING_CLARIFICATION)
    lifecycle.clarify(request, on=DAY, **WHO)
    with pytest.raises(ValidationError, match="An entry with the same key already exists"):
        lifecycle.ask_clarification(request, on=DAY, **WHO)


# Which questions an answer answers


def asked(request):
    """What was asked when, when it came, and whether it fell."""
    events = request.clock_events.order_by("asked_on", "pk")
    return [(row.need, row.asked_on, row.answered_on, bool(row.retired_on)) for row in events]


@pytest.mark.parametrize("need", [Need.IDENTITY, Need.AUTHORITY, Need.FEE])
@pytest.mark.parametrize("is_verified", [True, False])
def test_who_is_known_or_not_has_answered_what_was_asked_of_them(need, is_verified):
    request = receive_request("access")
    lifecycle.ask_identity(request, on=DAY, need=need, **WHO)
    lifecycle.settle_identity(
        request, on=LATER, is_verified=is_verified, method=" A call ", checked_by="Officer", **WHO
    )
    request.refresh_from_db()
    assert asked(request) == [(need, DAY, LATER, False)]
    assert request.state == S.IN_PROGRESS
    assert request.identity_state == ("verified" if is_verified else "failed")
    assert request.identity_method == "A call"


def test_one_answer_answers_all_that_was_asked_of_who_they_are_and_nothing_else():
    request = receive_request("access")
    lifecycle.ask_identity(request, on=DAY, **WHO)
    lifecycle.ask_clarification(request, on=DAY, **WHO)
    lifecycle.ask_identity(request, on=LATER, need=Need.AUTHORITY, **WHO)
    lifecycle.settle_identity(
        request, on=LATER, is_verified=True, method="A call", checked_by="Officer", **WHO
    )
    request.refresh_from_db()
    assert asked(request) == [
        (Need.IDENTITY, DAY, LATER, False),
        (Need.CLARIFICATION, DAY, None, False),
        (Need.AUTHORITY, LATER, LATER, False),
    ]
    assert request.state == S.WAITING_CLARIFICATION


def test_two_questions_of_one_kind_are_answered_together():
    request = request_in(S.WAITING_CLARIFICATION)
    lifecycle.ask_identity(request, on=DAY, **WHO)
    lifecycle.ask_clarification(request, on=LATER, **WHO)
    lifecycle.clarify(request, on=LATER, **WHO)
    assert asked(request) == [
        (Need.CLARIFICATION, DAY, LATER, False),
        (Need.IDENTITY, DAY, None, False),
        (Need.CLARIFICATION, LATER, LATER, False),
    ]


def test_a_second_answer_leaves_the_day_of_the_first():
    request = request_in(S.WAITING_CLARIFICATION)
    lifecycle.clarify(request, on=DAY, **WHO)
    lifecycle.ask_clarification(request, on=LATER, **WHO)
    lifecycle.clarify(request, on=LATER, **WHO)
    lifecycle.ask_identity(request, on=DAY, **WHO)
    settle(request, **WHO)
    lifecycle.ask_identity(request, on=LATER, **WHO)
    lifecycle.settle_identity(
        request, on=LATER, is_verified=True, method="A letter", checked_by="Officer", **WHO
    )
    assert asked(request) == [
        (Need.CLARIFICATION, DAY, DAY, False),
        (Need.IDENTITY, DAY, DAY, False),
        (Need.CLARIFICATION, LATER, LATER, False),
        (Need.IDENTITY, LATER, LATER, False),
    ]


def test_a_question_that_fell_is_not_answered_later():
    request = request_in(S.WAITING_IDENTITY)
    lifecycle.identity_not_needed(request, why=" Signed in ", **WHO)
    with pytest.raises(ValidationError, match="nothing is pending"):
        settle(request, **WHO)
    assert asked(request) == [(Need.IDENTITY, DAY, None, True)]


def test_only_an_open_question_for_the_identity_falls_where_it_is_not_needed():
    request = request_in(S.WAITING_IDENTITY)
    settle(request, **WHO)
    for need in [Need.AUTHORITY, Need.IDENTITY]:
        lifecycle.ask_clarification(request, on=DAY if need == Need.AUTHORITY else LATER, **WHO)
        lifecycle.ask_identity(request, on=LATER, need=need, **WHO)
    lifecycle.identity_not_needed(request, why=" Signed in ", **WHO)
    request.refresh_from_db()
    assert sorted(row for row in asked(request) if row[3]) == [(Need.IDENTITY, LATER, None, True)]
    assert len(asked(request)) == 5
    assert request.clock_events.exclude(retired_on=None).get().retired_on == timezone.localdate()
    assert (request.state, request.identity_reason) == (S.WAITING_IDENTITY, "Signed in")


def test_asking_for_the_identity_is_noted_as_asked():
    request = receive_request("access")
    lifecycle.ask_identity(request, on=DAY, **WHO)
    request.refresh_from_db()
    assert request.identity_state == IdentityState.ASKED
    assert asked(request) == [(Need.IDENTITY, DAY, None, False)]


# Extension


@pytest.mark.parametrize("told_on", [RECEIVED_ON, DUE])
def test_an_extension_counts_three_months_from_the_same_start(told_on):
    request = receive_request()
    lifecycle.extend(request, notified_on=told_on, why=" Many systems ", **WHO)
    request.refresh_from_db()
    assert (request.due_on, request.extension_notified_on) == (EXTENDED_TO, told_on)
    assert (request.extended_on, request.extension_reason) == (told_on, "Many systems")


@pytest.mark.parametrize("state", [S.RECEIVED, S.WAITING_IDENTITY])
def test_an_extension_told_after_the_month_of_12_3_is_late_and_extends_nothing(state):
    request = request_in(state)
    due_on = request.due_on
    lifecycle.extend(request, notified_on=date(2026, 3, 3), why="Many", **WHO)
    request.refresh_from_db()
    assert (request.due_on, request.is_extended) == (due_on, False)
    assert (request.extension_notified_on, request.extension_reason) == (date(2026, 3, 3), "Many")
    assert request.is_extension_late


def test_after_a_late_notice_of_12_3_no_other_extends_the_period():
    request = receive_request()
    lifecycle.extend(request, notified_on=date(2026, 3, 3), why="Many", months=1, **WHO)
    with pytest.raises(ValidationError, match="too late"):
        lifecycle.extend(request, notified_on=DAY, why="Dated back", months=1, **WHO)


def test_after_a_restart_of_the_clock_the_month_for_telling_starts_anew():
    ours = make_organisation()
    make_request_policy(organisation=ours, rule=ClockRule.ICO)
    request = request_in(S.WAITING_IDENTITY, organisation=ours)
    settle(request, **WHO)
    lifecycle.extend(request, notified_on=date(2026, 3, 3), why="Many systems", **WHO)
    request.refresh_from_db()
    assert (request.clock_start_on, request.due_on) == (DAY, date(2026, 5, 4))


@pytest.mark.parametrize("why", ["", "  "])
def test_an_extension_needs_a_reason(why):
    with pytest.raises(ValidationError, match="Enter the reason of the extension"):
        lifecycle.extend(receive_request(), notified_on=DAY, why=why, **WHO)


def test_an_extension_is_not_older_than_the_request():
    with pytest.raises(
        ValidationError, match="No date can be before the day on which the request was received"
    ):
        lifecycle.extend(receive_request(), notified_on=BEFORE, why="Many", **WHO)


@pytest.mark.parametrize(
    ("first", "second"),
    [(None, None), (2, 1), (1, 2), pytest.param(None, 1, id="all of it, and one")],
)
def test_12_3_extensions_add_up_to_two_months_at_most(first, second):
    request = receive_request()
    lifecycle.extend(request, notified_on=DAY, why="Many systems", months=first, **WHO)
    with pytest.raises(ValidationError, match="more than Article 12"):
        lifecycle.extend(request, notified_on=LATER, why="More still", months=second, **WHO)


@pytest.mark.parametrize("second", [None, 1])
def test_12_3_a_second_extension_within_two_months_is_one(second):
    request = receive_request()
    lifecycle.extend(request, notified_on=DAY, why="Many systems", months=1, **WHO)
    request.refresh_from_db()
    assert request.due_on == date(2026, 3, 30)
    lifecycle.extend(request, notified_on=LATER, why="More still", months=second, **WHO)
    request.refresh_from_db()
    assert (request.due_on, request.extension_months) == (EXTENDED_TO, 2)
    assert request.extension_reason == "Many systems; More still"


def test_12_3_a_second_extension_told_late_leaves_the_first():
    request = receive_request()
    lifecycle.extend(request, notified_on=DAY, why="Many systems", months=1, **WHO)
    with pytest.raises(ValidationError, match="The first one stays"):
        lifecycle.extend(request, notified_on=date(2026, 3, 3), why="More", months=1, **WHO)
