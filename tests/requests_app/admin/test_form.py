"""The form of a request: what it takes, what follows from that, and what it refuses."""

import pytest
from django.test import Client

from requests_app.vocabulary import IdentityState, RequestState
from tests.registry.admin.forms import as_sent
from tests.requests_app.admin.pages import of
from tests.requests_app.factories import receive_request, right
from tests.requests_app.steps import request_in
from tests.support.factories import (
    make_activity,
    make_data_subject_category,
    make_engagement,
    make_user,
)
from tests.support.undone import made_once, stored, undone_afterwards

pytestmark = pytest.mark.django_db


access = made_once(lambda: receive_request("access"))


@pytest.fixture(scope="module")
def page(access, django_db_blocker):
    """The form, opened once by an officer; and what a browser would send back unchanged."""
    client = Client()
    with django_db_blocker.unblock(), undone_afterwards():
        client.force_login(make_user(role="requests officer"))
        yield client, as_sent(client.get(of(access)))


@pytest.fixture
def send(page, access, db):
    client, data = page

    def post(**fields):
        return client.post(of(access), data | {"change_reason": "Read again"} | fields)

    return post


def errors(page):
    return str(page.context["adminform"].form.errors)


def test_a_calendar_of_its_own_counts_the_day_anew(send, access):
    send(calendar="DE")
    assert str(stored(access).due_on) == "2026-03-02"


@pytest.mark.once
def test_a_calendar_that_is_none_is_refused(send):
    assert "is not a known calendar" in errors(send(calendar="XX"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"identity_checked": "Asked at the known address"}, IdentityState.VERIFIED),
        ({"identity_not_needed": "A member of staff"}, IdentityState.NOT_NEEDED),
    ],
)
def test_who_asks_is_settled_with_the_rest_of_the_file(send, access, said, state):
    send(**said)
    file = stored(access)
    assert (file.identity_state, file.state) == (state, RequestState.IN_PROGRESS)


@pytest.mark.once
def test_who_asks_is_checked_or_need_not_be(send):
    page = send(identity_checked="Asked", identity_not_needed="Staff")
    assert "Either it was checked or it was not needed." in errors(page)


def test_an_outcome_that_identity_forbids_is_refused(send, access):
    page = send(**{"rights-0-outcome": "fulfilled"})
    words = "verify the identity first"
    assert words in errors(page)
    assert access.rights.get().outcome == ""
    (fault,) = page.context["faults"]
    assert words in fault.text
    assert fault.anchor == "id_identity_checked"
    assert not page.context["adminform"].form.non_field_errors()


@pytest.mark.once
def test_who_asks_is_settled_before_an_outcome_that_needs_it(send, access):
    fields = {"rights-0-outcome": "fulfilled", "identity_checked": "Asked at the known address"}
    assert send(**fields).status_code == 302
    assert access.rights.get().outcome == "fulfilled"
    assert stored(access).identity_state == IdentityState.VERIFIED


@pytest.mark.once
def test_what_a_part_refuses_is_said_once_with_the_way_to_it(send):
    page = send(**{"rights-0-outcome": "refused", "rights-0-ground": "excessive"})
    (fault,) = page.context["faults"]
    assert (fault.anchor, "enter what shows it" in fault.text) == ("rights-0", True)
    assert "enter what shows it" in errors(page)
    assert not page.context["adminform"].form.non_field_errors()


@pytest.mark.once
def test_what_a_part_is_about_cannot_become_something_else(send, access):
    other = right("objection")
    assert send(**{"rights-0-right": other.pk}).status_code == 302
    assert access.rights.get().right.code == "access"


@pytest.mark.once
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


@pytest.mark.slow
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
