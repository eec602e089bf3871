"""Values as they are hashed: the same bytes on every database and every machine."""

import json
from binascii import b2a_base64
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from json.encoder import encode_basestring
from uuid import UUID

SAFE_INTEGER = 2**53  # beyond it, readers of JSON round
_WORDS = {None: "null", True: "true", False: "false"}
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value) -> bytes:
    """JSON as RFC 8785 has it, for values as `normalised` gives them and ASCII keys."""
    return _ENCODER.encode(value).encode()


def canonical_list(*values) -> bytes:
    """The same of a list, and faster: most values are texts, numbers, or none."""
    return f"[{','.join(map(in_json, values))}]".encode()


def in_json(value) -> str:
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return _WORDS[value] if value is None or type(value) is bool else _ENCODER.encode(value)


def normalised(value):
    """A value of a column as text, whole number, boolean, None, list or mapping.

    Raises TypeError for what no column of the register holds.
    """
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else str(value)
        case dict():
            return {str(key): normalised(part) for key, part in value.items()}
        case list() | tuple():
            return [normalised(part) for part in value]
    return _as_text(value)


def _as_text(value) -> str:
    match value:
        case Decimal():
            return format(value, "f")
        case datetime():
            return moment(value)
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case float():
            return repr(value)
    raise TypeError(f"{type(value).__name__} has no form to be hashed in")


def moment(at: datetime) -> str:
    """`2018-07-17T12:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def base64url(data: bytes) -> str:
    return b2a_base64(data, newline=False).translate(_URL_SAFE, b"=").decode("ascii")


def base64url_each(parts: Sequence[bytes]) -> list[str]:
    """The same of each of some parts of one length, in one go."""
    if not parts:
        return []
    size = len(parts[0])
    filling = bytes(-size % 3)  # so that each begins at a letter of its own
    letters, step = -(-size * 8 // 6), (size + len(filling)) // 3 * 4
    text = base64url(filling.join([*parts, b""]))
    return [text[at : at + letters] for at in range(0, len(parts) * step, step)]
