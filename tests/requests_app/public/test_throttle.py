"""How many forms may come, from where and for whom."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

from requests_app.public import throttle

LIMITS = [throttle.PER_EMAIL, throttle.PER_VISITOR, throttle.PER_PROXY, throttle.IN_ALL]


def send(visitor="192.0.2.1", email="ann@example.org"):
    return not throttle.is_too_much(visitor=visitor, email=email)


def from_one_place(count):
    return [send(email=f"a{number}@example.org") for number in range(count)]


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


def test_the_cache_learns_no_address(monkeypatch):
    keys = []
    kept = cache.set
    monkeypatch.setattr(cache, "set", lambda key, *rest: keys.append(key) or kept(key, *rest))
    send()
    assert len(keys) == 3
    assert not [key for key in keys if "ann" in key or "192" in key]


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
    sent = [send(f"192.0.2.{n}", f"a{n}@example.org") for n in range(throttle.IN_ALL.count)]
    assert all(sent)
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
    kept = []
    monkeypatch.setattr(cache, "set", lambda key, moments, seconds: kept.append((moments, seconds)))
    send()
    assert sorted(seconds for _moments, seconds in kept) == [3600, 3600, 86400]
    assert {len(moments) for moments, _seconds in kept} == {1}


def test_counts_survive_a_new_name_of_the_module(settings):
    settings.SECRET_KEY = "a key"
    digest = salted_hmac("requests_app.public.throttle.email", "a@example.org", algorithm="sha256")
    key = f"request-form:email:{digest.hexdigest()}"
    assert throttle.PER_EMAIL.key("A@example.org") == key
