"""Copies of a message that has no Message-ID: known by all that is not transport's."""

import pytest

from requests_app.intake.copies import digest_of_body
from requests_app.intake.mail import read
from tests.requests_app.intake.messages import NOW, message

NAMES = [
    *("Received", "X-Received", "Received-SPF", "Return-Path", "Delivered-To", "X-Delivered-To"),
    *("X-Original-To", "Original-Recipient", "Envelope-To", "X-Envelope-From", "Delivery-Date"),
    *("DKIM-Signature", "X-Google-DKIM-Signature", "DomainKey-Signature", "ARC-Seal"),
    *("ARC-Authentication-Results", "Authentication-Results", "X-Spam-Status", "X-Virus-Scanned"),
    *("X-MS-Exchange-Organization-SCL", "X-Gm-Message-State", "X-Mozilla-Status", "List-Id"),
    *(
        "X-PM-Spam",
        "X-VR-SPAMSTATE",
        "X-Migadu-Flow",
        "X-TUID",
        "X-Own-Virusfilter",
        "X-Tm-As-Result",
    ),
    *("X-Acme-Mail-Delivered", "X-Corp-Quarantine-Id", "X-Own-DKIM-Check", "X-ESET-AS", "X-Mg-Sid"),
    *("Resent-From", "X-UIDL", "Status", "Content-Length", "X-Originating-IP", "X-Rspamd-Queue-Id"),
]


def id_of(raw: bytes) -> str:
    return read(raw, now=NOW).message_id


@pytest.mark.parametrize("name", NAMES)
def test_what_transport_writes_into_a_head_makes_no_other_message(name):
    known = id_of(message())
    assert known.startswith("sha256:")
    assert id_of(f"{name}: x\n".encode() + message()) == known


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(message().replace(b"\n", b"\r\n"), id="other line ends"),
        pytest.param(message() + b"\n\n", id="lines after it"),
        pytest.param(message().replace(b"My data", b"My\n  data"), id="a folded line"),
        pytest.param(b"From ann Fri Nov 20 10:00:00 2026\n" + message(), id="a mailbox's line"),
        pytest.param(message().replace(b"Subject", b"SUBJECT"), id="capitals of a name"),
    ],
)
def test_how_a_message_was_carried_makes_no_other_message(raw):
    assert id_of(raw) == id_of(message())


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Please delete my data"},
        {"text": "Please  delete my data."},
        {"subject": "my data"},
        {"from_": "Bob <bob@example.org>"},
        {"to": "else@example.com"},
        {"date": None},
        {"x_priority": "1"},
        {"x_mailer": "Form 1.2"},
        {"x_case_number": "7"},
        {"x_message_flag": "x"},
        {"cc": "else@example.com"},
        {"mime_version": "1.0"},
    ],
)
def test_what_a_sender_writes_makes_another_message(fields):
    assert id_of(message(**fields)) != id_of(message())


@pytest.mark.parametrize("said", ["<>", "< >", "", "<<>>"])
def test_an_id_with_nothing_in_it_is_none(said):
    assert id_of(message(message_id=said)).startswith("sha256:")


def test_an_id_that_a_message_has_is_left_alone():
    assert id_of(message(message_id="<1@x>")) == "<1@x>"


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_body_in_pieces_has_the_digest_of_the_whole(size):
    raw = message("".join(f"{number}\r\n\r\n\r\n" for number in range(90)))
    begun, rest = raw[:200], raw[200:]
    pieces = (rest[start : start + size] for start in range(0, len(rest), size))
    assert digest_of_body(begun, pieces) == digest_of_body(raw)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_head_ends_where_lines_end_as_they_like(end):
    raw = message().replace(b"\n", end)
    assert id_of(b"Received: x" + end + raw) == id_of(raw)
    assert digest_of_body(raw) == digest_of_body(message())


def test_bare_bytes_of_a_head_tell_messages_apart():
    ids = {id_of(message(subject=subject)) for subject in ["\udcf6", "\udcfc", "\udcc3\udcb6"]}
    assert len(ids) == 3
    assert all(known.startswith("sha256:") for known in ids)


def test_what_has_no_head_is_told_apart_by_all_of_it():
    assert len({digest_of_body(raw) for raw in [b"ab", b"cb", b"ac", b"a", b"b"]}) == 5


def test_words_of_a_header_are_not_run_together():
    assert id_of(message(subject="My data")) != id_of(message(subject="Mydata"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_first_empty_line_ends_the_head_whatever_comes_in_the_body(end):
    head = message("").rstrip(b"\n").replace(b"\n", end) + end * 2
    one, other = (head + text + b"\r\n\r\nx\n\ny\r\rz" for text in [b"One", b"Other"])
    assert digest_of_body(one) != digest_of_body(other)
