"""The private calendar: who gets it, what stands in it, and that programs understand it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from requests_app import feeds
from requests_app.handling import lifecycle
from requests_app.handling.stopping import stop
from requests_app.models import CalendarToken, DataSubjectRequest
from tests.requests_app.factories import (
    make_clock_event,
    make_request,
    make_requester,
    receive_request,
)
from tests.support.factories import make_user, one_block

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DUE = date(2026, 3, 2)


@pytest.fixture
def officer():
    return make_user(role="requests officer")


@pytest.fixture
def address(officer):
    return reverse("requests_due", args=[feeds.issue(officer, by=officer, reason="Mine")])


def lines_of(response):
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def value_of(response, name):
    (value,) = [line.partition(":")[2] for line in lines_of(response) if line.startswith(name)]
    return value


def test_an_open_request_is_a_whole_day_that_ends_on_the_next(client, address):
    request = receive_request("access")
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert value_of(response, "DTSTART;VALUE=DATE") == "20260302"
    assert "28 February 2026" in value_of(response, "DESCRIPTION")
    assert value_of(response, "DTEND;VALUE=DATE") == "20260303"
    assert value_of(response, "SUMMARY") == f"{request.reference} is due"


def test_the_stamp_is_the_moment_of_the_last_version(client, address):
    request = receive_request("access")
    at = request.history.latest().history_date
    assert value_of(client.get(address), "DTSTAMP") == f"{at:%Y%m%dT%H%M%SZ}"


def test_the_name_of_an_event_stays_when_its_day_moves(client, address):
    request = receive_request("access")
    before = value_of(client.get(address), "UID")
    lifecycle.extend(request, notified_on=DUE, why="Many systems", by="test", reason="Extend")
    response = client.get(address)
    assert value_of(response, "UID") == before == f"{request.reference}-due@testserver"
    assert value_of(response, "DTSTART;VALUE=DATE") == "20260430"


def test_what_is_closed_and_what_waits_is_not_in_it(client, address):
    closed = receive_request("access")
    lifecycle.withdraw(closed, on=DUE, by="test", reason="Taken back")
    waiting = receive_request("access")
    lifecycle.ask_identity(waiting, on=date(2026, 2, 1), by="test", reason="Who is it?")
    assert DataSubjectRequest.objects.get(pk=waiting.pk).due_on is None
    assert "VEVENT" not in client.get(address).content.decode()


def test_what_has_to_stop_at_once_is_in_it_from_the_receipt_until_it_has(client, address):
    request = receive_request("marketing-objection")
    lifecycle.ask_identity(request, on=date(2026, 2, 1), by="test", reason="Who is it?")
    response = client.get(address)
    assert value_of(response, "UID") == f"{request.reference}-stop@testserver"
    assert value_of(response, "SUMMARY") == f"{request.reference}: stop at once"
    assert value_of(response, "DTSTART;VALUE=DATE") == "20260130"
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert value_of(response, "DTEND;VALUE=DATE") == f"{tomorrow:%Y%m%d}"
    stop(request, on=date(2026, 2, 1), what="The list", by="test", reason="Objection")
    assert "VEVENT" not in client.get(address).content.decode()


def test_names_are_not_in_it(client, address):
    request = receive_request("access")
    make_requester(request=request, name="Canary Person", email="canary@example.org")
    make_clock_event(request=request, remarks="Canary")
    assert b"anary" not in client.get(address).content


def test_every_line_ends_as_the_standard_says_and_none_is_too_long(client, address):
    receive_request("access")
    content = client.get(address).content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


@pytest.mark.parametrize("text", ["ä" * 200, "x" * 75, "x" * 76, "😀" * 40, "a"])
def test_a_long_line_is_folded_between_characters_and_unfolds_to_the_same(text):
    folded = feeds._folded(text)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == f"{text}\r\n"


def test_what_the_standard_gives_a_meaning_to_is_escaped():
    request = DataSubjectRequest(reference="A;B,C\\D", due_on=DUE)
    request.recorded_at = datetime(2026, 1, 1, tzinfo=UTC)
    text = feeds.calendar_of([request], host="example.org")
    assert "SUMMARY:A\\;B\\,C\\\\D is due\r\n" in text


def test_an_unchanged_calendar_is_not_sent_again(client, address):
    receive_request("access")
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    receive_request("erasure")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_nobody_between_may_keep_it_and_it_sets_no_cookie(client, address):
    response = client.get(address)
    assert "private" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_nothing_can_be_posted(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("key", ["x", "a" * 43, "%00", "ü", "."])
def test_a_wrong_key_is_not_found(client, address, key):
    assert client.get(f"/requests/due/{key}.ics").status_code == 404


def test_the_digest_is_no_key(client, address):
    digest = CalendarToken.objects.get().digest
    assert client.get(reverse("requests_due", args=[digest])).status_code == 404


def test_an_account_that_was_closed_has_no_calendar(client, officer, address):
    officer.is_active = False
    officer.save()
    assert client.get(address).status_code == 404


def test_whoever_may_not_see_requests_any_more_has_no_calendar(client, officer, address):
    officer.groups.clear()
    assert client.get(address).status_code == 404
    officer.user_permissions.add(Permission.objects.get(codename="view_datasubjectrequest"))
    assert client.get(address).status_code == 200


def test_a_new_key_ends_the_old_one(client, officer, address):
    new = reverse("requests_due", args=[feeds.issue(officer, by=officer, reason="Lost")])
    assert client.get(address).status_code == 404
    assert client.get(new).status_code == 200


def test_a_revoked_key_opens_nothing(client, officer, address):
    feeds.revoke(CalendarToken.objects.get(), by=officer, reason="Lost")
    assert client.get(address).status_code == 404
    assert CalendarToken.objects.get().digest == ""


def test_two_revoked_keys_can_lie_side_by_side(officer):
    for user in (officer, make_user(role="dpo")):
        feeds.issue(user, by=user, reason="Mine")
        feeds.revoke(CalendarToken.objects.get(user=user), by=user, reason="Enough")
    assert CalendarToken.objects.filter(digest="").count() == 2


def test_the_key_has_32_random_bytes_and_is_stored_nowhere(officer):
    key = feeds.issue(officer, by=officer, reason="Mine")
    assert re.fullmatch(r"[\w-]{43}", key)
    assert key not in str(list(CalendarToken.objects.values()))
    assert key not in str(list(CalendarToken.history.values()))


def test_the_calendar_takes_as_many_queries_for_ten_requests_as_for_one(
    client, address, django_assert_num_queries
):
    for count in (1, 10):
        with one_block():
            for number in range(count):
                make_request(due_on=DUE + timedelta(days=number))
        with django_assert_num_queries(5):
            events = client.get(address).content.decode().count("BEGIN:VEVENT")
        assert events == DataSubjectRequest.objects.count()


def test_an_event_leads_to_its_request(client, address, settings):
    settings.BASE_URL = "https://register.example.org:8443"
    request = receive_request("access")
    text = client.get(address).content.decode().replace("\r\n ", "")
    page = f"/admin/requests_app/datasubjectrequest/{request.pk}/change/"
    assert f"URL:https://register.example.org:8443{page}\r\n" in text
    assert f"UID:{request.reference}-due@register.example.org\r\n" in text


def test_without_a_setting_the_calendar_leads_to_where_it_was_asked_for(client, address):
    receive_request("access")
    text = client.get(address).content.decode().replace("\r\n ", "")
    assert "URL:http://testserver/admin/requests_app/datasubjectrequest/" in text
