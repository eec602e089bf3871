"""The list shows what is due when; the file of a request is worked on one page."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from requests_app.admin.due import due_of
from requests_app.vocabulary import RequestState
from tests.factories import (
    legal_basis,
    make_activity,
    make_data_subject_category,
    make_engagement,
    make_organisation,
    make_purpose,
)
from tests.registry.admin.forms import as_sent
from tests.requests_app.admin.pages import address, of
from tests.requests_app.factories import (
    make_message,
    make_request,
    receive_request,
    right,
)
from tests.requests_app.steps import request_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def due_in(days, **fields):
    return make_request(due_on=TODAY + timedelta(days=days), **fields)


def listed(client, **query):
    return {
        row.reference for row in client.get(address("changelist"), query).context["cl"].queryset
    }


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "state", "kind", "words"),
    [
        pytest.param(-1, "received", "overdue", "1 day overdue", id="a day late"),
        pytest.param(0, "received", "soon", "today", id="today"),
        pytest.param(7, "in_progress", "soon", "in 7 days", id="within a week"),
        pytest.param(8, "in_progress", "later", "in 8 days", id="later"),
        pytest.param(30, "waiting_clarification", "waiting", "in 30 days", id="waiting"),
        pytest.param(-3, "waiting_identity", "overdue", "overdue", id="waiting but late"),
    ],
)
def test_what_is_due_has_a_colour_and_always_words(days, state, kind, words):
    due = due_of(due_in(days, state=state), TODAY)
    assert due.kind == kind
    assert words in due.words


@pytest.mark.once
def test_while_the_clock_waits_there_is_no_day():
    request = request_in(RequestState.WAITING_IDENTITY)
    assert due_of(request, TODAY).words == "the clock waits"


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "words"),
    [("answered", "answered on"), ("refused", "refused on"), ("withdrawn", "withdrawn on")],
)
def test_what_has_ended_says_how_and_when(state, words):
    due = due_of(request_in(RequestState(state)), TODAY)
    assert due.kind == "ended"
    assert due.words.startswith(words)


def test_the_list_is_filtered_by_what_is_due(officer):
    late, soon, later = due_in(-2), due_in(3), due_in(20)
    assert listed(officer, due="overdue") == {late.reference}
    assert listed(officer, due="week") == {soon.reference}
    assert listed(officer, due="open") == {late.reference, soon.reference, later.reference}


def test_the_list_is_filtered_by_who_waits_and_whose_it_is(officer):
    me = get_user_model().objects.get()
    mine, waiting = due_in(3, handler=me), due_in(3, state=RequestState.WAITING_IDENTITY)
    assert listed(officer, mine="yes") == {mine.reference}
    assert listed(officer, mine="nobody") == {waiting.reference}
    assert listed(officer, due="waiting") == {waiting.reference}


def test_what_is_due_is_listed_with_the_nearest_day_first_and_what_waits_last(officer):
    later, soon = due_in(9), due_in(2)
    waits = make_request(state=RequestState.WAITING_IDENTITY)
    page = officer.get(address("changelist"), {"due": "open"})
    assert list(page.context["cl"].result_list) == [soon, later, waits]


def test_the_list_is_filtered_by_right(officer):
    wanted, _other = receive_request("access"), receive_request("erasure")
    assert listed(officer, right="access") == {wanted.reference}


def test_a_search_finds_a_reference_by_its_beginning(officer):
    wanted, _other = make_request(reference="R-2026-000123"), make_request()
    assert listed(officer, q="r-2026-0001") == {wanted.reference}


def test_the_home_page_says_how_many_and_leads_to_the_list(officer):
    due_in(-2), due_in(3), due_in(3, state=RequestState.TO_SORT)
    due_in(3, state=RequestState.TO_SORT, retired_on=TODAY)  # put aside
    matters = {str(m.label): m for m in officer.get(reverse("admin:index")).context["matters"]}
    assert matters["Requests overdue"].count == 1
    assert matters["Requests due this week"].count == 2
    assert matters["Requests to be sorted"].count == 1
    for matter in matters.values():
        assert officer.get(matter.url).status_code == 200


def test_an_editor_is_told_of_no_requests(sign_in):
    page = sign_in("editor").get(reverse("admin:index"))
    assert not [m for m in page.context["matters"] if "equest" in str(m.label)]
    assert "Requests of data subjects" not in page.content.decode()


def test_the_page_shows_how_the_day_was_counted(officer):
    overview = officer.get(of(receive_request("access"))).context["overview"]
    assert overview.steps[0] == "received 30 January 2026"
    assert len(overview.steps) == 2


def test_the_page_advises_on_which_bases_a_right_holds(officer):
    people = make_data_subject_category()
    organisation = make_organisation()
    activity = make_activity(organisation=organisation, data_subjects=[people])
    make_purpose(activity=activity, legal_bases=[legal_basis(f"6(1)({x})") for x in "abc"])
    request = receive_request(
        "erasure", "marketing-objection", organisation=organisation, data_subjects=[people]
    )
    page = officer.get(of(request)).content.decode()
    assert "holds on 6(1)(a)" in page
    assert "on 6(1)(b) once the data is no longer needed" in page
    assert "not on 6(1)(c)" in page
    assert "Art. 17(3)(b)" in page
    assert "holds on every legal basis" in page


def test_choosing_who_the_person_is_fills_the_checklist_and_the_notices(officer):
    people = make_data_subject_category()
    request = receive_request("erasure")
    activity = make_activity(organisation=request.organisation, data_subjects=[people])
    engagement = make_engagement(activity=activity)
    data = as_sent(officer.get(of(request)))
    sent = data | {"data_subjects": [people.pk], "change_reason": "Read the letter again"}
    assert officer.post(of(request), sent).status_code == 302
    assert request.checklist.get().activity == activity
    assert request.recipient_notices.get().processor == engagement.processor
    version = request.checklist.get().history.get()
    assert version.history_change_reason == "Read the letter again"


def test_a_calendar_of_its_own_counts_the_day_anew(officer):
    request = receive_request("access")
    data = as_sent(officer.get(of(request)))
    officer.post(of(request), data | {"calendar": "DE", "change_reason": "A German controller"})
    request.refresh_from_db()
    assert str(request.due_on) == "2026-03-02"


def test_a_calendar_that_is_none_is_refused_in_the_form(officer):
    request = receive_request("access")
    data = as_sent(officer.get(of(request))) | {"calendar": "XX", "change_reason": "A guess"}
    page = officer.post(of(request), data)
    assert "is not a calendar" in str(page.context["adminform"].form.errors)


def test_an_outcome_that_identity_forbids_is_refused_in_the_form(officer):
    request = receive_request("access")
    data = as_sent(officer.get(of(request)))
    sent = data | {"rights-0-outcome": "fulfilled", "change_reason": "Done"}
    page = officer.post(of(request), sent)
    assert "verify the identity first" in str(page.context["adminform"].form.errors)
    assert request.rights.get().outcome == ""


def test_what_a_part_is_about_cannot_become_something_else(officer):
    request = receive_request("access")
    data = as_sent(officer.get(of(request)))
    other = right("objection")
    officer.post(of(request), data | {"rights-0-right": other.pk, "change_reason": "A slip"})
    assert request.rights.get().right.code == "access"


def test_a_closed_file_keeps_its_outcomes_and_may_be_held(lead):
    request = request_in(RequestState.CLOSED)
    sent = as_sent(lead.get(of(request))) | {
        "rights-0-outcome": "no_data",
        "hold_reason": "A complaint is pending",
        "hold_review_on": "2027-01-01",
        "change_reason": "The authority wrote",
    }
    assert lead.post(of(request), sent).status_code == 302
    request.refresh_from_db()
    assert request.hold_reason == "A complaint is pending"
    assert request.rights.get().outcome == "fulfilled"


def test_messages_are_listed_by_kind_and_day_without_their_words(officer):
    message = make_message(subject="Canary", text="Canary")
    page = officer.get(of(message.request)).content.decode()
    assert of(message) in page
    assert "Canary" not in page
