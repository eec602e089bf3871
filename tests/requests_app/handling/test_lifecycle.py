"""Decisions, answer, refusal, withdrawal, the closed file; and what is kept of them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registry.lifecycle import retire
from requests_app.handling import lifecycle
from requests_app.vocabulary import Outcome, RefusalGround
from tests.requests_app.factories import (
    RECEIVED_ON,
    make_requested_right,
    receive_request,
    right,
)
from tests.requests_app.steps import (
    BEFORE,
    DAY,
    DUE,
    EXPLAINED,
    FIRST,
    LATER,
    TAKE,
    WHO,
    S,
    decide,
    extend,
    grant,
    refuse,
    request_in,
)

pytestmark = pytest.mark.django_db


def versions_of(request):
    return list(request.history.order_by("history_id"))


# Decisions


def test_a_refusal_of_a_right_names_its_ground():
    with pytest.raises(ValidationError, match="Choose a ground if the outcome is a refusal"):
        decide(receive_request("objection"), Outcome.REFUSED)


@pytest.mark.once
def test_one_right_of_several_may_be_withdrawn():
    request = receive_request("objection", "rectification")
    one, other = request.rights.all()
    lifecycle.decide(one, outcome=Outcome.WITHDRAWN, **WHO)
    lifecycle.decide(other, outcome=Outcome.FULFILLED, **WHO)
    lifecycle.begin(request, **WHO)
    TAKE["answer"](request, **WHO)
    request.refresh_from_db()
    assert (request.state, request.withdrawn_on) == (S.ANSWERED, None)


@pytest.mark.once
def test_a_decision_leaves_the_other_rights_undecided_and_may_be_changed():
    request = receive_request("objection", "rectification")
    row = request.rights.get(right=right("objection"))
    lifecycle.decide(row, outcome=Outcome.REFUSED, ground=RefusalGround.COMPELLING, **WHO)
    assert sorted(request.rights.values_list("outcome", "ground")) == [
        ("", ""),
        (Outcome.REFUSED, RefusalGround.COMPELLING),
    ]
    lifecycle.decide(row, outcome=Outcome.FULFILLED, **WHO)
    assert sorted(request.rights.values_list("outcome", "ground")) == [
        ("", ""),
        (Outcome.FULFILLED, ""),
    ]


# Answer, refusal, withdrawal


@pytest.mark.once
def test_an_answer_explains_nothing_unless_it_says_so():
    request = request_in(S.IN_PROGRESS)
    grant(request)
    lifecycle.answer(request, on=DAY, channel="post", **WHO)
    request.refresh_from_db()
    assert (request.answered_on, request.answer_channel) == (DAY, "post")
    assert (request.has_explained_complaint, request.has_explained_remedy) == (False, False)


@pytest.mark.once
@pytest.mark.parametrize("said", EXPLAINED)
def test_an_answer_that_grants_all_may_explain_one_of_the_two(said):
    request = request_in(S.IN_PROGRESS)
    grant(request)
    lifecycle.answer(request, on=DAY, channel="email", **{said: True}, **WHO)
    request.refresh_from_db()
    explained = {name: getattr(request, f"has_explained_{name[9:]}") for name in EXPLAINED}
    assert explained == {name: name == said for name in EXPLAINED}


@pytest.mark.once
def test_a_refusal_keeps_its_day_its_way_and_that_it_explained():
    request = request_in(S.IN_PROGRESS)
    decide(request, Outcome.REFUSED, RefusalGround.COMPELLING)
    lifecycle.refuse(request, on=DAY, channel="post", **EXPLAINED, **WHO)
    request.refresh_from_db()
    assert (request.answered_on, request.answer_channel) == (DAY, "post")
    assert (request.has_explained_complaint, request.has_explained_remedy) == (True, True)


@pytest.mark.once
def test_a_right_that_was_listed_by_mistake_does_not_stand_in_the_way_of_a_refusal():
    request = request_in(S.IN_PROGRESS, "objection", "rectification")
    for row in request.rights.all():
        outcome = (Outcome.FULFILLED, "") if row.right == right("rectification") else None
        outcome = outcome or (Outcome.REFUSED, RefusalGround.COMPELLING)
        lifecycle.decide(row, outcome=outcome[0], ground=outcome[1], **WHO)
    retire(request.rights.get(right=right("rectification")), by="test", reason="Misread")
    refuse(request, **WHO)
    request.refresh_from_db()
    assert request.state == S.REFUSED


@pytest.mark.once
@pytest.mark.parametrize("other", [Outcome.NO_DATA, Outcome.WITHDRAWN])
def test_what_is_refused_beside_what_is_not_there_is_a_refusal(other):
    request = receive_request("objection", "rectification")
    one, two = request.rights.all()
    lifecycle.identity_not_needed(request, why="Signed in", **WHO)
    lifecycle.decide(one, outcome=Outcome.REFUSED, ground=RefusalGround.NOT_CONTROLLER, **WHO)
    lifecycle.decide(two, outcome=other, **WHO)
    refuse(request, why_unfinished="Nobody here keeps anything", **WHO)
    request.refresh_from_db()
    assert request.state == S.REFUSED


@pytest.mark.once
@pytest.mark.parametrize("step", ["answer", "refuse"])
def test_there_is_no_answer_without_an_outcome_for_each_right(step):
    request = receive_request("objection", "rectification")
    lifecycle.begin(request, **WHO)
    lifecycle.decide(
        request.rights.get(right=right("objection")),
        outcome=Outcome.REFUSED,
        ground=RefusalGround.COMPELLING,
        **WHO,
    )
    with pytest.raises(ValidationError, match="“Right to rectification” has no outcome yet"):
        TAKE[step](request, **WHO)
    request.refresh_from_db()
    assert (request.state, request.answered_on) == (S.IN_PROGRESS, None)


@pytest.mark.once
@pytest.mark.parametrize("step", ["answer", "refuse"])
def test_all_rights_without_an_outcome_are_told_at_once(step):
    request = receive_request("objection", "rectification")
    lifecycle.begin(request, **WHO)
    with pytest.raises(ValidationError) as refusal:
        TAKE[step](request, **WHO)
    assert refusal.value.messages == [
        "“Right to objection” has no outcome yet.",
        "“Right to rectification” has no outcome yet.",
    ]


@pytest.mark.once
@pytest.mark.parametrize("outcome", [Outcome.FULFILLED, Outcome.NO_DATA])
def test_before_it_is_asked_whether_all_is_refused_each_right_has_its_outcome(outcome):
    request = receive_request("objection", "rectification")
    lifecycle.decide(request.rights.get(right=right("objection")), outcome=outcome, **WHO)
    with pytest.raises(ValidationError) as refusal:
        TAKE["refuse"](request, **WHO)
    assert refusal.value.messages == ["“Right to rectification” has no outcome yet."]


@pytest.mark.once
def test_there_is_no_answer_while_nobody_said_what_was_asked():
    request = receive_request()
    lifecycle.begin(request, **WHO)
    with pytest.raises(ValidationError, match="Choose the rights that the request is about"):
        TAKE["answer"](request, **WHO)


@pytest.mark.once
def test_a_right_that_was_listed_by_mistake_needs_no_outcome():
    request = request_in(S.IN_PROGRESS, "objection", "access")
    retire(request.rights.get(right=right("access")), by="test", reason="Misread")
    lifecycle.decide(request.rights.in_use().get(), outcome=Outcome.FULFILLED, **WHO)
    TAKE["answer"](request, **WHO)
    request.refresh_from_db()
    assert request.state == S.ANSWERED


@pytest.mark.once
@pytest.mark.parametrize("missing", EXPLAINED)
@pytest.mark.parametrize("step", ["answer", "refuse"])
def test_a_refusal_explains_complaint_and_remedy(step, missing):
    request = request_in(S.IN_PROGRESS)
    outcome = Outcome.PARTLY if step == "answer" else Outcome.REFUSED
    decide(request, outcome, RefusalGround.COMPELLING)
    said = EXPLAINED | {missing: False}
    with pytest.raises(
        ValidationError, match="has to explain the right to complain and the judicial remedy"
    ):
        getattr(lifecycle, step)(request, on=DAY, channel="email", **said, **WHO)


@pytest.mark.once
def test_an_answer_that_grants_a_part_explains_what_it_refuses():
    request = request_in(S.IN_PROGRESS)
    decide(request, Outcome.PARTLY, RefusalGround.COMPELLING)
    lifecycle.answer(request, on=DAY, channel="post", **EXPLAINED, **WHO)
    request.refresh_from_db()
    assert (request.state, request.answer_channel) == (S.ANSWERED, "post")
    assert request.has_explained_complaint
    assert request.has_explained_remedy


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "ground"),
    [
        ("access", RefusalGround.CLAIMS),
        ("erasure", RefusalGround.COMPELLING),
        ("objection", RefusalGround.NOT_PORTABLE),
        ("marketing-objection", RefusalGround.COMPELLING),
    ],
)
def test_a_ground_of_another_right_is_refused_with_those_that_fit(code, ground):
    request = receive_request(code)
    with pytest.raises(ValidationError, match="not a valid ground against this right"):
        decide(request, Outcome.REFUSED, ground)
    assert request.rights.get().outcome == ""


@pytest.mark.once
@pytest.mark.parametrize(
    "outcomes", [["fulfilled"], ["no_data"], ["refused", "fulfilled"], ["refused", "partly"]]
)
def test_what_is_granted_or_empty_is_answered_and_not_refused(outcomes):
    request = receive_request("objection", "rectification")
    for row, outcome in zip(request.rights.all(), outcomes * 2, strict=False):
        ground = RefusalGround.NOT_CONTROLLER if outcome in {"refused", "partly"} else ""
        lifecycle.decide(row, outcome=outcome, ground=ground, **WHO)
    with pytest.raises(ValidationError, match="at least one right is refused and none is granted"):
        refuse(request, **WHO)


@pytest.mark.once
@pytest.mark.parametrize("step", ["answer", "refuse"])
def test_no_answer_is_older_than_the_request(step):
    request = request_in(S.IN_PROGRESS)
    FIRST[step](request)
    with pytest.raises(ValidationError, match="The answer cannot be dated before the request"):
        getattr(lifecycle, step)(request, on=BEFORE, channel="email", **EXPLAINED, **WHO)


@pytest.mark.once
def test_a_request_may_be_answered_on_the_day_it_came():
    request = request_in(S.IN_PROGRESS)
    grant(request)
    lifecycle.answer(request, on=RECEIVED_ON, channel="email", **WHO)
    request.refresh_from_db()
    assert request.answered_on == RECEIVED_ON


@pytest.mark.once
def test_who_withdraws_withdraws_each_right_that_is_not_decided():
    request = receive_request("objection", "rectification")
    first, _second = request.rights.all()
    lifecycle.decide(first, outcome=Outcome.FULFILLED, **WHO)
    TAKE["withdraw"](request, **WHO)
    request.refresh_from_db()
    assert (request.state, request.withdrawn_on) == (S.WITHDRAWN, DAY)
    assert [row.outcome for row in request.rights.all()] == [Outcome.FULFILLED, Outcome.WITHDRAWN]


@pytest.mark.once
@pytest.mark.parametrize("step", ["acknowledge", "withdraw"])
def test_no_step_is_older_than_the_request(step):
    with pytest.raises(
        ValidationError, match="No date can be before the day on which the request was received"
    ):
        getattr(lifecycle, step)(receive_request(), on=BEFORE, **WHO)


# Close and reopen


@pytest.mark.once
@pytest.mark.parametrize("state", [S.ANSWERED, S.REFUSED, S.WITHDRAWN])
def test_no_file_is_closed_before_its_answer(state):
    request = request_in(state)
    with pytest.raises(ValidationError, match="cannot be closed before it was answered"):
        lifecycle.close(request, on=RECEIVED_ON, **WHO)


@pytest.mark.once
@pytest.mark.parametrize("state", [S.ANSWERED, S.REFUSED, S.WITHDRAWN])
def test_every_closed_file_has_an_outcome_for_each_right(state):
    request = request_in(state)
    lifecycle.close(request, on=LATER, **WHO)
    request.refresh_from_db()
    assert (request.state, request.closed_on) == (S.CLOSED, LATER)
    assert all(row.outcome for row in request.rights.all())


@pytest.mark.once
def test_what_is_closed_is_not_decided_again():
    request = request_in(S.CLOSED)
    with pytest.raises(ValidationError, match="is not possible in the state “Closed”"):
        grant(request)


@pytest.mark.once
@pytest.mark.parametrize("state", [S.ANSWERED, S.REFUSED, S.WITHDRAWN, S.CLOSED])
def test_a_right_that_turns_up_late_needs_an_outcome_too(state):
    request = request_in(state)
    with pytest.raises(ValidationError, match="has no outcome yet"):
        make_requested_right(request=request)


@pytest.mark.once
@pytest.mark.parametrize("state", [S.ANSWERED, S.REFUSED, S.WITHDRAWN, S.CLOSED])
def test_a_reopened_request_is_due_when_it_always_was(state):
    request = request_in(state)
    lifecycle.reopen(request, **WHO)
    request.refresh_from_db()
    assert (request.state, request.due_on) == (S.IN_PROGRESS, DUE)
    assert (request.answered_on, request.withdrawn_on, request.closed_on) == (None, None, None)
    assert request.answer_channel == ""


@pytest.mark.once
def test_a_reopened_request_wants_the_outcomes_that_were_withdrawn():
    request = request_in(S.WITHDRAWN)
    lifecycle.reopen(request, **WHO)
    with pytest.raises(ValidationError, match="has no outcome yet"):
        TAKE["answer"](request, **WHO)


@pytest.mark.once
def test_a_reopened_request_keeps_what_was_decided():
    request = request_in(S.CLOSED)
    lifecycle.reopen(request, **WHO)
    assert request.rights.get().outcome == Outcome.FULFILLED


@pytest.mark.once
def test_one_right_that_was_withdrawn_stays_so_where_the_request_was_answered():
    request = receive_request("objection", "rectification")
    one, other = request.rights.all()
    lifecycle.decide(one, outcome=Outcome.WITHDRAWN, **WHO)
    lifecycle.decide(other, outcome=Outcome.FULFILLED, **WHO)
    lifecycle.begin(request, **WHO)
    TAKE["answer"](request, **WHO)
    lifecycle.reopen(request, **WHO)
    assert {row.outcome for row in request.rights.all()} == {Outcome.WITHDRAWN, Outcome.FULFILLED}


@pytest.mark.once
def test_a_right_that_was_listed_by_mistake_is_left_out_of_withdrawal_and_reopening():
    request = receive_request("objection", "access")
    retire(request.rights.get(right=right("access")), by="test", reason="Misread")
    TAKE["withdraw"](request, **WHO)
    outcomes = [("access", ""), ("objection", Outcome.WITHDRAWN)]
    assert sorted(request.rights.values_list("right__code", "outcome")) == outcomes


@pytest.mark.once
def test_a_reopened_request_waits_on_for_what_has_not_come():
    request = request_in(S.WAITING_IDENTITY)
    TAKE["withdraw"](request, **WHO)
    lifecycle.reopen(request, **WHO)
    request.refresh_from_db()
    assert (request.state, request.due_on) == (S.WAITING_IDENTITY, None)


# What is kept


@pytest.mark.once
def test_every_computation_is_kept_with_all_its_steps():
    request = receive_request(received_on=date(2026, 1, 31))
    extend(request, **WHO)
    first, second = versions_of(request)
    assert (first.clock_start_on, first.raw_due_on, first.due_on) == (
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 2),
    )
    assert (first.clock_rule, first.clock_calendar) == ("edpb", "none")
    assert first.clock_steps == (
        "received 31 January 2026 → 28 February is a Saturday → "
        "Monday 2 March, without a calendar of holidays"
    )
    assert (second.raw_due_on, second.due_on) == (date(2026, 4, 30), date(2026, 4, 30))
    assert "extended to 3 months from 31 January" in second.clock_steps


def test_the_life_of_a_request_can_be_read_from_its_versions():
    request = receive_request("objection")
    for step in ["acknowledge", "ask_clarification", "clarify", "answer", "close", "reopen"]:
        FIRST.get(step, lambda request: None)(request)
        TAKE[step](request, by="ada", reason=f"To {step}")
    read = [(row.state, row.history_change_reason) for row in versions_of(request)]
    assert read == [
        ("received", "Set up"),
        ("acknowledged", "To acknowledge"),
        ("waiting_clarification", "To ask_clarification"),
        ("in_progress", "To clarify"),
        ("answered", "To answer"),
        ("closed", "To close"),
        ("in_progress", "To reopen"),
    ]
