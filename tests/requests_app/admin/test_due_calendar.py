"""The page on which people get, replace and end the address of their own calendar."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from requests_app import feeds
from requests_app.models import CalendarToken
from tests.requests_app.factories import receive_request
from tests.support.factories import make_user
from tests.support.taking import take

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = "/admin/requests_app/calendartoken/calendar/"
LIST = "/admin/requests_app/calendartoken/"


@pytest.fixture
def officer(client):
    user = make_user(role="requests officer")
    client.force_login(user)
    return user


def address_in(response):
    return re.search(r"http://testserver(/requests/due/[\w-]{43}\.ics)", response.content.decode())


def test_somebody_without_a_calendar_is_offered_one(client, officer):
    assert "You have no calendar yet." in client.get(PAGE).content.decode()


def test_the_address_is_shown_once_and_works(client, officer):
    request = receive_request("access")
    response = client.post(PAGE, {"do": "issue"})
    address = address_in(response)[1]
    assert request.reference in client.get(address).content.decode()
    assert address_in(client.get(PAGE)) is None


def test_the_address_is_kept_by_no_cache_and_no_session(client, officer):
    response = client.post(PAGE, {"do": "issue"})
    assert "no-store" in response["Cache-Control"]
    key = address_in(response)[1].split("/")[-1].removesuffix(".ics")
    assert key not in str([session.get_decoded() for session in Session.objects.all()])


def test_a_new_address_replaces_the_old_one(client, officer):
    old = address_in(client.post(PAGE, {"do": "issue"}))[1]
    client.post(PAGE, {"do": "issue"})
    assert client.get(old).status_code == 404


def test_a_calendar_that_is_ended_is_gone(client, officer):
    address = address_in(client.post(PAGE, {"do": "issue"}))[1]
    response = client.post(PAGE, {"do": "revoke"})
    assert "You have no calendar yet." in response.content.decode()
    assert client.get(address).status_code == 404


def test_one_ends_only_ones_own_calendar(client, officer):
    other = make_user(role="dpo")
    feeds.issue(other, by=other, reason="Mine")
    client.post(PAGE, {"do": "revoke"})
    assert CalendarToken.objects.get(user=other).is_active


@pytest.mark.parametrize("do", ["", "delete"])
def test_anything_else_is_refused(client, officer, do):
    assert client.post(PAGE, {"do": do}).status_code == 405


@pytest.mark.parametrize(
    ("role", "status"),
    [("dpo", 200), ("requests officer", 200), ("auditor", 200), ("editor", 403), (None, 403)],
)
def test_whoever_may_see_requests_may_have_a_calendar(client, role, status):
    client.force_login(make_user(role=role))
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, {"do": "issue"}).status_code == status


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(PAGE).status_code == 302


def test_the_privacy_lead_revokes_the_calendar_of_another(client):
    lead, other = make_user(role="dpo"), make_user(role="requests officer")
    feeds.issue(other, by=other, reason="Mine")
    token = CalendarToken.objects.get()
    client.force_login(lead)
    step = reverse("admin:requests_app_calendartoken_step", args=["revoke"])
    assert step in client.get(f"{LIST}{token.pk}/change/").content.decode()
    take(client, "revoke", token, reason="Left us")
    token.refresh_from_db()
    assert not token.is_active
    assert token.history.latest().history_change_reason == "Left us"


def test_the_list_shows_no_digest(client):
    lead = make_user(role="dpo")
    feeds.issue(lead, by=lead, reason="Mine")
    token = CalendarToken.objects.get()
    client.force_login(lead)
    for page in (LIST, f"{LIST}{token.pk}/change/"):
        content = client.get(page).content.decode()
        assert lead.username in content
        assert token.digest not in content


def test_keys_are_neither_added_nor_changed_by_hand(client):
    client.force_login(make_user(is_superuser=True))
    assert client.get(f"{LIST}add/").status_code == 403
