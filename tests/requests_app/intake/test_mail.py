"""A message as people read it: who wrote, when, what, with which files."""

import base64
import time
from datetime import UTC, datetime

import pytest

from requests_app.intake import mail as reading
from requests_app.intake.doubts import Doubt
from requests_app.intake.mail import read, read_head
from requests_app.intake.parts import FILE_COUNT_LIMIT
from tests.requests_app.intake.messages import (
    NOW,
    attached,
    message,
    multipart,
    nested,
    part,
)

MEGABYTE = 1024 * 1024


def test_a_plain_message_is_read_without_a_doubt():
    mail = read(message(message_id="<1@example.org>"), now=NOW)
    assert (mail.sender_name, mail.sender) == ("Ann Example", "ann@example.org")
    assert (mail.subject, mail.text) == ("My data", "Please delete my data.")
    assert mail.arrived_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert (mail.message_id, mail.doubts, mail.files) == ("<1@example.org>", frozenset(), ())


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_they_like(end):
    assert read(message("One\ntwo").replace(b"\n", end), now=NOW).text == "One\ntwo"


@pytest.mark.parametrize(
    "before", [b"\xef\xbb\xbf", b"\n\n", b"From ann Fri Nov 20 10:00:00 2026\n"]
)
def test_what_programs_put_before_a_message_is_no_part_of_it(before):
    assert read(before + message(), now=NOW).sender == "ann@example.org"


def test_names_and_subjects_are_decoded():
    raw = message(from_="=?utf-8?q?J=C3=B6rg?= <j@example.org>", subject="=?iso-8859-1?q?L=F6sch?=")
    mail = read(raw, now=NOW)
    assert (mail.sender_name, mail.subject) == ("Jörg", "Lösch")


# Text


def test_a_message_in_html_only_becomes_text():
    page = '<p>Hello</p><script>x()</script><a href="https://example.org/a">here</a>'
    mail = read(message(page, content_type="text/html"), now=NOW)
    assert (mail.text, mail.files) == ("Hello\n\nhere <https://example.org/a>", ())


def test_of_two_forms_the_plain_one_is_read():
    raw = multipart(part("Delete it."), part("<b>Delete it.</b>", "text/html"), kind="alternative")
    assert read(raw, now=NOW).text == "Delete it."


@pytest.mark.parametrize("page", ["<p>I object.</p>", "<p>I object. </p>" * 99])
def test_the_other_form_is_read_too_where_it_says_something_else(page):
    text = "This program shows no messages in HTML. " * 5
    raw = multipart(part(text), part(page, "text/html"), kind="alternative")
    said = read(raw, now=NOW).text
    assert said.startswith(text.strip())
    assert "I object." in said


@pytest.mark.parametrize("kind", ["related", "mixed", "alternative"])
def test_the_other_form_is_read_at_any_depth(kind):
    page = part("<p>I object.</p>", "text/html").replace("\n--b", "\n--c")
    inner = part(f"--c\n{page}\n--c--\n", f'multipart/{kind}; boundary="c"')
    raw = multipart(part("No HTML?"), inner, kind="alternative")
    assert read(raw, now=NOW).text == "No HTML?\n\nI object."


def test_of_a_plain_form_within_others_that_says_the_same_one_is_read():
    inner = part(f"--c\n{part('Delete it.')}\n--c--\n", 'multipart/mixed; boundary="c"')
    raw = multipart(inner, part("<p>Delete it.</p>", "text/html"), kind="alternative")
    assert read(raw, now=NOW).text == "Delete it."


def test_files_of_each_form_are_kept():
    rich = part("<p>Delete it.</p>", "text/html")
    raw = multipart(part("Delete it."), attached(b"%PDF"), rich, kind="alternative")
    assert [file.name for file in read(raw, now=NOW).files] == ["copy.pdf"]


def test_lines_that_were_broken_to_be_sent_are_joined():
    raw = message("One \ntwo\nthree", content_type="text/plain; Format=Flowed")
    assert read(raw, now=NOW).text == "One two\nthree"


def test_a_page_that_says_in_itself_how_it_is_encoded_is_read_so():
    page = '<meta charset="koi8-r"><p>Удалите</p>'.encode("koi8-r")
    raw = message("", content_type="text/html") + page
    assert (read(raw, now=NOW).text, read(raw, now=NOW).doubts) == ("Удалите", frozenset())


@pytest.mark.parametrize(
    ("content", "charset", "text", "is_sure"),
    [
        ("Größe".encode("latin-1"), "iso-8859-1", "Größe", True),
        ("Größe".encode(), "iso-8859-1", "Größe", False),
        ("Größe".encode(), "us-ascii", "Größe", False),
        ("Größe".encode("latin-1"), "us-ascii", "Größe", False),
        ("请删除".encode(), "gb2312", "请删除", False),
        ("Größe".encode("latin-1"), "utf-8", "Größe", False),
        ("Größe".encode(), "", "Größe", True),
        ("“so”".encode("cp1252"), "iso-8859-1", "“so”", True),
        ("Größe".encode("utf-16"), "utf-16", "Größe", True),
        ("Größe".encode(), "idna", "Größe", True),
        (b"b\x07c", "utf-8", "bc", True),
        (b"a\0b", "utf-8", "ab", False),
    ],
)
def test_characters_are_read_as_they_were_meant(content, charset, text, is_sure):
    raw = message("", content_type=f"text/plain; charset={charset}") + content
    mail = read(raw, now=NOW)
    assert (mail.text, not mail.doubts) == (text, is_sure)


@pytest.mark.parametrize("count", [100_000, 300_000])
def test_a_text_without_end_is_cut_and_said_to_be(count):
    mail = read(message("Größe " * count), now=NOW)
    assert (mail.text[:6], len(mail.text)) == ("Größe ", reading.TEXT_LIMIT)
    assert mail.doubts == {Doubt.CUT}


# Files


def test_files_are_listed_with_what_they_claim_to_be():
    raw = multipart(part("See the copy."), attached(b"%PDF", name="copy.pdf"))
    mail = read(raw, now=NOW)
    files = [(file.name, file.content_type, file.content) for file in mail.files]
    assert (mail.text, files) == ("See the copy.", [("copy.pdf", "application/pdf", b"%PDF")])


def test_the_name_of_a_file_is_decoded_as_many_programs_write_it():
    raw = multipart(part("x"), attached(b"x", name="=?utf-8?q?Gr=C3=B6=C3=9Fe=2Epdf?="))
    assert read(raw, now=NOW).files[0].name == "Größe.pdf"


@pytest.mark.parametrize(
    ("disposition", "name", "is_sure"),
    [
        ("filename*=utf-8''L%C3%B6schung.txt", "Löschung.txt", True),
        ("filename*=iso-8859-1'de'L%F6schung.txt", "Löschung.txt", True),
        ("filename*=koi8-r''%F5%C4%C1%CC.txt", "Удал.txt", True),
        ("filename*0*=utf-8''L%C3; filename*1*=%B6schung.txt", "Löschung.txt", True),
        ('filename*0="L=F6"; filename*1="schung.txt"', "L=F6schung.txt", True),
        ("filename=\"L_schung.txt\"; filename*=utf-8''L%C3%B6schung.txt", "Löschung.txt", True),
        ("filename*=us-ascii''L%C3%B6schung.txt", "Löschung.txt", False),
        ("filename*=utf-8''L%F6schung.txt", "Löschung.txt", False),
        ("filename*=''L%F6schung.txt", "Löschung.txt", False),
        ('filename="=?utf-8?q?L=C3=B6?= =?koi8-r?q?=F5=C4?=.txt"', "LöУд.txt", True),
        ('filename="1 =?utf-8?b?TMO2c2NodW5n?=.txt"', "1 Löschung.txt", True),
        ('filename="=?us-ascii?q?L=F6schung?=.txt"', "Löschung.txt", False),
        ('filename="L\udcf6schung.txt"', "Löschung.txt", False),
        ('filename="L\udcc3\udcb6schung.txt"', "Löschung.txt", False),
    ],
)
def test_the_name_of_a_file_is_what_its_sender_called_it(disposition, name, is_sure):
    file = part("x", "application/pdf", content_disposition=f"attachment; {disposition}")
    mail = read(multipart(part("See it."), file), now=NOW)
    assert (mail.files[0].name, not mail.doubts) == (name, is_sure)


def test_a_bare_name_of_a_file_is_in_the_encoding_of_the_text():
    name = "Удалите.txt".encode("koi8-r").decode("ascii", "surrogateescape")
    file = part("x", f'text/plain; name="{name}"')
    mail = read(multipart(part("See it.", "text/plain; charset=koi8-r"), file), now=NOW)
    assert (mail.files[0].name, mail.doubts) == ("Удалите.txt", {Doubt.LETTERS})


def test_a_message_in_the_message_is_a_file():
    inner = "Subject: inner\n\nForwarded words"
    mail = read(multipart(part("See below."), part(inner, "message/rfc822")), now=NOW)
    assert mail.text == "See below."
    assert mail.files[0].name == "message.eml"
    assert b"Forwarded words" in mail.files[0].content


def test_more_files_than_anybody_sends_leave_a_doubt():
    files = [attached(b"x")] * FILE_COUNT_LIMIT
    mail = read(multipart(part("x"), *files), now=NOW)
    assert (len(mail.files), mail.doubts) == (100, frozenset())
    mail = read(multipart(part("x"), *files, attached(b"x")), now=NOW)
    assert (len(mail.files), mail.doubts) == (100, {Doubt.TOO_MANY})


# Damage


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        pytest.param(message("", subject=None), Doubt.EMPTY, id="empty"),
        pytest.param(message(from_=None), Doubt.NO_SENDER, id="no sender"),
        pytest.param(message(from_="nobody"), Doubt.NO_SENDER, id="no address"),
        pytest.param(b"Please delete my data.", Doubt.NO_HEADERS, id="no headers"),
        pytest.param(message(content_type="multipart/mixed"), Doubt.NO_BOUNDARY, id="no boundary"),
        pytest.param(nested(30), Doubt.TOO_DEEP, id="deep"),
        pytest.param(nested(2_000), Doubt.TOO_MANY, id="deeper"),
        pytest.param(multipart(*[part("x")] * 600), Doubt.TOO_MANY, id="many parts"),
        pytest.param(message("\n" * 1_000_001), Doubt.TOO_MANY, id="many lines"),
        pytest.param(message(x="y" * 300_000), Doubt.TOO_LARGE, id="a head without end"),
        pytest.param(
            message("Subject: My data\n\nDelete", content_type="message/partial; id=x; number=1"),
            Doubt.PIECE,
            id="one piece of a message",
        ),
        pytest.param(
            multipart(part("See it."), part("\nx", "message/external-body; access-type=url")),
            Doubt.PIECE,
            id="a part that lies elsewhere",
        ),
        pytest.param(
            multipart(part("x"), attached(b"x", "WinMail.DAT", "application/octet-stream")),
            Doubt.OUTLOOK,
            id="by its name",
        ),
        pytest.param(
            multipart(part("x"), attached(b"x", "a", "application/ms-tnef")),
            Doubt.OUTLOOK,
            id="by its type",
        ),
        pytest.param(
            multipart(part("x"), attached(b"\x78\x9f\x3e\x22x", "a", "application/x")),
            Doubt.OUTLOOK,
            id="by its bytes",
        ),
        pytest.param(
            message("TUlJ", content_type="application/pkcs7-mime; smime-type=enveloped-data"),
            Doubt.SEALED,
            id="S/MIME",
        ),
        pytest.param(
            message("TUlJ", content_type="application/x-pkcs7-mime"),
            Doubt.SEALED,
            id="S/MIME of old",
        ),
        pytest.param(
            multipart(part("Version: 1", "application/pgp-encrypted"), kind="encrypted"),
            Doubt.SEALED,
            id="PGP",
        ),
    ],
)
def test_what_cannot_be_taken_for_a_request_is_to_be_sorted(raw, doubt):
    mail = read(raw, now=NOW)
    assert doubt in mail.doubts
    assert mail.is_to_sort


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        pytest.param(multipart(part("Hi"), end=""), Doubt.TRUNCATED, id="no last boundary"),
        pytest.param(
            message("SGVsbG8gd29ybG", content_transfer_encoding="base64"),
            Doubt.TRUNCATED,
            id="base64 broken off",
        ),
        pytest.param(message("x").replace(b"To:", b"To"), Doubt.HEAD, id="a line of the head"),
        pytest.param(multipart(part("Hi")) + b"Also this.", Doubt.LEFT_OUT, id="text after it"),
    ],
)
def test_what_is_a_little_damaged_is_read_with_a_doubt(raw, doubt):
    mail = read(raw, now=NOW)
    assert (mail.doubts, mail.is_to_sort) == ({doubt}, False)
    assert mail.text


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(message(subject=None), id="words"),
        pytest.param(message(""), id="a subject"),
        pytest.param(multipart(attached(b"%PDF"), subject=None), id="a file"),
    ],
)
def test_what_says_something_is_not_empty(raw):
    assert read(raw, now=NOW).doubts == set()


def test_a_parser_that_fails_leaves_the_head(monkeypatch):
    def fail(*args, **kwargs):
        raise RecursionError

    monkeypatch.setattr(reading, "contents_of", fail)
    mail = read(message(), now=NOW)
    assert (mail.sender, mail.doubts) == ("ann@example.org", {Doubt.UNREADABLE})


def test_of_what_is_too_large_the_head_is_read():
    mail = read_head(message(), Doubt.TOO_LARGE, now=NOW)
    assert (mail.sender, mail.subject, mail.text) == ("ann@example.org", "My data", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(nested(150) + b"x\n" * 900_000, id="each line tried at each depth"),
        pytest.param(message("<a " * 1_000_000, content_type="text/html"), id="HTML"),
        pytest.param(message(from_="<a@" * 50_000), id="address"),
        pytest.param(message(subject="=?utf-8?q?" * 20_000), id="encoded words"),
    ],
)
def test_what_is_made_to_take_long_takes_seconds(raw, monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.1)
    began = time.process_time()
    read(raw, now=NOW)
    assert time.process_time() - began < 4


@pytest.mark.slow
def test_a_message_of_twenty_megabytes_is_read_whole():
    content = bytes(range(256)) * (14 * MEGABYTE // 256)
    mail = read(multipart(part("See the film."), attached(content)), now=NOW)
    assert (mail.text, mail.files[0].content == content) == ("See the film.", True)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/markdown", "I *object*."),
        ("text/enriched", "I object."),
        ("text/x-unknown", "I object."),
        ("application/xhtml+xml", "I object."),
        ("text", "I object."),
    ],
)
def test_text_of_any_kind_that_people_read_is_the_text_of_the_message(kind, text):
    said = "I <b>object</b>." if kind in {"text/enriched", "application/xhtml+xml"} else text
    mail = read(message(said, content_type=kind), now=NOW)
    assert (mail.text, mail.files) == (text, ())


@pytest.mark.parametrize("kind", ["text/calendar", "text/csv", "text/vcard", "text/rtf"])
def test_text_for_programs_is_a_file(kind):
    mail = read(multipart(part("See below."), part("BEGIN", kind)), now=NOW)
    assert (mail.text, [file.content_type for file in mail.files]) == ("See below.", [kind])


@pytest.mark.parametrize(
    "raw",
    [
        message("Hello\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"),
        multipart(part(""), part("Version: 1", "application/pgp-encrypted")),
    ],
)
def test_what_is_sealed_between_other_words_is_to_be_sorted(raw):
    assert Doubt.SEALED in read(raw, now=NOW).doubts


@pytest.mark.parametrize(
    ("preamble", "is_doubt"),
    [
        ("This is a multi-part message in MIME format.", False),
        ("This is a multipart message.", False),
        ("Dies ist eine mehrteilige Nachricht im MIME-Format.", False),
        ("I object to marketing.", True),
        ("MIME " * 50, True),
    ],
)
def test_words_before_the_first_part_are_a_doubt_unless_they_are_for_old_programs(
    preamble, is_doubt
):
    raw = message(
        f"{preamble}\n--b\n{part('Hi')}\n--b--\n", content_type="multipart/mixed; boundary=b"
    )
    assert (Doubt.LEFT_OUT in read(raw, now=NOW).doubts) == is_doubt


def test_a_message_within_that_is_encoded_as_a_whole_is_kept_decoded():
    inner = message("Löschen Sie das.")
    encoded = base64.encodebytes(inner).decode()
    raw = multipart(
        part("See below."), part(encoded, "message/rfc822", content_transfer_encoding="base64")
    )
    (file,) = read(raw, now=NOW).files
    assert file.content.strip() == inner.strip()


@pytest.mark.parametrize("text", ["Please delete my data.", "Bitte löschen", "Hello, it's me!"])
def test_plain_text_that_is_said_to_be_encoded_is_read_as_it_is(text):
    mail = read(message(text, content_transfer_encoding="base64"), now=NOW)
    assert mail.text == text
    assert Doubt.ENCODING in mail.doubts
