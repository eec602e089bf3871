"""The table of steps: each leads from where it says and from nowhere else, and is recorded."""

import pytest
from django.core.exceptions import ValidationError

from registry.lifecycle import retire
from registry.records.history import recorded
from requests_app.deadlines.questions import Need
from requests_app.handling import lifecycle
from requests_app.handling.lifecycle import ENDED, OPEN, TRANSITIONS
from requests_app.models import DataSubjectRequest
from tests.requests_app.factories import RECEIVED_ON, make_clock_event, make_request_policy
from tests.requests_app.steps import BEFORE, DAY, FIRST, PATHS, TAKE, WHO, S, request_in
from tests.support.factories import (
    make_activity,
    make_data_subject_category,
    make_organisation,
    make_user,
)
from tests.support.tables import REQUEST_TABLES, everything
from tests.support.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Where something else is still asked for, the request waits on instead of being in progress.
WAITS_ON = {("settle_identity", S.WAITING_CLARIFICATION): S.WAITING_CLARIFICATION}
ALLOWED = [(step, state) for step, (states, _to) in TRANSITIONS.items() for state in states]
ALLOWED.sort()
FORBIDDEN = [(step, state) for step in TRANSITIONS for state in S if (step, state) not in ALLOWED]


# From where a step leads on, and where to, as people agreed; written apart from the code.
BEGUN = {"received", "acknowledged", "in_progress"}
WAITING = {"waiting_identity", "waiting_clarification"}
ANSWERED = {"answered", "refused", "withdrawn"}
AGREED = {
    "sort": ({"to_sort"}, "received"),
    "acknowledge": ({"received"}, "acknowledged"),
    "begin": ({"received", "acknowledged"}, "in_progress"),
    "ask_identity": (BEGUN | {"waiting_clarification"}, "waiting_identity"),
    "settle_identity": (BEGUN | WAITING, "in_progress"),
    "ask_clarification": (BEGUN | {"waiting_identity"}, "waiting_clarification"),
    "clarify": ({"waiting_clarification"}, "in_progress"),
    "extend": (BEGUN | WAITING, None),
    "note_authority": (BEGUN | WAITING, None),
    "decide": (BEGUN | WAITING, None),
    "stop": (BEGUN | WAITING | ANSWERED, None),
    "answer": ({"acknowledged", "in_progress"}, "answered"),
    "refuse": (BEGUN | WAITING, "refused"),
    "withdraw": (BEGUN | WAITING, "withdrawn"),
    "close": (ANSWERED, "closed"),
    "reopen": (ANSWERED | {"closed"}, "in_progress"),
}

one_in_each_state = made_once(lambda: {state: request_in(state) for state in S})
ada = made_once(lambda: make_user(username="ada"))


@pytest.fixture
def request_at(one_in_each_state, db):
    return lambda state: stored(one_in_each_state[state])


def ready_for(step, request):
    FIRST.get(step, lambda request: None)(request)
    return request


def test_every_step_and_every_state_is_tried_here():
    assert TAKE.keys() == TRANSITIONS.keys()
    assert PATHS.keys() == set(S)


def test_the_table_is_the_one_that_was_agreed():
    assert {name: (set(states), to) for name, (states, to) in TRANSITIONS.items()} == AGREED
    assert (OPEN, ENDED) == (BEGUN | WAITING, ANSWERED)


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        ([], S.IN_PROGRESS),
        ([Need.CLARIFICATION], S.WAITING_CLARIFICATION),
        ([Need.FEE], S.WAITING_IDENTITY),
        ([Need.AUTHORITY, Need.CLARIFICATION], S.WAITING_IDENTITY),
    ],
)
def test_the_work_waits_on_for_what_is_still_asked_for(request_at, asked, state):
    request = request_at(S.WITHDRAWN)
    make_clock_event(request=request, need=Need.IDENTITY, answered_on=RECEIVED_ON)
    fallen = make_clock_event(request=request, need=Need.AUTHORITY)
    retire(fallen, by="test", reason="It was not needed")
    for need in asked:
        make_clock_event(request=request, need=need, asked_on=DAY)
    lifecycle.reopen(request, **WHO)
    assert stored(request).state == state


def test_a_step_counts_the_deadline_anew_and_says_what_stands_against_it(request_at):
    request = request_at(S.RECEIVED)
    make_clock_event(request=request, need=Need.IDENTITY)
    lifecycle.acknowledge(request, on=DAY, **WHO)
    assert stored(request).due_on is None
    make_clock_event(request=request, need=Need.FEE, asked_on=BEFORE)
    with pytest.raises(ValidationError, match="before the request was received"):
        lifecycle.begin(request, **WHO)


def test_what_the_request_itself_may_not_say_is_refused(request_at):
    request = request_at(S.RECEIVED)
    wrong = DataSubjectRequest(pk=request.pk, calendar="Mars")
    with recorded(by="test", reason="Typed"):
        DataSubjectRequest.objects.change_all([wrong], ["calendar"])
    with pytest.raises(ValidationError, match="is not a known calendar") as refusal:
        lifecycle.begin(request, **WHO)
    assert refusal.value.message_dict.keys() == {"calendar"}


def test_a_calendar_of_the_policy_that_is_none_is_refused_in_a_sentence(request_at):
    request = request_at(S.RECEIVED)
    make_request_policy(organisation=request.organisation, calendar="Mars")
    with pytest.raises(ValidationError, match="is not a known calendar") as refusal:
        lifecycle.begin(request, **WHO)
    assert not hasattr(refusal.value, "error_dict")


@pytest.mark.parametrize(("state", "is_listed"), [(S.RECEIVED, True), (S.ANSWERED, False)])
def test_searches_are_added_to_a_request_that_is_open_and_to_no_other(state, is_listed):
    donors, ours = make_data_subject_category(), make_organisation()
    request = request_in(state, organisation=ours, data_subjects=[donors])
    make_activity(organisation=ours, data_subjects=[donors])
    TAKE["begin" if is_listed else "close"](request, **WHO)
    assert request.checklist.exists() == is_listed


@pytest.mark.parametrize(("step", "state"), ALLOWED)
def test_a_step_leads_where_the_table_says_and_leaves_one_version(request_at, ada, step, state):
    request = ready_for(step, request_at(state))
    assert lifecycle.may(step, request)
    row = request.rights.get() if step in {"decide", "stop"} else request
    before = row.history.count()
    TAKE[step](request, by=ada, reason="As agreed")
    expected = WAITS_ON.get((step, state), TRANSITIONS[step][1] or state)
    assert stored(request).state == expected
    assert row.history.count() == before + 1
    version = row.history.latest()
    assert (version.history_user_id, version.history_author) == (ada.pk, "ada")
    assert version.history_change_reason == "As agreed"


@pytest.mark.parametrize("state", S)
def test_no_step_leads_from_where_the_table_does_not_say(request_at, state):
    request = request_at(state)
    before = everything(REQUEST_TABLES)
    for step in [step for step, refused in FORBIDDEN if refused == state]:
        assert not lifecycle.may(step, request), step
        with pytest.raises(ValidationError, match="This step is not possible in the"):
            TAKE[step](request, **WHO)
    assert everything(REQUEST_TABLES) == before


@pytest.mark.parametrize("step", TRANSITIONS)
def test_no_step_leads_on_from_what_was_no_request(request_at, step):
    request = request_at(min(TRANSITIONS[step][0]))
    request = retire(request, by="test", reason="An advertisement")
    assert not lifecycle.may(step, request)
    with pytest.raises(ValidationError, match="This step is not possible in the"):
        TAKE[step](request, **WHO)


@pytest.mark.parametrize("step", TRANSITIONS)
def test_no_step_is_taken_by_nobody_or_for_no_reason(request_at, step):
    for by, reason in [("", "As agreed"), ("test", "")]:
        with pytest.raises(ValidationError, match="A change needs an author and a reason"):
            TAKE[step](request_at(min(TRANSITIONS[step][0])), by=by, reason=reason)


@pytest.mark.parametrize("step", TRANSITIONS)
def test_a_step_starts_from_what_is_stored(request_at, step):
    request = ready_for(step, request_at(min(TRANSITIONS[step][0])))
    request.remarks = "Typed, and never saved"
    TAKE[step](request, **WHO)
    request.refresh_from_db()
    assert request.remarks == ""


def test_open_states_are_those_in_which_work_is_due():
    assert {state for state in S if DataSubjectRequest(state=state).is_open} == OPEN | {S.TO_SORT}
