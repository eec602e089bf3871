"""Names, subjects and addresses as they stand in a head: encoded, bare, or both."""

import pytest

from requests_app.intake.doubts import Doubt
from requests_app.intake.mail import read
from tests.requests_app.intake.messages import NOW, message

J, L = "J=C3=B6rg", "=?utf-8?q?L=C3=B6?="


def bare(text: str, charset: str) -> str:
    return text.encode(charset).decode("ascii", "surrogateescape")


@pytest.mark.parametrize(
    ("subject", "text", "is_sure"),
    [
        (L, "Lö", True),
        (f"{L} =?utf-8?q?schung?=", "Löschung", True),
        (f"{L}\n =?utf-8?q?schung?=", "Löschung", True),
        (f"{L}\t=?iso-8859-1?Q?schu=F6?= =?koi8-r?b?9cQ=?=", "LöschuöУд", True),
        (f"{L}=?utf-8?q?schung?=", "Löschung", True),
        (f"{L} schung {L}", "Lö schung Lö", True),
        (f"Re: {L}", "Re: Lö", True),
        ("=?utf-8?b?TMM=?= =?utf-8?b?tg==?=", "Lö", True),
        ("=?utf-8?b?TMO2?=", "Lö", True),
        ("=?utf-8?b?TMO2c2No?= =?utf-8?b?dW5n?=", "Löschung", True),
        ("=?utf-8*de?q?L=C3=B6_a?=", "Lö a", True),
        ("=?utf-8?q?Why? ok?=", "Why? ok", True),
        ("=?gb2312?b?6K+35Yig6Zmk?=", "请删除", False),
        ("=?us-ascii?q?L=C3=B6?=", "Lö", False),
        ("=?utf-8?q?L=F6?=", "Lö", False),
        ("=?x-none?q?L=F6?=", "Lö", False),
        ("=?utf-8?b?A?= =?utf-8?q?b?=", "=?utf-8?b?A?= b", False),
        (bare("Löschung", "utf-8"), "Löschung", False),
        (bare("Löschung", "cp1252"), "Löschung", False),
        (bare("Löschung ", "utf-8") + bare("Löschung", "cp1252"), "Löschung Löschung", False),
        (f"{L} {bare('ö', 'cp1252')}", "Lö ö", False),
        ("\x1b$B:o=|\x1b(B", "削除", False),
        ("Löschung 100% =?", "Löschung 100% =?", False),
        ("100% =? ok ?=", "100% =? ok ?=", True),
    ],
)
def test_a_subject_is_what_its_sender_wrote(subject, text, is_sure):
    mail = read(message(subject=subject), now=NOW)
    assert (mail.subject, mail.doubts) == (text, frozenset() if is_sure else {Doubt.LETTERS})


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("koi8-r", "Удалите"),
        ("windows-1250", "Łódź"),
        ("shift_jis", "削除して"),
        ("gbk", "删除数据"),
        ("windows-1256", "احذفوا"),
    ],
)
def test_a_bare_head_is_in_the_encoding_of_the_text(charset, text):
    head = {"subject": bare(text, charset), "from_": f"{bare(text, charset)} <ann@example.org>"}
    mail = read(message(**head, content_type=f"text/plain; charset={charset}"), now=NOW)
    assert (mail.subject, mail.sender_name, mail.doubts) == (text, text, {Doubt.LETTERS})


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"=?utf-8?q?{J}_M=C3=BC?= =?utf-8?q?ller?= <j@example.org>", "Jörg Müller"),
        (f"=?utf-8?q?{J}?=\n =?iso-8859-1?q?_M=FCller?= <j@example.org>", "Jörg Müller"),
        (f"=?utf-8?q?{J}?= M. <j@example.org>", "Jörg M."),
        (f'"=?utf-8?q?{J}?=" <j@example.org>', "Jörg"),
        ("=?utf-8?q?M=C3=BCller,_J?= <j@example.org>", "Müller, J"),
        ("=?utf-8?q?J_=3Cx=40example.net=3E?= <j@example.org>", "J <x@example.net>"),
        (f"j@example.org (=?utf-8?q?{J}?= =?utf-8?q?_M?=)", "Jörg M"),
        ("j@example.org (Ann Example)", "Ann Example"),
        ("<j@example.org> (Ann Example)", "Ann Example"),
        ("j@example.org (Ann (at work))", "Ann (at work)"),
        ("Ann <j@example.org> (at work)", "Ann"),
        ("j@example.org", ""),
    ],
)
def test_a_sender_has_the_name_that_stands_with_the_address(said, name):
    mail = read(message(from_=said), now=NOW)
    assert (mail.sender_name, mail.doubts) == (name, frozenset())
    assert mail.sender == "j@example.org"


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_bare_bytes_in_an_address_for_answers_are_a_doubt(charset):
    mail = read(message(reply_to=f"{bare('Jörg', charset)} <j@example.org>"), now=NOW)
    assert (mail.reply_to, mail.doubts) == ("j@example.org", {Doubt.LETTERS})


# In this encoding the second byte of the name is an “@”.
@pytest.mark.parametrize("charset", ["shift_jis", "x-none"])
def test_an_address_for_answers_is_found_beside_a_name_that_cannot_be_read(charset):
    said = f"{bare('ァ', 'shift_jis')} <j@example.org>"
    mail = read(message(reply_to=said, content_type=f"text/plain; charset={charset}"), now=NOW)
    assert (mail.reply_to, Doubt.LETTERS in mail.doubts) == ("j@example.org", True)


@pytest.mark.parametrize("name", ["X-Other", "Received", "To"])
def test_bytes_in_a_head_that_nobody_reads_are_no_doubt(name):
    raw = f"{name}: ".encode() + b"\xf6\n" + message()
    assert not read(raw, now=NOW).doubts


def test_marks_that_a_sender_wrote_stand_for_nothing():
    mail = read(message(from_="=?utf-8?b?7oCAMe6AgQ==?= <j@example.org>"), now=NOW)
    assert mail.sender == "j@example.org"


@pytest.mark.parametrize("word", ["=?utf-8?b?!!!!?=", "=?utf-8?b?TMO2c2No*?=", "=?utf-8?b?A?="])
def test_an_encoded_word_that_is_none_is_left_as_it_came(word):
    mail = read(message(subject=f"{word} of my data"), now=NOW)
    assert (mail.subject, mail.doubts) == (f"{word} of my data", {Doubt.LETTERS})
