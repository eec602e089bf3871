import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.records.names.folding import fold, is_blank


@pytest.mark.parametrize(
    "text",
    [
        "foo ltd",
        "FOO LTD",
        " Foo  Ltd ",
        "Foo\xa0Ltd",
        "Foo\u2003Ltd\n",
        "Foo\u2800Ltd",
        "Foo Ltd\u200b",
        "Fo\xado Ltd",
        "\ufeffFoo Ltd\u2060",
        "Foo Ltd\ufe0f",
        "Foo\x07 Ltd",
        "Foo Lt\u202ed",
        "Ｆｏｏ Ｌｔｄ",
        "Foo Ltd\U000e0041",
    ],
)
def test_what_nobody_sees_or_means_makes_no_other_name(text):
    assert fold(text) == "foo ltd"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Société", unicodedata.normalize("NFD", "SOCIÉTÉ")),
        ("ﬁnance", "FINANCE"),
        ("Straße", "STRASSE"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("\u1e9e", "ss"),
        ("ᾳ", "ΑΙ"),
        ("Işık", "IŞIK"),
        ("İstanbul", "istanbul"),
        ("DİYARBAKIR", "Diyarbakır"),
    ],
)
def test_letters_are_the_same_however_they_are_composed(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("others", [("Foo", "Foó"), ("Foo Ltd", "FooLtd"), ("A-B", "A B")])
def test_what_people_see_tells_names_apart(others):
    one, other = others
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\xad \u2060", "\u3164", "\u2800", "\x01"])
def test_what_cannot_be_seen_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200ba", "é", ".", "\x01a"])
def test_what_can_be_seen_is_not_blank(text):
    assert not is_blank(text)
