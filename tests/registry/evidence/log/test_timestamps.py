"""Requests and receipts of RFC 3161, tried with a reply that OpenSSL made."""

from base64 import b64decode
from datetime import UTC, datetime

import pytest

from registry.evidence.log import timestamps

DATA = b"register/example\n1\nabc\n"
NONCE = 0x8123456789ABCDEF
# `openssl ts -query -in` reads this; `openssl ts -reply` answered it with the receipt below.
REQUEST = (
    "3044020101303130 0d0609608648016503040201 0500 0420"
    "b2bb4571f9ef3f7f368b5928695abd0ed3afdbb32fa5e840faf32e5b3746a242"
    "0209008123456789abcdef 0101ff"
)
RECEIPT = b64decode(
    """
MIIDpDADAgEAMIIDmwYJKoZIhvcNAQcCoIIDjDCCA4gCAQMxDzANBglghkgBZQMEAgEFADB2BgsqhkiG9w0BCRABBKBnBGUw
YwIBAQYEKgMEATAxMA0GCWCGSAFlAwQCAQUABCCyu0Vx+e8/fzaLWShpWr0O06/bsy+l6ED68y5bN0aiQgIBAhgPMjAyNjEx
MjYwOTIzMTlaMAMCAQEBAf8CCQCBI0VniavN76CCAa0wggGpMIIBT6ADAgECAhQaDjhJ0fwDmELiS8M08+dpozbG7zAKBggq
hkjOPQQDAjAnMSUwIwYDVQQDDBxFeGFtcGxlIFRpbWUgU3RhbXAgQXV0aG9yaXR5MCAXDTI2MTEyNjA5MjMxOVoYDzIxMjYx
MTAyMDkyMzE5WjAnMSUwIwYDVQQDDBxFeGFtcGxlIFRpbWUgU3RhbXAgQXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEvzJ4J22WhdTVjS5Q96AJCOZMywBX2fteyyySugN+DYO5HjdJxcv0bDX6ZlB0yDkHIY7Bqz4MAhKourdBczAi36NX
MFUwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwFgYDVR0lAQH/BAwwCgYIKwYBBQUHAwgwHQYDVR0OBBYEFKlh4Ea1
qsa0iBdQJvKz8yiRP6fQMAoGCCqGSM49BAMCA0gAMEUCIH2iDN5VfNXueay4X3I2T/HKI6iKFiZIunKT0f0oud4YAiEAgVyY
LNOEBhNB3AU/XOoC+tyfiaaoYm5evCQU1+QZ/0sxggFHMIIBQwIBATA/MCcxJTAjBgNVBAMMHEV4YW1wbGUgVGltZSBTdGFt
cCBBdXRob3JpdHkCFBoOOEnR/AOYQuJLwzTz52mjNsbvMA0GCWCGSAFlAwQCAQUAoIGYMBoGCSqGSIb3DQEJAzENBgsqhkiG
9w0BCRABBDAcBgkqhkiG9w0BCQUxDxcNMjYxMTI2MDkyMzE5WjArBgsqhkiG9w0BCRACDDEcMBowGDAWBBRITssC1iuciYYX
V4fWq+HV0CqrijAvBgkqhkiG9w0BCQQxIgQgfJ3pWdR4EoMC7iRdQrT1c4tix+3SLLPwveVmkKtwJeIwCgYIKoZIzj0EAwIE
RzBFAiEAyjEHocOxf7d+mcie/Q/VTQ4QehB8duRN5P2vInvKDpUCIB79uvOXSfGBCZVYIxWt3m3EaV4KTHY9KQZuVUIABmOT
"""
)
REFUSAL = bytes.fromhex("30053003020102")


def receipt_for(request: bytes) -> bytes:
    """A reply to a request of ours: the one above, with another hash and nonce of equal length."""
    old_imprint, old_nonce = timestamps.read_request(bytes.fromhex(REQUEST))
    imprint, nonce = timestamps.read_request(request)
    reply = RECEIPT.replace(old_imprint, imprint)
    return reply.replace(old_nonce.to_bytes(8, "big"), nonce.to_bytes(8, "big"))


def test_a_request_is_what_an_authority_expects():
    assert timestamps.request(DATA, NONCE) == bytes.fromhex(REQUEST)
    assert timestamps.read_request(bytes.fromhex(REQUEST)) == (timestamps.imprint_of(DATA), NONCE)


def test_a_receipt_says_what_was_seen_and_when():
    assert timestamps.read_receipt(RECEIPT) == timestamps.Receipt(
        imprint=timestamps.imprint_of(DATA),
        nonce=NONCE,
        at=datetime(2026, 11, 26, 9, 23, 19, tzinfo=UTC),
    )


def test_a_refusal_is_no_receipt():
    with pytest.raises(timestamps.NoReceipt, match="refused it, status 2"):
        timestamps.read_receipt(REFUSAL)


def test_a_receipt_that_is_cut_anywhere_is_none():
    for end in range(len(RECEIPT)):
        with pytest.raises(timestamps.NoReceipt):
            timestamps.read_receipt(RECEIPT[:end])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("2a864886f70d010702", "2a864886f70d010701", id="unsigned"),
        pytest.param("2a864886f70d0109100104", "2a864886f70d0109100105", id="no time stamp"),
        pytest.param("6503040201 0500 0420", "6503040202 0500 0420", id="another hash"),
        pytest.param("180f3230", "170f3230", id="no moment"),
    ],
)
def test_a_reply_of_another_kind_is_no_receipt(old, new):
    with pytest.raises(timestamps.NoReceipt):
        timestamps.read_receipt(RECEIPT.replace(bytes.fromhex(old), bytes.fromhex(new), 1))
