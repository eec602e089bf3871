"""How a request is received, sorted, put aside as none, and taken back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from requests_app.handling import lifecycle
from requests_app.models import DataSubjectRequest
from tests.requests_app.factories import RECEIVED_ON, receive_request
from tests.requests_app.steps import DUE, PATHS, WHO, S, request_in
from tests.support.factories import make_activity, make_data_subject_category, make_organisation

pytestmark = pytest.mark.django_db


def test_a_request_is_received_with_its_rights_people_and_deadline():
    request = receive_request("access", "erasure")
    assert request.state == S.RECEIVED
    assert {row.right.code for row in request.rights.all()} == {"access", "erasure"}
    assert (request.received_on, request.due_on) == (RECEIVED_ON, DUE)


def test_receipt_leaves_one_version():
    assert [version.history_type for version in receive_request("access").history.all()] == ["+"]


@pytest.mark.once
def test_receipt_keeps_the_way_it_came_and_who_the_person_is():
    people = [make_data_subject_category(), make_data_subject_category()]
    request = receive_request(channel="post", data_subjects=people)
    request.refresh_from_db()
    assert (request.channel, request.reference) == ("post", "R-2026-000001")
    assert set(request.data_subjects.all()) == set(people)
    assert not request.rights.exists()


@pytest.mark.once
def test_from_its_receipt_on_a_request_lists_where_to_search():
    ours, donors = make_organisation(), make_data_subject_category()
    activity = make_activity(organisation=ours, data_subjects=[donors])
    make_activity(organisation=ours)
    request = receive_request(organisation=ours, data_subjects=[donors])
    assert [item.activity for item in request.checklist.all()] == [activity]


@pytest.mark.once
def test_what_could_not_be_read_is_to_be_sorted_and_its_clock_runs():
    request = receive_request(is_to_sort=True)
    assert (request.state, request.due_on) == (S.TO_SORT, DUE)


@pytest.mark.once
def test_what_somebody_has_read_is_received():
    request = receive_request(is_to_sort=True)
    lifecycle.sort(request, **WHO)
    request.refresh_from_db()
    assert (request.state, request.due_on) == (S.RECEIVED, DUE)


@pytest.mark.once
@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [(date(1998, 3, 31), date(1998, 4, 30)), (date(2018, 5, 24), date(2018, 6, 25))],
)
def test_a_request_may_be_older_than_the_regulation(received_on, due_on):
    assert receive_request(received_on=received_on).due_on == due_on


@pytest.mark.once
def test_a_day_that_no_calendar_reaches_is_refused_in_a_sentence():
    with pytest.raises(ValidationError, match="Enter a day before the year 9001"):
        receive_request(received_on=date(9998, 1, 1))
    assert not DataSubjectRequest.objects.exists()


# Put aside


@pytest.mark.once
def test_what_asks_for_nothing_is_put_aside_and_waits_again_where_it_did():
    request = request_in(S.TO_SORT)
    lifecycle.put_aside(request, by="ada", reason="Spam")
    request.refresh_from_db()
    assert (request.state, request.retired_on) == (S.TO_SORT, timezone.localdate())
    lifecycle.take_back(request, by="bob", reason="None after all")
    request.refresh_from_db()
    assert (request.state, request.retired_on) == (S.TO_SORT, None)
    versions = request.history.order_by("history_id")
    assert [*versions.values_list("history_author", "history_change_reason")] == [
        ("test", "Set up"),
        ("ada", "Spam"),
        ("bob", "None after all"),
    ]


@pytest.mark.once
@pytest.mark.parametrize("state", PATHS, ids=str)
def test_only_what_waits_to_be_sorted_may_be_put_aside(state):
    request = request_in(state)
    assert lifecycle.may_be_put_aside(request) is (state == S.TO_SORT)
    if state != S.TO_SORT:
        with pytest.raises(ValidationError, match="Only a request in the state “To sort”"):
            lifecycle.put_aside(request, **WHO)
        request.refresh_from_db()
        assert request.retired_on is None


@pytest.mark.once
def test_what_is_put_aside_is_put_aside_once_and_what_is_not_is_not_taken_back():
    request = request_in(S.TO_SORT)
    with pytest.raises(ValidationError, match="It is already in use"):
        lifecycle.take_back(request, **WHO)
    as_it_was = DataSubjectRequest.objects.get()
    lifecycle.put_aside(request, **WHO)
    for seen in [as_it_was, DataSubjectRequest.objects.get()]:
        with pytest.raises(ValidationError, match="Only a request in the state “To sort”"):
            lifecycle.put_aside(seen, **WHO)
    with pytest.raises(ValidationError, match="not possible in the state"):
        lifecycle.sort(request, **WHO)
