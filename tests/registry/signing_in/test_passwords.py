"""What a password may be, and how its digest is made."""

import threading
import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from registry.records.events import EventName
from registry.signing_in import hashing, locking
from tests.registry.signing_in.door import PASSWORD, is_in, sign_in, somebody
from tests.support.factories import make_organisation
from tests.support.held import writers_lock_held
from tests.support.noted import facts_of, noting

OURS = "registry.signing_in.hashing.BoundedArgon2PasswordHasher"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("thirteen char", "at least 14"),
        ("a" * 20, "repeats the same"),
        ("aAaAaAaAbbbbbb", "repeats the same"),
        ("1q2w3e4r5t6y7u8i", "too common"),
        ("Password-123456", "made of common ones"),
        ("sunshine!princess", "made of common ones"),
        ("Zebrafink Zebrafink", "made of common ones"),
        ("privacy.lead.2026", "too similar"),
        (PASSWORD, None),
    ],
)
@pytest.mark.django_db
def test_short_common_and_repeated_words_are_refused(password, why):
    user = somebody_unsaved()
    if why is None:
        return validate_password(password, user)
    with pytest.raises(ValidationError, match=why):
        validate_password(password, user)
    return None


@pytest.mark.django_db
@pytest.mark.once
def test_a_very_long_password_is_looked_at_in_no_time():
    began = time.monotonic()
    validate_password("a" * 500_000 + "bcdefg")
    assert time.monotonic() - began < 5  # by a pattern it would be hours


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("NumFOCUS Privacy 2026", False),
        ("privacy register 2026", False),
        ("Open Source Foundation!", False),
        ("Open Source swims ashore", True),
        ("x!7&$K%9#m@(Q*", True),  # few letters, and none of these words
    ],
)
def test_what_everybody_here_would_try_first_is_refused(password, is_taken):
    make_organisation(name="NumFOCUS")
    make_organisation(name="Foundation for Open Source")
    if is_taken:
        return validate_password(password)
    with pytest.raises(ValidationError, match="too little is left"):
        validate_password(password)
    return None


def somebody_unsaved():
    from django.contrib.auth import get_user_model

    return get_user_model()(username="privacy.lead.2026")


def test_of_a_crowd_that_signs_in_two_passwords_are_checked_at_a_time(settings, monkeypatch):
    settings.PASSWORD_HASHERS = [OURS]
    at_once, most = [], []

    def verify(self, password, encoded):
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.02)
        at_once.pop()
        return True

    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    hasher = hashing.BoundedArgon2PasswordHasher()
    crowd = [threading.Thread(target=hasher.verify, args=("a", "b")) for _n in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (len(most), max(most)) == (8, hashing.AT_ONCE)


@pytest.mark.django_db
@pytest.mark.once
def test_an_earlier_digest_is_made_anew_at_a_sign_in_and_that_is_no_change(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = somebody()
    settings.PASSWORD_HASHERS = [OURS]
    with noting() as events:
        client, _answer = sign_in(user)
    assert is_in(client)
    assert facts_of(events) == [
        (EventName.ACCOUNT_CHANGED, {"password": "hashed anew"}),
        (EventName.SIGN_IN, {"is_superuser": False, "means": ["password"]}),
    ]
    user.refresh_from_db()
    assert "$m=47104,t=1,p=1$" in user.password


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
@pytest.mark.slow
def test_an_earlier_digest_stays_where_somebody_else_is_writing(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = somebody()
    settings.PASSWORD_HASHERS = [OURS]
    with writers_lock_held():
        began = time.monotonic()
        client, _answer = sign_in(user)
        assert client.get("/admin/").status_code == 200
        assert time.monotonic() - began < 2
    before = user.password
    user.refresh_from_db()
    assert user.password == before
    sign_in(user)
    user.refresh_from_db()
    assert "$m=47104,t=1,p=1$" in user.password


def test_digests_of_ours_are_read(settings):
    settings.PASSWORD_HASHERS = [OURS]
    digest = make_password(PASSWORD)
    assert check_password(PASSWORD, digest)
    assert not check_password("other", digest)


def test_secrets_are_locked_and_a_new_key_opens_what_an_earlier_one_locked(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "first", []
    locked = locking.lock("JBSWY3DP")
    assert "JBSWY3DP" not in locked
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert locking.unlock(locked) == "JBSWY3DP"
    renewed = locking.renew(locked)
    settings.SECRET_KEY_FALLBACKS = []
    assert locking.unlock(renewed) == "JBSWY3DP"
    assert locking.unlock(locked) not in {"JBSWY3DP", ""}
