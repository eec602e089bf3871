"""Messages as they came in: what was read of each, and what it became."""

from pathlib import Path

import pytest

from requests_app.intake.doubts import Doubt
from requests_app.intake.filing import file_mail
from requests_app.intake.mail import read
from requests_app.models import Message
from tests.requests_app.intake.messages import NOW
from tests.support.factories import make_organisation

CASES = Path(__file__).with_name("cases")
ASKED = "Please send me my data."
SURE = frozenset()


def case(name: str) -> bytes:
    return next(CASES.glob(f"{name}-*.eml")).read_bytes()


@pytest.mark.parametrize(
    ("name", "sender", "subject", "text", "doubts"),
    [
        ("m01", "Jörg Müller", "Access request", ASKED, {Doubt.LETTERS}),
        ("m03", "Jörg Müller", "Löschung meiner Daten", "Bitte löschen.", {Doubt.LETTERS}),
        ("m04", "Ann", "Access request", "See file.", {Doubt.LETTERS}),
        ("m05", "Jörg Müller", "Access request", ASKED, SURE),
        ("m06", "Ann Example", "Access request", ASKED, SURE),
        (
            "m07",
            "Ann",
            "Access request",
            "Your mail program cannot show this message.\n\nI object to marketing.",
            SURE,
        ),
        ("m10", "Ann", "Access request", "请删除我的数据。", {Doubt.CHARSET}),
        ("m12", "Ann", "Access request", ASKED, SURE),
        ("m13", "Ann", "Access request", ASKED, SURE),
        ("m14", "Ann", "Out of office", "I am back on Monday.", SURE),
        ("m15", "Ann", "Access request", "お願いします https://example.org/a/b", SURE),
    ],
)
def test_a_message_says_what_its_sender_wrote(name, sender, subject, text, doubts):
    mail = read(case(name), now=NOW)
    assert (mail.sender_name, mail.subject, mail.text) == (sender, subject, text)
    assert mail.doubts == doubts


def test_a_bare_name_of_a_file_is_read():
    assert [file.name for file in read(case("m04"), now=NOW).files] == ["Löschung.txt"]


@pytest.mark.parametrize(("name", "is_automatic"), [("m12", False), ("m13", False), ("m14", True)])
def test_only_what_says_so_is_automatic(name, is_automatic):
    assert read(case(name), now=NOW).is_automatic is is_automatic


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "request_count"),
    [(["m08a", "m08b"], 2), (["m08a", "m08a"], 1), (["m09", "m09"], 1), (["m09", "m08a"], 2)],
)
def test_each_message_is_filed_once_and_with_its_own_request(names, request_count):
    organisation = make_organisation()
    filed = [
        file_mail(read(case(name), now=NOW), case(name), organisation=organisation)
        for name in names
    ]
    assert len({item.request.pk for item in filed}) == request_count
    assert Message.objects.count() == request_count
