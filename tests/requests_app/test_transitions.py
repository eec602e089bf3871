"""The table of steps: each leads from where it says and from nowhere else, and is recorded."""

import pytest
from django.core.exceptions import ValidationError

from registry.lifecycle import retire
from requests_app import lifecycle
from requests_app.lifecycle import OPEN, TRANSITIONS
from requests_app.models import DataSubjectRequest
from tests.factories import make_user
from tests.requests_app.steps import FIRST, PATHS, TAKE, WHO, S, request_in
from tests.tables import REQUEST_TABLES, everything

pytestmark = pytest.mark.django_db

# Where something else is still asked for, the request waits on instead of being in progress.
WAITS_ON = {("settle_identity", S.WAITING_CLARIFICATION): S.WAITING_CLARIFICATION}
ALLOWED = [(step, state) for step, (states, _to) in TRANSITIONS.items() for state in states]
ALLOWED.sort()
FORBIDDEN = [(step, state) for step in TRANSITIONS for state in S if (step, state) not in ALLOWED]


def test_every_step_and_every_state_is_tried_here():
    assert TAKE.keys() == TRANSITIONS.keys()
    assert PATHS.keys() == set(S)


@pytest.mark.parametrize(("step", "state"), ALLOWED)
def test_a_step_leads_where_the_table_says(step, state):
    request = request_in(state)
    FIRST.get(step, lambda request: None)(request)
    assert lifecycle.may(step, request)
    TAKE[step](request, **WHO)
    request.refresh_from_db()
    expected = WAITS_ON.get((step, state), TRANSITIONS[step][1] or state)
    assert request.state == expected


@pytest.mark.parametrize(("step", "state"), FORBIDDEN)
def test_no_step_leads_from_where_the_table_does_not_say(step, state):
    request = request_in(state)
    before = everything(REQUEST_TABLES)
    assert not lifecycle.may(step, request)
    with pytest.raises(ValidationError, match="This step does not lead on from"):
        TAKE[step](request, **WHO)
    assert everything(REQUEST_TABLES) == before


@pytest.mark.parametrize("step", TRANSITIONS)
def test_no_step_leads_on_from_what_was_no_request(step):
    state = min(TRANSITIONS[step][0])
    request = retire(request_in(state), by="test", reason="An advertisement")
    assert not lifecycle.may(step, request)
    with pytest.raises(ValidationError, match="This step does not lead on from"):
        TAKE[step](request, **WHO)


@pytest.mark.parametrize(("step", "state"), ALLOWED)
def test_each_step_leaves_one_version_with_who_and_why(step, state):
    user, request = make_user(username="ada"), request_in(state)
    FIRST.get(step, lambda request: None)(request)
    row = request.rights.get() if step == "decide" else request
    before = row.history.count()
    TAKE[step](request, by=user, reason="As agreed")
    assert row.history.count() == before + 1
    version = row.history.latest()
    assert (version.history_user_id, version.history_author) == (user.pk, "ada")
    assert version.history_change_reason == "As agreed"


@pytest.mark.parametrize("step", TRANSITIONS)
@pytest.mark.parametrize(("by", "reason"), [("", "As agreed"), ("test", "")])
def test_no_step_is_taken_by_nobody_or_for_no_reason(step, by, reason):
    request = request_in(min(TRANSITIONS[step][0]))
    with pytest.raises(ValidationError, match="Say who makes this change, and why"):
        TAKE[step](request, by=by, reason=reason)


@pytest.mark.parametrize("step", TRANSITIONS)
def test_a_step_starts_from_what_is_stored(step):
    request = request_in(min(TRANSITIONS[step][0]))
    FIRST.get(step, lambda request: None)(request)
    request.remarks = "Typed, and never saved"
    TAKE[step](request, **WHO)
    request.refresh_from_db()
    assert request.remarks == ""


def test_open_states_are_those_in_which_work_is_due():
    assert {state for state in S if DataSubjectRequest(state=state).is_open} == OPEN | {S.TO_SORT}
