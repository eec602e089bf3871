"""Messages that nothing leads to a request: their list, and the ways out of it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from registry.records.history import recorded
from requests_app.handling import sorting
from requests_app.models import DataSubjectRequest, Message
from tests.requests_app.factories import make_message, make_request
from tests.requests_app.steps import WHO
from tests.support.factories import make_organisation, make_user
from tests.support.taking import take

pytestmark = pytest.mark.django_db

LIST = "admin:requests_app_message_changelist"


@pytest.fixture
def unassigned():
    message = make_message(
        kind="automatic",
        at=datetime(2026, 1, 31, 12, tzinfo=UTC),
        subject="Out of office",
        correspondent="Ada Example <ada@example.org>; answers to desk@example.org",
    )
    with recorded(by="test", reason="Nothing leads to it"):
        message.request = None
        message.save()
    return message


def test_they_have_a_list_with_what_tells_them_apart_and_the_home_page_counts_them(
    client, unassigned
):
    client.force_login(make_user(role="requests officer"))
    make_message(subject="Of a request")
    page = client.get(reverse(LIST), {"filed": "nowhere"}).content.decode()
    assert "Out of office" in page
    assert "Of a request" not in page
    home = client.get(reverse("admin:index")).content.decode()
    assert f"{reverse(LIST)}?filed=nowhere" in home
    assert sorting.unassigned().count() == 1


def test_a_message_is_put_to_the_request_that_somebody_names(client, unassigned):
    client.force_login(make_user(role="requests officer"))
    request = make_request(reference="R-2026-000012")
    take(client, "put_to", unassigned, reference=" r-2026-000012", reason="She said so")
    assert request.messages.get() == unassigned
    assert unassigned.history.latest("history_id").history_change_reason == "She said so"


@pytest.mark.once
def test_a_reference_on_no_file_is_refused_with_one_that_could_be(unassigned):
    with pytest.raises(ValidationError, match="There is no request “R-1”"):
        sorting.put_to(unassigned, reference="r-1", **WHO)


@pytest.mark.once
def test_a_message_becomes_a_request_from_the_day_on_which_it_came(unassigned):
    request = sorting.open_request(unassigned, organisation=make_organisation(), **WHO)
    assert str(request.due_on) == "2026-03-02"
    assert (request.requester.name, request.requester.email) == ("Ada Example", "ada@example.org")
    message = request.messages.get()
    assert (message.kind, message.correspondent) == ("request", "")


@pytest.mark.once
def test_what_asks_for_nothing_leaves_the_list_and_comes_back(client, unassigned):
    client.force_login(make_user(role="requests officer"))
    for name, left in [("put_aside", 0), ("take_back", 1)]:
        take(client, name, unassigned, reason="A holiday")
        assert sorting.unassigned().count() == left


def test_what_somebody_else_sorted_meanwhile_is_not_sorted_twice(unassigned):
    seen_before = Message.objects.get(pk=unassigned.pk)
    sorting.open_request(unassigned, organisation=make_organisation(), **WHO)
    files = DataSubjectRequest.objects.count()
    with pytest.raises(ValidationError, match="sorted this message in the meantime"):
        sorting.open_request(seen_before, organisation=make_organisation(), **WHO)
    assert DataSubjectRequest.objects.count() == files
