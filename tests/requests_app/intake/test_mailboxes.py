"""Who a message is from, by whichever rules its sender wrote."""

import pytest

from requests_app.intake.doubts import Doubt
from requests_app.intake.mail import read
from tests.requests_app.intake.messages import NOW, message


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ann@old.example.org <ann@example.org>", "ann@old.example.org"),
        ("Example, Ann <ann@example.org>", "Example, Ann"),
        ("Ann [DE] Example <ann@example.org>", "Ann [DE] Example"),
        ('"Ann Example <ann@example.org>', "Ann Example"),
        ("Ann Example <ann@example.org", "Ann Example"),
        ("Ann Example <<ann@example.org>>", "Ann Example"),
        ("Ann Example <mailto:ann@example.org>", "Ann Example"),
        ("Ann Example <ann@example.org.>", "Ann Example"),
        ("Ann <ann@example.org> at work", "Ann"),
        ("<ann> <ann@example.org>", "<ann>"),
        ("Ann, ann@example.org", ""),
        ("Ann, ann@example.org (Ann E.)", "Ann E."),
        ("=?utf-8?q?Ann_=3Cann=40example.org=3E?=", "Ann"),
        ("<" * 2_000 + "ann@example.org>", ""),
    ],
)
def test_where_the_rules_are_broken_the_address_in_brackets_is_meant(said, name):
    mail = read(message(from_=said), now=NOW)
    assert (mail.sender, mail.doubts) == ("ann@example.org", {Doubt.HEAD})
    assert mail.sender_name.endswith(name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ann@example.org (Ann (at (her) work))", "Ann (at (her) work)"),
        ("<ann@example.org> (Ann (at work))", "Ann (at work)"),
        (r"ann@example.org (Ann \(at work\))", "Ann (at work)"),
        ("(Ann) ann@example.org", "Ann"),
        ("ann@example.org () (Ann)", "Ann"),
        ('"(no)" <ann@example.org> (Ann)', "(no)"),
    ],
)
def test_a_comment_is_the_name_with_the_brackets_in_it(said, name):
    mail = read(message(from_=said), now=NOW)
    assert (mail.sender_name, mail.doubts) == (name, frozenset())


@pytest.mark.parametrize(
    "said",
    [
        "Ann <ann@example.org>, Bob <bob@example.org>",
        "ann@example.org (Ann), bob@example.org (Bob)",
        "Both: Ann <ann@example.org>, Bob <bob@example.org>;",
        "Ann <ann@example.org>\nFrom: Bob <bob@example.org>",
    ],
)
def test_of_several_senders_the_first_is_answered_and_that_is_noted(said):
    mail = read(message(from_=said), now=NOW)
    assert (mail.sender_name, mail.sender) == ("Ann", "ann@example.org")
    assert mail.doubts == {Doubt.SEVERAL}


def test_several_addresses_for_answers_say_nothing_of_who_wrote():
    mail = read(message(reply_to="a@example.org, b@example.org"), now=NOW)
    assert (mail.reply_to, mail.doubts) == ("a@example.org", frozenset())


@pytest.mark.parametrize("said", ["", "<>", "ann", "Ann <ann>", "undisclosed-recipients:;", "@"])
def test_who_names_no_address_cannot_be_answered(said):
    mail = read(message(from_=said), now=NOW)
    assert mail.sender == ""
    assert Doubt.NO_SENDER in mail.doubts
