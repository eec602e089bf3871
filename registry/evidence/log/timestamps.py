"""Requests to a time-stamp authority and what its receipts state, as RFC 3161 writes them.

Whether the authority signed a receipt is not asked here: `openssl ts -verify` does that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

INTEGER, OCTETS, IDENTIFIER, MOMENT, SEQUENCE = 0x02, 0x04, 0x06, 0x18, 0x30
TRUE, NULL = b"\x01\x01\xff", b"\x05\x00"
SHA_256 = bytes.fromhex("0609608648016503040201")
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
STAMP = bytes.fromhex("2a864886f70d0109100104")
GRANTED = (0, 1)  # as asked, or with changes that it names
LONG_FORM = 0x80


class NoReceipt(ValueError):
    """Why a reply shows nothing."""


@dataclass(frozen=True)
class Receipt:
    """What an authority states: that it saw this hash, and when."""

    imprint: bytes
    nonce: int | None
    at: datetime


def request(data: bytes, nonce: int) -> bytes:
    """Asks for a time stamp over the hash of some data; the reply has to repeat the nonce."""
    imprint = _part(SEQUENCE, _part(SEQUENCE, SHA_256 + NULL) + _part(OCTETS, imprint_of(data)))
    with_certificate = TRUE
    return _part(SEQUENCE, _number(1) + imprint + _number(nonce) + with_certificate)


def imprint_of(data: bytes) -> bytes:
    return sha256(data).digest()


def read_request(data: bytes) -> tuple[bytes, int]:
    """Hash and nonce of a request of ours."""
    _version, imprint, nonce, _certificate = _parts(_only(data, SEQUENCE))
    return _imprint(imprint), int.from_bytes(nonce[1], "big", signed=True)


def read_receipt(data: bytes) -> Receipt:
    """Raises `NoReceipt` for what is none over a SHA-256, and for a refusal."""
    try:
        status, *token = _parts(_only(data, SEQUENCE))
        code = int.from_bytes(_parts_of(status, SEQUENCE)[0][1], "big")
        if code not in GRANTED:
            raise NoReceipt(f"the authority refused it, status {code}")
        return _stated(_stamped(token[0]))
    except NoReceipt:
        raise
    except IndexError as error:
        raise NoReceipt("it ends too early") from error
    except ValueError as error:
        raise NoReceipt(str(error)) from error


def _stamped(token: tuple[int, bytes]) -> bytes:
    """What was signed, out of the two envelopes around it."""
    kind, signed = _parts_of(token, SEQUENCE)
    if kind != (IDENTIFIER, SIGNED_DATA):
        raise ValueError("nothing is signed")
    _version, _algorithms, content, *_signatures = _parts(_only(signed[1], SEQUENCE))
    kind, octets = _parts_of(content, SEQUENCE)
    if kind != (IDENTIFIER, STAMP):
        raise ValueError("what is signed is no time stamp")
    return _only(octets[1], OCTETS)


def _stated(stamp: bytes) -> Receipt:
    _version, _policy, imprint, _serial, at, *rest = _parts(_only(stamp, SEQUENCE))
    if at[0] != MOMENT:
        raise ValueError("it names no moment")
    nonces = [int.from_bytes(body, "big", signed=True) for tag, body in rest if tag == INTEGER]
    moment = at[1].decode("ascii").partition("Z")[0].partition(".")[0]
    return Receipt(
        imprint=_imprint(imprint),
        nonce=nonces[0] if nonces else None,
        at=datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=UTC),
    )


def _imprint(part: tuple[int, bytes]) -> bytes:
    algorithm, hashed = _parts_of(part, SEQUENCE)
    if not algorithm[1].startswith(SHA_256) or hashed[0] != OCTETS:
        raise ValueError("it is over another hash than SHA-256")
    return hashed[1]


# DER: a tag, a length, a content.


def _part(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < LONG_FORM:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, LONG_FORM | len(length)]) + length + content


def _number(value: int) -> bytes:
    return _part(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    return list(_walk(data))


def _walk(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size == LONG_FORM:
            raise ValueError("it is not in DER")
        if size > LONG_FORM:
            end = at + size - LONG_FORM
            size, at = int.from_bytes(data[at:end], "big"), end
        if at + size > len(data):
            raise ValueError("it ends too early")
        yield tag, data[at : at + size]
        at += size


def _parts_of(part: tuple[int, bytes], tag: int) -> list[tuple[int, bytes]]:
    if part[0] != tag:
        raise ValueError("it is built in another way")
    return _parts(part[1])


def _only(data: bytes, tag: int) -> bytes:
    """The content of the one part that there is."""
    parts = _parts(data)
    if len(parts) != 1 or parts[0][0] != tag:
        raise ValueError("it is built in another way")
    return parts[0][1]
