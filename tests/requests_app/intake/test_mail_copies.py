"""Which messages say the same, whatever way they took: their digests."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from requests_app.intake.doubts import Doubt
from requests_app.intake.mail import Mail
from requests_app.intake.parts import File
from tests.requests_app.intake.messages import NOW

SAID = Mail(
    NOW,
    sender="ann@example.org",
    subject="My data",
    text="Delete it.",
    files=(File("a.pdf", "application/pdf", b"%PDF"),),
    body_digest=b"one",
)


@pytest.mark.parametrize(
    "other",
    [
        {"sender": "bob@example.org"},
        {"subject": "Your data"},
        {"text": "Keep it."},
        {"files": ()},
        {"files": (File("a.pdf", "application/pdf", b"%PDG"),)},
        {"files": SAID.files * 2},
        {"doubts": frozenset({Doubt.HEAD})},
        {"sender": "ann@example.orgMy", "subject": " data"},
    ],
    ids=str,
)
def test_what_says_something_else_is_no_copy(other):
    assert replace(SAID, **other).digest != SAID.digest


@pytest.mark.parametrize(
    "other",
    [
        {"arrived_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"sender_name": "A. Example"},
        {"message_id": "<1@x>"},
        {"body_digest": b"other"},
    ],
    ids=str,
)
def test_what_only_came_by_another_way_is_a_copy(other):
    assert replace(SAID, **other).digest == SAID.digest


def test_what_was_read_with_a_doubt_is_a_copy_only_of_the_same_bytes():
    one = replace(SAID, doubts=frozenset({Doubt.HEAD}))
    assert replace(one, body_digest=b"other").digest != one.digest
    assert replace(one, message_id="<1@x>").digest == one.digest


def test_the_digest_of_a_message_is_the_same_whenever_the_register_runs():
    # Made of it is what is kept and compared years later; Python's sets have no order.
    doubts = sorted(Doubt)
    said = "\0".join(["ann@example.org", "My data", "Delete it.", *doubts]).encode()
    known = sha256(said + sha256(b"%PDF").digest() + b"one")
    assert replace(SAID, doubts=frozenset(doubts)).digest == known.digest()
