"""Who signs in with a recovery code waits for no writer, and no code counts twice."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.registry.signing_in.door import HOME, enter, recovery_codes, sign_in, somebody, with_app
from tests.support.held import writers_lock_held
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.slow]


def come_in(user, code) -> tuple[Client, bool]:
    client, _answer = sign_in(user)
    began = time.monotonic()
    answer = enter(client, "mfa_authenticate", code)
    assert time.monotonic() - began < 2
    return client, answer.status_code == 302


def test_who_uses_a_recovery_code_waits_for_no_writer_and_no_code_counts_twice():
    user = somebody()
    with_app(user)
    codes = recovery_codes(user)
    with writers_lock_held():
        client, came_in = come_in(user, codes[0])
        assert came_in
        assert client.get(HOME).status_code == 200
        assert not come_in(user, codes[0])[1]
    # What waited is written, and another one is used as ever.
    wait_for(lambda: codes[0] not in recovery_codes(user))
    assert [come_in(user, code)[1] for code in (codes[0], codes[1])] == [False, True]
    assert recovery_codes(user) == codes[2:]
    wait_for(lambda: Authenticator.objects.get(user=user, type="recovery_codes").last_used_at)
