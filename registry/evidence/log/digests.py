"""The digest of a field: it shows that a value was this one, and without its salt shows nothing."""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

from registry.evidence.log.canonical import base64url, base64url_each, canonical_list, in_json

KEY_BYTES = 32
SALT_BYTES = 16
# What the two hashes of an HMAC are begun with: each byte of the key, changed so.
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def salts_of(key: bytes) -> Callable[[str], str]:
    """What gives the salt of each field of an entry, in base64url. The key is read in once."""
    keyed = hmac.new(key, digestmod="sha256")

    def salt_of(field: str) -> str:
        salted = keyed.copy()
        salted.update(field.encode())
        return base64url(salted.digest()[:SALT_BYTES])

    return salt_of


def digest_of(salt: str, field: str, value) -> str:
    """Of a value as `canonical.normalised` gives it."""
    return base64url(sha256(b"\x02" + canonical_list(salt, field, value)).digest())


def digests_of(key: bytes, values: Mapping) -> dict[str, str]:
    """Of all fields of a new entry. `key` is one of `new_key`."""
    salts = base64url_each([keyed[:SALT_BYTES] for keyed in _keyed(key, values)])
    # As `digest_of` does, in one piece: letters of base64url stand for themselves.
    hashed = [
        sha256(f'\x02["{salt}",{in_json(name)},{in_json(value)}]'.encode()).digest()
        for salt, (name, value) in zip(salts, values.items(), strict=True)
    ]
    return dict(zip(values, base64url_each(hashed), strict=True))


def _keyed(key: bytes, fields: Iterable[str]) -> Iterator[bytes]:
    """HMAC-SHA256 of each name, as `salts_of` reads it back.

    By its two hashes (RFC 2104), which are begun once: copies of `hmac` take three times as long.
    """
    padded = key.ljust(sha256().block_size, b"\0")
    inner, outer = sha256(padded.translate(_INNER)), sha256(padded.translate(_OUTER))
    for field in fields:
        of_text, of_hash = inner.copy(), outer.copy()
        of_text.update(field.encode())
        of_hash.update(of_text.digest())
        yield of_hash.digest()


class Salts:
    """The salts of an entry, for as long as there are any.

    Of `key` and `salts`, the columns of `EvidenceKey`, one is empty. Raises ValueError where
    somebody has written there what the register never does.
    """

    def __init__(self, key: bytes | None, salts: str | None):
        if isinstance(key, str):  # SQLite keeps any type in any column
            raise ValueError("a key is bytes")
        self._salt_of = None if key is None else salts_of(bytes(key))
        self._left = _salts_in(salts) if salts else {}

    def get(self, field: str) -> str | None:
        """None where the salt was destroyed."""
        return self._left.get(field) if self._salt_of is None else self._salt_of(field)

    def without(self, lost: Iterable[str], fields: Iterable[str]) -> str:
        """What is stored instead of the key when some of the entry's fields are redacted."""
        lost = set(lost)
        left = {name: self.get(name) for name in fields if name not in lost}
        return json.dumps({name: salt for name, salt in left.items() if salt}, sort_keys=True)


def _salts_in(text: str) -> dict[str, str]:
    try:
        left = json.loads(text)
    except RecursionError as error:
        raise ValueError("no salts are nested") from error
    if isinstance(left, dict) and all(isinstance(s, str) and s.isascii() for s in left.values()):
        return left
    raise ValueError("salts are texts by the names of their fields")
