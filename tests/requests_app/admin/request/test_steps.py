"""Each step has a small page with what it needs; a refusal stands there with what was typed."""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils import timezone

from requests_app.handling import lifecycle
from requests_app.handling.lifecycle import TRANSITIONS
from requests_app.models import DataSubjectRequest
from requests_app.vocabulary import IdentityState, MessageKind, RequestState
from tests.requests_app.admin.pages import address, letter, of, step, take
from tests.requests_app.factories import make_message, make_requester, receive_request
from tests.requests_app.steps import DAY, WHO, request_in, settle
from tests.support.factories import (
    legal_basis,
    make_activity,
    make_data_subject_category,
    make_organisation,
    make_purpose,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Taken beside the rights themselves; not a page of its own.
IN_THE_FORM = {"decide"}
OF_COMPLAINTS = {"note_authority"}
# Only where a right stops something.
WHERE_ASKED = {"stop"}
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
    if "begin" in lead_on:
        lead_on.add("answer")  # which begins the work where nobody has
    assert offered - AT_OTHER_TIMES == lead_on - IN_THE_FORM - WHERE_ASKED - OF_COMPLAINTS


@pytest.mark.slow
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


@pytest.mark.slow
def test_what_stops_at_once_comes_first_and_is_noted_on_a_page_with_day_and_reason(officer):
    request = receive_request("marketing-objection", "consent-withdrawal")
    page = officer.get(of(request))
    assert page.context["steps"][0].label == "Record the stop"
    assert page.content.decode().count('<span class="due overdue">at once</span>') == 2
    page = officer.get(reverse("admin:index")).content.decode()
    assert "Request with something to be stopped at once" in page
    listed = officer.get(address("changelist") + "?due=stop").content.decode()
    assert f">{request.reference}</a>" in listed
    assert "stop at once: received" in listed
    assert take(officer, "stop", request, what="The newsletter").status_code == 302
    listed = officer.get(address("changelist") + "?due=stop").content.decode()
    assert f">{request.reference}</a>" not in listed
    page = officer.get(of(request))
    assert "Record the stop" not in [str(button.label) for button in page.context["steps"]]
    assert page.content.decode().count("stopped on") == 2
    right = request.rights.first()
    assert right.stop_note == "The newsletter"
    assert right.history.first().history_change_reason == "As agreed"


@pytest.mark.slow
def test_what_the_law_and_the_notice_say_stands_on_the_page_of_a_step(officer):
    request = receive_request("erasure")
    make_requester(request=request, representative="A lawyer")
    said = "reasonable steps to tell the other controllers"
    step_page = address("step", "begin") + f"?ids={request.pk}"
    for page in [of(request), step_page, address("letter", request.pk, "acknowledge")]:
        assert said in officer.get(page).content.decode()
        assert "what shows the authority" in officer.get(page).content.decode()


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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_closed_file_is_reopened(lead):
    request = request_in(RequestState.CLOSED)
    take(lead, "reopen", request)
    request.refresh_from_db()
    assert (request.state, request.closed_on) == (RequestState.IN_PROGRESS, None)


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("state", [RequestState.ANSWERED, RequestState.WITHDRAWN])
def test_a_file_is_not_closed_on_a_day_to_come(officer, state):
    request = request_in(state)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "in the future" in take(officer, "close", request, on=tomorrow).content.decode()
    request.refresh_from_db()
    assert request.state == state


@pytest.mark.slow
def test_a_ground_that_the_register_speaks_against_is_doubted_before_it_is_sent(officer):
    people, ours = make_data_subject_category(), make_organisation()
    activity = make_activity(organisation=ours, data_subjects=[people])
    make_purpose(activity=activity, legal_bases=[legal_basis("6(1)(f)")])
    request = receive_request("objection", organisation=ours, data_subjects=[people])
    lifecycle.begin(request, **WHO)
    words = "rests on 6(1)(e) or (f)"
    shown = letter(officer, request, "refuse", "_preview", ground="compelling_grounds")
    assert words not in shown.content.decode()
    said = {"ground": "other_legal_basis", "explains_complaint": "on", "explains_remedy": "on"}
    assert words in letter(officer, request, "refuse", "_preview", **said).content.decode()
    assert letter(officer, request, "refuse", delivery="post", **said).status_code == 302
    assert words in officer.get(of(request)).content.decode()


@pytest.mark.slow
def test_what_came_for_identification_is_removed_by_a_step(officer):
    request = request_in(RequestState.WAITING_IDENTITY)
    proof = make_message(request=request, kind=MessageKind.IDENTIFICATION, text="I joined in May")
    assert "Remove what came" not in officer.get(of(request)).content.decode()
    settle(request, **WHO)
    assert "Remove what came" in officer.get(of(request)).content.decode()
    take(officer, "remove_identification", request)
    proof.refresh_from_db()
    assert "May" not in proof.text
