"""Each step has a small page with what it needs; a refusal stands there with what was typed."""

import pytest
from django.contrib.admin import site

from requests_app.handling import lifecycle
from requests_app.handling.lifecycle import TRANSITIONS
from requests_app.models import DataSubjectRequest
from requests_app.vocabulary import IdentityState, MessageKind, RequestState
from tests.requests_app.admin.pages import of, step, take
from tests.requests_app.factories import make_message
from tests.requests_app.steps import DAY, WHO, request_in, settle
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Taken beside the rights themselves; not a page of its own.
IN_THE_FORM = {"decide"}
# Offered only until it was done once, whatever the table of transitions allows.
AT_OTHER_TIMES = {"put_aside", "take_back"}


@pytest.mark.parametrize("state", RequestState)
def test_the_steps_that_lead_on_are_offered_and_no_other(rf, db, state):
    asked = rf.get("/")
    asked.user = make_user(role="dpo")
    row = DataSubjectRequest(pk=1, state=state)
    offered = {
        button.url.split("?")[0].rstrip("/").rpartition("/")[2]
        for button in site.get_model_admin(DataSubjectRequest).page("step").buttons(asked, row)
    }
    lead_on = {name for name, (origins, _end) in TRANSITIONS.items() if state in origins}
    assert offered - AT_OTHER_TIMES == lead_on - IN_THE_FORM


def test_on_the_page_the_step_that_most_take_next_comes_first(officer):
    request = request_in(RequestState.WAITING_IDENTITY)
    first, *others = officer.get(of(request)).context["steps"]
    assert str(first.label) == "Record identity check"
    assert first.is_next
    assert not any(other.is_next for other in others)


def test_the_work_begins_with_a_reason(officer):
    request = request_in(RequestState.RECEIVED)
    assert take(officer, "begin", request).status_code == 302
    assert request.history.first().history_change_reason == "As agreed"


def test_a_check_of_identity_keeps_method_day_and_result(officer):
    request = request_in(RequestState.WAITING_IDENTITY)
    take(officer, "settle_identity", request, result="verified", method="A call", checked_by="Desk")
    request.refresh_from_db()
    assert request.identity_state == IdentityState.VERIFIED
    assert (request.identity_method, request.identity_by) == ("A call", "Desk")


def test_that_no_check_is_needed_has_its_reason(officer):
    request = request_in(RequestState.RECEIVED)
    take(officer, "settle_identity", request, result="not_needed", why="Signed in", on="")
    request.refresh_from_db()
    assert request.identity_state == IdentityState.NOT_NEEDED
    assert request.identity_reason == "Signed in"


@pytest.mark.parametrize("need", ["authority", "fee"])
def test_what_is_asked_for_when_the_identity_is_known_can_be_settled_too(officer, need):
    request = request_in(RequestState.IN_PROGRESS)
    settle(request, **WHO)
    assert "Record identity check" not in officer.get(of(request)).content.decode()
    lifecycle.ask_identity(request, on=DAY, need=need, **WHO)
    assert "Record identity check" in officer.get(of(request)).content.decode()
    take(officer, "settle_identity", request, result="verified", method="A copy of the mandate")
    request.refresh_from_db()
    assert request.state == RequestState.IN_PROGRESS


@pytest.mark.parametrize(
    ("result", "missing"), [("verified", "method"), ("failed", "on"), ("not_needed", "why")]
)
def test_a_result_asks_for_what_belongs_to_it(officer, result, missing):
    request = request_in(RequestState.WAITING_IDENTITY)
    given = {"method": "A call", "why": "Signed in"} | {missing: ""}
    page = take(officer, "settle_identity", request, result=result, **given)
    assert missing in page.context["form"].errors


def test_a_refusal_stands_on_the_page_with_what_was_typed(officer):
    request = request_in(RequestState.ANSWERED)
    page = take(officer, "close", request, on="2020-01-01", reason="Too early a day")
    assert "cannot be closed before it was answered" in str(page.context["form"].non_field_errors())
    assert "Too early a day" in page.content.decode()
    assert DataSubjectRequest.objects.get().state == RequestState.ANSWERED


def test_a_closed_file_is_reopened(lead):
    request = request_in(RequestState.CLOSED)
    take(lead, "reopen", request)
    request.refresh_from_db()
    assert (request.state, request.closed_on) == (RequestState.IN_PROGRESS, None)


def test_what_is_no_request_leaves_the_list_and_comes_back(officer):
    request = request_in(RequestState.TO_SORT)
    take(officer, "put_aside", request)
    request.refresh_from_db()
    assert request.retired_on
    take(officer, "take_back", request)
    request.refresh_from_db()
    assert request.retired_on is None


def test_an_auditor_takes_no_step(sign_in):
    request = request_in(RequestState.RECEIVED)
    client = sign_in("auditor")
    assert client.get(step("begin", request)).status_code == 403
    assert client.get(of(request)).context["steps"] == []


def test_what_came_for_identification_is_removed_by_a_step(officer):
    request = request_in(RequestState.WAITING_IDENTITY)
    proof = make_message(request=request, kind=MessageKind.IDENTIFICATION, text="I joined in May")
    assert "Remove what came" not in officer.get(of(request)).content.decode()
    settle(request, **WHO)
    assert "Remove what came" in officer.get(of(request)).content.decode()
    take(officer, "remove_identification", request)
    proof.refresh_from_db()
    assert "May" not in proof.text
