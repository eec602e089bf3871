"""The head of a request's page: which other requests came from the same address."""

from datetime import date

import pytest
from django.urls import reverse

from requests_app.vocabulary import RequestState
from tests.requests_app.admin.pages import FORM, of, queries
from tests.requests_app.factories import make_request, make_requester
from tests.support.factories import one_block

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"


def asked(email=ADDRESS, **fields):
    return make_requester(request=make_request(**fields), name="Ada", email=email).request


def page_of(client, request) -> str:
    return client.get(of(request)).content.decode()


def points_to(client, request, other) -> bool:
    return f'<a href="{of(other)}">{other.reference}</a>' in page_of(client, request)


@pytest.mark.parametrize("email", [ADDRESS, "Ada@Example.ORG"])
def test_two_requests_from_one_address_point_to_each_other(officer, email):
    first, second = asked(), asked(email)
    assert points_to(officer, first, second)
    assert points_to(officer, second, first)


@pytest.mark.slow
@pytest.mark.once
def test_requests_of_others_and_of_nobody_point_nowhere(officer):
    asked("bob@example.org"), asked("")
    for request in (asked(), asked(""), make_request()):
        assert "From the same address" not in page_of(officer, request)


@pytest.mark.once
def test_what_was_put_aside_as_no_request_is_not_pointed_to(officer):
    request, aside = asked(), asked(retired_on=date(2026, 2, 1))
    assert not points_to(officer, request, aside)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("received_on", "is_beside"), [(date(2026, 2, 10), True), (date(2026, 2, 11), False)]
)
def test_what_was_closed_before_the_other_came_is_not_pointed_to(lead, received_on, is_beside):
    day = date(2026, 2, 10)
    closed = asked(state=RequestState.CLOSED, withdrawn_on=day, closed_on=day)
    later = asked(received_on=received_on)
    assert points_to(lead, later, closed) is is_beside
    assert points_to(lead, closed, later) is is_beside


@pytest.mark.once
def test_who_may_not_see_requesters_does_not_learn_that_two_are_one(sign_in):
    first, second = asked(), asked()
    page = page_of(sign_in("auditor"), first)
    assert "From the same address" not in page
    assert second.reference not in page
    assert ADDRESS not in page


@pytest.mark.once
def test_neither_the_link_nor_its_words_name_anybody(officer):
    first, second = asked(), asked()
    page = page_of(officer, first)
    said = page[page.index("From the same address") :].partition("</p>")[0]
    assert reverse("admin:requests_app_datasubjectrequest_change", args=[second.pk]) in said
    assert "ada" not in said.lower()


@pytest.mark.slow
def test_many_from_one_address_cost_no_more_and_are_cut(officer):
    request, _other = asked(), asked()
    two = len(queries(officer, of(request)))
    with one_block():
        others = [asked() for _time in range(12)]
    assert len(queries(officer, of(request))) == two <= FORM
    page = page_of(officer, request)
    assert sum(other.reference in page for other in others) == 10
    assert "and more" in page
