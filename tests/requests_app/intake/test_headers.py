"""The head of a message: when it came, from whom, and what it answers."""

from datetime import UTC, datetime

import pytest

from requests_app.intake.doubts import Doubt
from requests_app.intake.mail import read
from tests.requests_app.intake.messages import NOW, message, multipart, part

RECEIVED = "from a (b [192.0.2.1]) by mx.example.com; Sat, 21 Nov 2026 08:00:00 +0000 (UTC)"
DATE = "Fri, 20 Nov 2026 10:00:00 +0100"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"received": RECEIVED}, datetime(2026, 11, 21, 8, tzinfo=UTC), id="received"),
        pytest.param({}, datetime(2026, 11, 20, 9, tzinfo=UTC), id="date"),
        pytest.param({"received": "from a by b"}, datetime(2026, 11, 20, 9, tzinfo=UTC), id="odd"),
        pytest.param({"date": None}, NOW, id="neither"),
        pytest.param({"date": "Mon, 1 Jan 1900 00:00:00 +0000"}, NOW, id="long ago"),
        pytest.param({"date": "Fri, 20 Nov 2099 10:00:00 +0000"}, NOW, id="far ahead"),
        pytest.param({"date": "Sun, 22 Nov 2026 12:05:00 +0000"}, NOW, id="a fast clock"),
        pytest.param({"date": "99 Nov 9999999"}, NOW, id="no date"),
        pytest.param(
            {"date": "Sat, 1 Jan 2000 00:00:00 +0000"},
            datetime(2000, 1, 1, tzinfo=UTC),
            id="the first day that counts",
        ),
        pytest.param({"date": "Fri, 31 Dec 1999 23:59:59 +0000"}, NOW, id="a second before it"),
    ],
)
def test_a_message_arrived_when_our_mail_server_says_so_else_the_sender(fields, expected):
    assert read(message(**fields), now=NOW).arrived_at == expected


def test_of_several_received_lines_the_topmost_counts():
    earlier = "y; Thu, 19 Nov 2026 10:00:00 +0100"
    raw = f"Received: x; {DATE}\nReceived: {earlier}\n".encode() + message()
    assert read(raw, now=NOW).arrived_at == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_what_a_message_answers_is_taken_from_the_nearest_on():
    raw = message(in_reply_to="<3@x>", references="<1@x> <2@x> <3@x>")
    assert read(raw, now=NOW).answers == ("<3@x>", "<2@x>", "<1@x>")


def test_references_of_requests_are_found_in_the_subject():
    raw = message(subject="Re: AW: [R-2026-000012] your request")
    assert read(raw, now=NOW).references == ("R-2026-000012",)


def test_a_message_id_without_end_is_told_by_its_digest():
    long = read(message(message_id=f"<{'x' * 3_000}@y>"), now=NOW).message_id
    assert (long[:7], len(long)) == ("sha256:", 71)


def test_an_address_for_answers_is_read():
    assert read(message(reply_to="x@example.org"), now=NOW).reply_to == "x@example.org"


def test_a_bounce_names_what_did_not_arrive():
    raw = multipart(
        part("It did not arrive."),
        part("Reporting-MTA: dns; mx\n", "message/delivery-status"),
        part("Message-ID: <ours@x>\nSubject: [R-2026-000007] Answer\n\nDear", "message/rfc822"),
        kind="report",
        from_="mailer-daemon@mx.example.org",
    )
    mail = read(raw, now=NOW)
    assert mail.is_automatic
    assert (mail.answers, mail.references) == (("<ours@x>",), ("R-2026-000007",))


def test_what_an_attached_message_is_about_is_not_what_a_person_answers():
    inner = part("Message-ID: <ours@x>\nSubject: [R-2026-000007] Answer\n\nDear", "message/rfc822")
    mail = read(multipart(part("See what I was told."), inner), now=NOW)
    assert (mail.answers, mail.references) == ((), ())


@pytest.mark.parametrize(
    ("received", "arrived_at"),
    [
        # A clock that is a day fast is still our server's; beyond that the sender is asked.
        ("Mon, 23 Nov 2026 12:00:00 +0000", NOW),
        ("Mon, 23 Nov 2026 12:00:01 +0000", datetime(2026, 11, 20, 9, tzinfo=UTC)),
    ],
)
def test_a_clock_of_ours_may_be_a_day_fast(received, arrived_at):
    assert read(message(received=f"from a by b; {received}"), now=NOW).arrived_at == arrived_at


@pytest.mark.parametrize(("before", "subject"), [(18, "Удалите"), (19, "õÄÁÌÉÔÅ")])
def test_the_encoding_of_a_bare_head_is_looked_for_in_so_many_parts(before, subject):
    bare = "Удалите".encode("koi8-r").decode("ascii", "surrogateescape")
    parts = [*[part("x")] * before, part("x", "text/plain; charset=koi8-r")]
    assert read(multipart(*parts, subject=bare), now=NOW).subject == subject


@pytest.mark.parametrize(("length", "is_kept"), [(300, True), (301, False)])
def test_a_message_id_is_kept_up_to_its_limit(length, is_kept):
    said = f"<{'x' * (length - 4)}@y>"
    assert (read(message(message_id=said), now=NOW).message_id == said) is is_kept


def test_of_many_references_the_newest_are_followed():
    raw = message(references=" ".join(f"<{number}@x>" for number in range(60)))
    assert read(raw, now=NOW).answers == tuple(f"<{number}@x>" for number in range(59, 9, -1))


def test_brackets_without_end_are_no_address_and_the_rest_is_read():
    mail = read(message(from_="(" * 1_500), now=NOW)
    assert (mail.sender_name, mail.sender, mail.subject) == ("", "", "My data")
    assert mail.doubts == {Doubt.NO_SENDER}


def test_where_there_is_no_sender_there_is_no_name():
    mail = read(message(from_="nobody"), now=NOW)
    assert (mail.sender_name, mail.sender) == ("", "")
