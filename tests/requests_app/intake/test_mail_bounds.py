"""How much of a message is looked at, and what is still known of one that is too much."""

import pytest

from requests_app.intake import mail as reading
from requests_app.intake.doubts import Doubt
from requests_app.intake.mail import Mail, read, read_head
from tests.requests_app.intake.messages import NOW, message, multipart, nested, part

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("depth", "is_read"), [(20, True), (21, False)])
def test_parts_are_read_down_to_a_depth(depth, is_read):
    mail = read(nested(depth), now=NOW)
    assert ("In the innermost." in mail.text, Doubt.TOO_DEEP not in mail.doubts) == (is_read,) * 2


@pytest.mark.parametrize(
    ("text", "end", "is_read"),
    [
        ("x" * 199_999, "", True),
        ("x" * 200_000, "", True),
        ("x" * 200_000, "y", False),
        ("é" * 200_000, "", True),  # characters, not bytes
    ],
)
def test_two_hundred_thousand_characters_are_shown(text, end, is_read):
    mail = read(message(text + end), now=NOW)
    assert (mail.text, mail.doubts) == (text, frozenset() if is_read else {Doubt.CUT})


@pytest.mark.parametrize(("over", "is_read"), [(0, True), (1, False)])
def test_lines_are_counted_up_to_their_limit(over, is_read, monkeypatch):
    raw = message("x\n" * 50)
    monkeypatch.setattr(reading, "LINE_LIMIT", raw.count(b"\n") - over)
    assert (Doubt.TOO_MANY not in read(raw, now=NOW).doubts) is is_read


@pytest.mark.slow
@pytest.mark.parametrize(("lines", "end"), [(10**6, "\n"), (10**6, "\r\n"), (2 * 10**6, "\r")])
def test_a_million_lines_are_looked_at_or_twice_as_many_of_carriage_returns(
    lines, end, monkeypatch
):
    monkeypatch.setattr(reading, "PATIENCE", 0.1)  # it is only about what is not begun
    head = message("").decode().replace("\n", end)
    raw = (head + end * (lines - head.count(end))).encode()
    assert Doubt.TOO_MANY not in read(raw, now=NOW).doubts
    assert read(raw + end.encode(), now=NOW).doubts == {Doubt.TOO_MANY}


@pytest.mark.parametrize(("count", "is_read"), [(498, True), (499, False)])
def test_five_hundred_parts_are_read(count, is_read):
    mail = read(multipart(*[part("x")] * count), now=NOW)
    assert mail.doubts == (set() if is_read else {Doubt.TOO_MANY})
    assert mail.sender == "ann@example.org"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("over", "doubts"), [(0, set()), (1, {Doubt.TOO_LARGE})])
def test_a_head_ends_within_a_quarter_of_a_megabyte(end, over, doubts):
    empty = message("", x="").decode().replace("\n", end)
    head = message("", x="y" * (MEGABYTE // 4 - len(empty) + over)).decode().replace("\n", end)
    mail = read((head + "Delete it.").encode(), now=NOW)
    assert (mail.doubts, mail.sender) == (doubts, "ann@example.org")


@pytest.mark.parametrize(("over", "doubts"), [(0, set()), (1, {Doubt.TOO_LARGE})])
def test_a_head_without_a_body_is_read_up_to_the_same_length(over, doubts):
    empty = message("", x="").rstrip(b"\n")
    raw = message("", x="y" * (MEGABYTE // 4 - len(empty) + over)).rstrip(b"\n")
    assert read(raw, now=NOW).doubts == doubts


def test_a_message_of_twenty_five_megabytes_is_still_taken_apart():
    assert reading.SIZE_LIMIT == 25 * MEGABYTE


# What is too much or too broken still says whose it is


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(nested(5_000), id="parts"),
        pytest.param(message("\n" * 1_000_001), id="lines"),
        pytest.param(message(x="y" * 300_000), id="head"),
    ],
)
def test_beyond_the_bounds_the_head_says_who_wrote_and_what_it_answers(raw):
    mail = read(b"In-Reply-To: <1@x>\n" + raw, now=NOW)
    assert (mail.sender, mail.subject, mail.answers) == ("ann@example.org", "My data", ("<1@x>",))
    assert (mail.text, mail.is_to_sort, mail.message_id[:7]) == ("", True, "sha256:")


def test_who_has_no_patience_left_reads_the_head(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", -1)
    mail = read(message(), now=NOW)
    assert (mail.sender, mail.text, mail.doubts) == ("ann@example.org", "", {Doubt.TOO_SLOW})


def test_where_even_the_head_fails_the_message_is_there_and_says_all_that_is_wrong(monkeypatch):
    def fail(*args, **kwargs):
        raise RecursionError

    monkeypatch.setattr(reading.headers, "arrived_at", fail)
    unknown = {Doubt.UNREADABLE, Doubt.NO_SENDER}
    assert read(message(), now=NOW) == Mail(NOW, doubts=frozenset(unknown))
    mail = read_head(message(), Doubt.TOO_LARGE, now=NOW)
    assert mail == Mail(NOW, doubts=frozenset({*unknown, Doubt.TOO_LARGE}))


@pytest.mark.parametrize(
    ("body_digest", "message_id", "said"),
    [
        (b"", None, ""),
        (b"", "<1@x>", "<1@x>"),
        (b"digest", "<1@x>", "<1@x>"),
        (b"digest", None, "sha256:"),
    ],
)
def test_a_message_has_an_id_of_ours_only_where_its_body_is_known(body_digest, message_id, said):
    raw = message(message_id=message_id)
    mail = read_head(raw, Doubt.TOO_LARGE, now=NOW, body_digest=body_digest)
    assert (mail.message_id.partition(":")[0], mail.message_id[:7]) == (said.rstrip(":"), said)
    assert mail.body_digest == body_digest
