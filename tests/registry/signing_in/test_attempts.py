"""Guessing is stopped, counted and told, and fills no log."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import authenticate
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from registry.models import EvidenceEvent
from registry.records.events import EventName
from registry.signing_in import attempts
from tests.registry.signing_in.door import (
    PASSWORD,
    code,
    enter,
    is_in,
    recovery_codes,
    sign_in,
    somebody,
    with_app,
)
from tests.support.noted import facts_of, noting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WRONG = "Kanarienvogel-7261"


def without_address(events):
    return [
        (event.name, event.about_id, {k: v for k, v in event.facts.items() if k != "address"})
        for event in events
    ]


def test_after_five_wrong_passwords_the_right_one_has_to_wait_wherever_it_comes_from():
    user = somebody()
    answers = [sign_in(user, WRONG, REMOTE_ADDR=f"10.0.0.{n}")[1] for n in range(5)]
    assert all("name or the password is wrong" in answer.content.decode() for answer in answers)
    client, answer = sign_in(user)
    assert "Too many tries" in answer.content.decode()
    assert not is_in(client)
    assert is_in(sign_in(somebody())[0])  # another account


def test_from_one_address_ten_a_minute_are_taken_whatever_the_account():
    answers = [sign_in(somebody(), WRONG)[1].status_code for _n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    client = Client(REMOTE_ADDR="10.9.9.9")
    assert is_in(sign_in(somebody(), client=client)[0])


def test_behind_a_proxy_each_visitor_has_a_limit_of_their_own(settings):
    settings.TRUSTED_PROXIES = 1
    for place in ("10.0.0.1", "10.0.0.2"):
        client = Client(HTTP_X_FORWARDED_FOR=f"{WRONG}, {place}")
        answers = [sign_in(somebody(), WRONG, client=client)[1].status_code for _n in range(11)]
        assert answers == [200] * 10 + [429]


def test_codes_cannot_be_guessed_either_and_the_right_one_has_to_wait():
    user = somebody()
    secret = with_app(user)
    client, _answer = sign_in(user)
    with noting() as events:
        for _n in range(5):
            enter(client, "mfa_authenticate", "000000")
        page = enter(client, "mfa_authenticate", recovery_codes(user)[0])
    assert "Too many tries" in page.content.decode()
    assert enter(client, "mfa_authenticate", code(secret)).status_code == 200
    assert without_address(events) == [
        (EventName.SIGN_IN_FAILED, user.pk, {"count": 1, "means": "totp"}),
        (EventName.SIGN_IN_REFUSED, None, {"count": 1, "why": "too many"}),
    ]


def test_the_password_of_today_cannot_be_guessed_where_it_is_changed(client):
    client.force_login(user := somebody())
    page = reverse("account_change_password")
    said = {"oldpassword": WRONG, "password1": PASSWORD, "password2": PASSWORD}
    with noting() as events:
        answers = [client.post(page, said).status_code for _n in range(6)]
    assert answers == [200] * 5 + [429]
    assert without_address(events) == [
        (EventName.PASSWORD_REFUSED, user.pk, {"count": 1, "means": "password"}),
        (EventName.SIGN_IN_REFUSED, user.pk, {"count": 1, "why": "too many"}),
    ]


def test_to_ask_for_a_passkey_is_limited_too(client):
    page, how = reverse("mfa_login_webauthn"), {"headers": {"accept": "application/json"}}
    answers = [client.get(page, **how).status_code for _n in range(62)]
    assert answers == [200] * 60 + [429] * 2


def test_failures_are_events_without_what_was_typed_and_few(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    user = somebody()
    with noting() as events:
        for _n in range(12):
            sign_in(user, WRONG)
            Client().post(reverse("account_login"), {"login": WRONG, "password": "x"})
    assert without_address(events) == [
        (EventName.SIGN_IN_FAILED, user.pk, {"count": 1, "means": "password"}),
        (EventName.SIGN_IN_FAILED, None, {"count": 1, "means": "password"}),
        (EventName.SIGN_IN_FAILED, user.pk, {"count": 10, "means": "password"}),
        (EventName.SIGN_IN_FAILED, None, {"count": 10, "means": "password"}),
    ]
    assert {event.author for event in events} == {"visitor"}
    kept = str(list(EvidenceEvent.objects.values_list("author", "details")))
    assert WRONG not in kept
    assert "127.0.0.1" not in kept


def test_each_failure_is_a_line_without_what_was_typed(settings, caplog):
    settings.ACCOUNT_RATE_LIMITS = False
    for _n in range(3):
        sign_in(somebody(), WRONG)
        Client().post(reverse("account_login"), {"login": WRONG, "password": "x"})
    assert caplog.text.count("sign-in failed: ") == 6
    assert WRONG not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_nobody_fills_the_log_from_many_places(monkeypatch):
    monkeypatch.setattr(attempts, "MOST_AN_HOUR", 5)
    with noting() as events:
        for n in range(40):
            request = RequestFactory().post("/", REMOTE_ADDR=f"10.0.0.{n}")
            authenticate(request, username=f"nobody{n}", password=WRONG)
    assert len(events) == 6  # the tenth says that there are more


def test_a_closed_account_and_the_log_line_say_no_name(caplog):
    user = somebody(is_active=False, username=WRONG)
    sign_in(user)
    assert "sign-in failed: account" in caplog.text
    assert WRONG not in caplog.text


def test_what_fails_in_the_log_fails_nobody_who_signs_in(monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(attempts, "announce", locked)
    user = somebody()
    assert sign_in(user, WRONG)[1].status_code == 200
    assert is_in(sign_in(user)[0])


@pytest.mark.django_db(transaction=True)
def test_of_failures_at_the_same_moment_each_is_counted():
    def one(n):
        try:
            return attempts._one_more("the same")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(24))) == list(range(1, 25))


def test_events_have_words(client):
    user = somebody()
    sign_in(user, WRONG)
    with noting() as events:
        sign_in(user, PASSWORD)
    assert facts_of(events) == [(EventName.SIGN_IN, {"is_superuser": False, "means": ["password"]})]
    assert (
        EvidenceEvent.objects.get(name="sign-in failed").get_name_display() == "failed to sign in"
    )
