"""The table of steps: each leads from where it says and from nowhere else, and is recorded."""

import pytest
from django.core.exceptions import ValidationError

from registry.lifecycle import retire
from requests_app import lifecycle
from requests_app.lifecycle import OPEN, TRANSITIONS
from requests_app.models import DataSubjectRequest
from tests.cases import for_each
from tests.factories import make_user
from tests.requests_app.steps import FIRST, PATHS, TAKE, WHO, S, request_in
from tests.tables import REQUEST_TABLES, everything
from tests.undone import made_once, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Where something else is still asked for, the request waits on instead of being in progress.
WAITS_ON = {("settle_identity", S.WAITING_CLARIFICATION): S.WAITING_CLARIFICATION}
ALLOWED = [(step, state) for step, (states, _to) in TRANSITIONS.items() for state in states]
ALLOWED.sort()
FORBIDDEN = [(step, state) for step in TRANSITIONS for state in S if (step, state) not in ALLOWED]


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


@pytest.mark.parametrize(("step", "state"), ALLOWED)
def test_a_step_leads_where_the_table_says_and_leaves_one_version(request_at, ada, step, state):
    request = ready_for(step, request_at(state))
    assert lifecycle.may(step, request)
    row = request.rights.get() if step == "decide" else request
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
        with pytest.raises(ValidationError, match="This step does not lead on from"):
            TAKE[step](request, **WHO)
    assert everything(REQUEST_TABLES) == before


@pytest.mark.parametrize("step", TRANSITIONS)
def test_no_step_leads_on_from_what_was_no_request(request_at, step):
    request = request_at(min(TRANSITIONS[step][0]))
    request = retire(request, by="test", reason="An advertisement")
    assert not lifecycle.may(step, request)
    with pytest.raises(ValidationError, match="This step does not lead on from"):
        TAKE[step](request, **WHO)


@for_each(step=TRANSITIONS)
def test_no_step_is_taken_by_nobody_or_for_no_reason(request_at, step):
    for by, reason in [("", "As agreed"), ("test", "")]:
        with pytest.raises(ValidationError, match="Say who makes this change, and why"):
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
