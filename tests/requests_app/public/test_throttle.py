"""How many forms may come, from where and for whom."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from requests_app.public import throttle


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
    assert len(keys) == 2
    assert not [key for key in keys if "ann" in key or "192" in key]


@pytest.mark.parametrize("limit", [throttle.PER_EMAIL, throttle.PER_VISITOR, throttle.PER_PROXY])
def test_one_value_has_a_key_of_its_own_for_each_limit(limit):
    others = {throttle.PER_EMAIL, throttle.PER_VISITOR, throttle.PER_PROXY} - {limit}
    assert limit.key("x") not in {other.key("x") for other in others}
