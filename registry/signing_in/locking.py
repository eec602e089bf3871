"""Secrets of second factors as they are stored: a copy of the database opens no door."""

import base64
import secrets
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"registry.signing_in.locking"


def lock(secret: str) -> str:
    return _lock().encrypt(secret.encode()).decode()


def unlock(locked: str) -> str:
    """Where no key of today opens it, one that nobody has: no code fits, as with a lost factor.

    Never an empty one, for which everybody could work out the codes.
    """
    try:
        return _lock().decrypt(locked.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()


def renew(locked: str) -> str:
    """The same, under the key of today. Raises InvalidToken where none opens it."""
    return _lock().rotate(locked.encode()).decode()


def _lock() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(PURPOSE + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
