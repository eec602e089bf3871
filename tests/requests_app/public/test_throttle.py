"""How many forms may come, from where and for whom."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from threading import Barrier

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone
from django.utils.crypto import salted_hmac

from requests_app.models import CountedForm
from requests_app.public import throttle
from tests.requests_app.public.conftest import FORM

LIMITS = [throttle.PER_EMAIL, throttle.PER_VISITOR, throttle.PER_PROXY, throttle.IN_ALL]


def send(visitor="192.0.2.1", email="ann@example.org"):
    return not throttle.is_too_much(visitor=visitor, email=email)


def from_one_place(count):
    return [send(email=f"a{number}@example.org") for number in range(count)]


def sent_by_others(count):
    until = timezone.now() + throttle.IN_ALL.within
    key = throttle.IN_ALL.key("")
    CountedForm.objects.bulk_create(
        CountedForm(key=key, counts_until=until) for _number in range(count)
    )


def test_five_forms_an_hour_may_come_from_one_place():
    assert from_one_place(6) == [True] * 5 + [False]


def test_three_forms_a_day_may_come_for_one_address_however_it_is_written():
    sent = [send(visitor=f"192.0.2.{number}") for number in range(3)]
    assert sent == [True] * 3
    assert not send(visitor="192.0.2.9", email="ANN@Example.org")


def test_what_was_turned_away_does_not_count():
    from_one_place(9)
    assert [send(visitor="192.0.2.2", email=f"a{n}@example.org") for n in (7, 8)] == [True, True]


def test_after_an_hour_others_may_come(monkeypatch):
    from_one_place(6)
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr(throttle.timezone, "now", lambda: later)
    assert send(email="z@example.org")


def test_behind_a_proxy_all_visitors_have_one_address_and_a_wider_limit(settings):
    settings.BEHIND_PROXY = True
    assert from_one_place(61) == [True] * 60 + [False]


def test_nobody_learns_an_address_from_what_is_counted():
    send()
    keys = CountedForm.objects.values_list("key", flat=True)
    assert {len(key) for key in keys} == {64}
    assert len({*keys}) == 3


@pytest.mark.parametrize("limit", LIMITS)
def test_one_value_has_a_key_of_its_own_for_each_limit(limit):
    others = set(LIMITS) - {limit}
    assert limit.key("x") not in {other.key("x") for other in others}


def test_a_client_behind_a_proxy_that_says_who_asks_has_a_limit_of_its_own(settings):
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = True, 1
    assert from_one_place(6) == [True] * 5 + [False]
    assert send(visitor="192.0.2.2", email="z@example.org")


@pytest.mark.once
@pytest.mark.parametrize("proxies", [0, 1])
def test_whoever_has_many_addresses_meets_a_second_wall(settings, proxies):
    settings.TRUSTED_PROXIES = proxies
    sent_by_others(299)
    assert send("192.0.2.1", "a@example.org")
    assert not send("198.51.100.1", "z@example.org")


@pytest.mark.parametrize(
    ("limit", "count", "hours"),
    [
        (throttle.PER_EMAIL, 3, 24),
        (throttle.PER_VISITOR, 5, 1),
        (throttle.PER_PROXY, 60, 1),
        (throttle.IN_ALL, 300, 1),
    ],
)
def test_the_limits_are_those_that_are_written_down(limit, count, hours):
    assert (limit.count, limit.within) == (count, timedelta(hours=hours))


def test_a_limit_ends_when_its_time_has_passed_and_not_a_moment_before(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(throttle.timezone, "now", lambda: now)
    from_one_place(5)
    monkeypatch.setattr(throttle.timezone, "now", lambda: now + timedelta(minutes=59, seconds=59))
    assert not send(email="z@example.org")
    monkeypatch.setattr(throttle.timezone, "now", lambda: now + timedelta(hours=1))
    assert send(email="z@example.org")


def test_what_has_passed_is_kept_no_longer_than_it_counts(monkeypatch):
    send()
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(throttle.timezone, "now", lambda: later)
    send(email="z@example.org")
    left = CountedForm.objects.filter(key=throttle.PER_EMAIL.key("ann@example.org"))
    assert (left.count(), CountedForm.objects.count()) == (1, 4)


def test_counts_survive_a_new_name_of_the_module(settings):
    settings.SECRET_KEY = "a key"
    digest = salted_hmac("requests_app.public.throttle.email", "a@example.org", algorithm="sha256")
    assert throttle.PER_EMAIL.key("A@example.org") == digest.hexdigest()


def all_at_once(typed, changes):
    """What becomes of forms that are posted at the same moment, each in a thread of its own."""
    together = Barrier(len(changes))

    def post(change):
        address = change.get("address", "192.0.2.1")
        together.wait(timeout=30)
        try:
            fields = typed | {name: change[name] for name in change if name != "address"}
            status = HTTPStatus.SERVICE_UNAVAILABLE
            while status == HTTPStatus.SERVICE_UNAVAILABLE:  # too many wait to write: try again
                status = Client().post(FORM, fields, HTTP_X_FORWARDED_FOR=address).status_code
            return status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(changes)) as threads:
        return Counter(threads.map(post, changes))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        pytest.param({"email": "a{}@example.org"}, 5, id="from one client"),
        pytest.param({"address": "192.0.2.{}", "text": "Letter {}"}, 3, id="to one mailbox"),
        pytest.param({"address": "192.0.2.{}", "email": "a{}@example.org"}, 40, id="from many"),
    ],
)
def test_the_limits_hold_for_40_forms_at_once_behind_a_proxy(settings, typed, changed, taken):
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = True, 1
    changes = [
        {name: text.format(number) for name, text in changed.items()} for number in range(40)
    ]
    answers = all_at_once(typed, changes)
    assert answers == Counter({302: taken, 429: 40 - taken})
    assert len(mail.outbox) == taken


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_300_forms_in_all_hold_for_40_at_once(typed, settings):
    settings.BEHIND_PROXY, settings.TRUSTED_PROXIES = True, 1
    sent_by_others(290)
    changes = [
        {"address": f"192.0.2.{number}", "email": f"a{number}@example.org"} for number in range(40)
    ]
    assert all_at_once(typed, changes) == Counter({302: 10, 429: 30})
