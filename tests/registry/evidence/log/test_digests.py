"""Digests and salts: all of an entry at once, and each as it is read back."""

import hmac
from hashlib import sha256

import pytest

from registry.evidence.log.canonical import base64url
from registry.evidence.log.digests import SALT_BYTES, digest_of, digests_of, new_key, salts_of

pytestmark = pytest.mark.once

VALUES = {"name": "Łódź", "id": 12, "absences": {"website": "none"}, "processing_countries": [57]}


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32, new_key()], ids=["0", "255", "random"])
def test_all_digests_at_once_are_those_of_each_field_with_its_salt(key):
    salt_of = salts_of(key)
    said = {name: digest_of(salt_of(name), name, value) for name, value in VALUES.items()}
    assert digests_of(key, VALUES) == said


def test_a_salt_is_the_beginning_of_a_keyed_hash_of_the_name():
    key = new_key()
    assert salts_of(key)("name") == base64url(hmac.digest(key, b"name", sha256)[:SALT_BYTES])


def test_nothing_has_no_digests():
    assert digests_of(new_key(), {}) == {}
