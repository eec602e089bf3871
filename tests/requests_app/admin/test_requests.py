"""The list shows what is due when; the file of a request is worked on one page."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.admin import site
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from requests_app.admin.request.due import due_of
from requests_app.models import DataSubjectRequest
from requests_app.vocabulary import RequestState
from tests.requests_app.admin.pages import address, of
from tests.requests_app.factories import (
    RECEIVED_ON,
    make_message,
    make_request,
    receive_request,
)
from tests.support.factories import (
    legal_basis,
    make_activity,
    make_data_subject_category,
    make_organisation,
    make_purpose,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def due_in(days, **fields):
    return make_request(due_on=TODAY + timedelta(days=days), **fields)


def listed(address):
    """What the list shows under an address, as the list itself finds it."""
    request = RequestFactory().get(address)
    request.user = get_user_model().objects.get()
    return site.get_model_admin(DataSubjectRequest).get_changelist_instance(request).queryset


def references(**query):
    return {row.reference for row in listed(f"{address('changelist')}?{urlencode(query)}")}


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
    due = due_of(DataSubjectRequest(due_on=TODAY + timedelta(days=days), state=state), TODAY)
    assert due.kind == kind
    assert words in due.words


@pytest.mark.once
def test_while_the_clock_waits_there_is_no_day():
    request = DataSubjectRequest(state=RequestState.WAITING_IDENTITY)
    assert due_of(request, TODAY).words == "the period is suspended"


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "day", "words"),
    [
        ("answered", "answered_on", "answered on Jan. 30, 2026"),
        ("refused", "answered_on", "refused on Jan. 30, 2026"),
        ("withdrawn", "withdrawn_on", "withdrawn on Jan. 30, 2026"),
    ],
)
def test_what_has_ended_says_how_and_when(state, day, words):
    due = due_of(DataSubjectRequest(state=state, **{day: RECEIVED_ON}), TODAY)
    assert (due.kind, due.words) == ("ended", words)


def test_the_list_is_filtered_by_what_is_due(officer):
    late, soon, later = due_in(-2), due_in(3), due_in(20)
    assert references(due="overdue") == {late.reference}
    assert references(due="week") == {soon.reference}
    assert references(due="stop") == set()
    assert references(due="open") == {late.reference, soon.reference, later.reference}


def test_the_list_is_filtered_by_who_waits_and_whose_it_is(officer):
    me = get_user_model().objects.get()
    mine, waiting = due_in(3, handler=me), due_in(3, state=RequestState.WAITING_IDENTITY)
    assert references(mine="yes") == {mine.reference}
    assert references(mine="nobody") == {waiting.reference}
    assert references(due="waiting") == {waiting.reference}


def test_what_is_due_is_listed_with_the_nearest_day_first_and_what_waits_last(officer):
    later, soon = due_in(9), due_in(2)
    waits = make_request(state=RequestState.WAITING_IDENTITY)
    assert list(listed(address("changelist") + "?due=open")) == [soon, later, waits]


def test_the_list_is_filtered_by_right(officer):
    wanted, _other = receive_request("access"), receive_request("erasure")
    assert references(right="access") == {wanted.reference}


def test_a_search_finds_a_reference_by_its_beginning(officer):
    wanted, _other = make_request(reference="R-2026-000123"), make_request()
    assert references(q="r-2026-0001") == {wanted.reference}


@pytest.mark.once
def test_the_home_page_says_how_many_and_leads_to_the_list(officer):
    due_in(-2), due_in(3), due_in(3, state=RequestState.TO_SORT)
    due_in(3, state=RequestState.TO_SORT, retired_on=TODAY)  # put aside
    to_do = {str(m.label): m for m in officer.get(reverse("admin:index")).context["to_do"]}
    assert to_do["Request overdue"].count == 1
    assert to_do["Requests due this week"].count == 2
    assert to_do["Request to sort"].count == 1
    for label, item in to_do.items():
        if label.startswith("Request"):
            assert listed(item.url).count() == item.count, label
        else:
            assert officer.get(item.url).status_code == 200, label


@pytest.mark.once
def test_an_editor_is_told_of_no_requests(sign_in):
    page = sign_in("editor").get(reverse("admin:index"))
    assert not [m for m in page.context["to_do"] if "equest" in str(m.label)]
    assert "Requests of data subjects" not in page.content.decode()


@pytest.mark.slow
@pytest.mark.once
def test_the_page_shows_how_the_day_was_counted_and_on_which_bases_a_right_holds(officer):
    people = make_data_subject_category()
    organisation = make_organisation()
    activity = make_activity(organisation=organisation, data_subjects=[people])
    make_purpose(activity=activity, legal_bases=[legal_basis(f"6(1)({x})") for x in "abc"])
    request = receive_request(
        "erasure", "marketing-objection", organisation=organisation, data_subjects=[people]
    )
    page = officer.get(of(request))
    assert page.context["overview"].steps[0] == "received 30 January 2026"
    assert len(page.context["overview"].steps) == 3
    page = page.content.decode()
    assert "safe target: Feb. 28, 2026" in page
    assert "applies with 6(1)(a)" in page
    assert "with 6(1)(b) once the data is no longer needed" in page
    assert "with 6(1)(c) once the law no longer asks to keep the data" in page
    assert "Art. 17(3)(b)" in page
    assert "applies with every legal basis" in page


@pytest.mark.once
def test_messages_are_listed_by_kind_and_day_without_their_words(officer):
    message = make_message(subject="Canary", text="Canary")
    page = officer.get(of(message.request)).content.decode()
    assert of(message) in page
    assert "Canary" not in page
