"""Where a text quotes a value: whole words, and nothing that only looks like one."""

import unicodedata

import pytest

from registry.evidence.redaction.quoting import Values, is_sure, letter_count, quotable

pytestmark = pytest.mark.once


def quoted(value, text, **options) -> list[str]:
    return [text[quote.start : quote.end] for quote in Values([value], **options).quotes(text)]


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("Mark", "Marketing list moved", []),
        ("Mark", "A trademark, a bookmark", []),
        ("Mark", "Mark asked, and so did Mark", ["Mark", "Mark"]),
        ("Mark", "asked by MARK", ["MARK"]),
        ("mark", "Told Mark.", ["Mark"]),
        ("Mark", "Mark2 and mark_two", []),
        ("Mark", "(Mark)", ["Mark"]),
        ("Mark", "“Mark”, ‘Mark’, 'Mark'", ["Mark"] * 3),
        ("Mark", "Mark-Anton", ["Mark"]),
        # The possessive, with both apostrophes, and what else hangs on a name with one.
        ("Mark", "Mark's list", ["Mark"]),
        ("Mark", "Mark’s list", ["Mark"]),
        ("James", "James' list, James’ list", ["James", "James"]),
        ("Mark", "Mark'll call", ["Mark"]),
        ("Mark", "Mark'sen", []),
        ("Brien", "O'Brien", []),
        ("O’Brien", "Told O'Brien", ["O'Brien"]),
        ("Anne", "l'avis d’Anne", ["Anne"]),
        # Composed or not, and other signs that look alike.
        ("José", "Told Jose\u0301 so", ["Jose\u0301"]),
        ("Jose\u0301", "JOSÉ", ["JOSÉ"]),
        ("Jose", "José and Jose\u0301", []),
        ("Weiß", "WEISS", ["WEISS"]),
        ("Jan Doe", "Jan\u00a0 \n Doe left", ["Jan\u00a0 \n Doe"]),
        ("Jan", "Ja\u00adn and \u200bJan", ["Ja\u00adn", "Jan"]),
        ("Jan", "\uff2a\uff41\uff4e", ["\uff2a\uff41\uff4e"]),
        ("Иван", "ИВАН и Иванов", ["ИВАН"]),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ", ["ΣΊΣΥΦΟΣ"]),
        # Scripts without spaces between words.
        ("王小明", "请问王小明说了什么", ["王小明"]),
        ("สมชาย", "คุณสมชายบอก", ["สมชาย"]),
        # Addresses and numbers that go on.
        ("mark@example.org", "Wrote to mark@example.org.", ["mark@example.org"]),
        ("mark@example.org", "mark@example.org.au", []),
        ("mark@example.org", "anna.mark@example.org, anna-mark@example.org", []),
        ("Mark", "mark@example.org", ["mark"]),
        ("1,000", "21,000 and 1,000,000", []),
        ("1,000", "It took 1,000, or more", ["1,000"]),
        ("555 12", "Call 555 12 or 555 123", ["555 12"]),
    ],
)
def test_whole_words_are_found_however_they_are_written(value, text, found):
    assert quoted(value, text) == found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Mark", "Mark-Anton asked"),
        ("Anton", "Mark-Anton asked"),
        ("Mark", "Mark\u2010Anton, with a hyphen of its own"),
        ("Smith", "asked by Ms Smith\u2011Jones"),
        ("Mark", "see https://example.org/mark"),
        ("Mark", "see https://mark.example.org/list"),
        ("Mark", "see https://example.org/?name=mark&page=2"),
        ("Mark", "wrote to mark@example.org"),
        ("Mark", "wrote to anna+mark@example.org"),
        ("Mark", "wrote to list@mark.example"),
        ("Mark", "in mark.pdf"),
        ("Mark", "in files\\mark\\2018"),
        ("Иван", "Анна-Иван"),
    ],
)
def test_what_stands_in_a_longer_name_or_an_address_is_shown_and_not_sure(value, text):
    assert [quote.is_sure for quote in Values([value]).quotes(text)] == [False]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Mark", "Mark: asked - Mark. Mark/ Mark?"),
        ("Mark", "Mark's list. By “Mark”, (Mark) and -Mark"),
        ("mark@example.org", "From: mark@example.org. <mark@example.org>"),
        ("Mark-Anton", "Mark-Anton's"),
    ],
)
def test_what_stands_for_itself_is_sure(value, text):
    assert all(quote.is_sure for quote in Values([value]).quotes(text))
    assert list(Values([value]).quotes(text))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("name", ["Łódź Żółć", "Nguyễn Ái", "김철수", "Ångström", "İlker"])
def test_a_name_is_found_in_every_form_of_composition(name, form):
    text = unicodedata.normalize(form, f"({name}), twice")
    assert quoted(name, text) == [unicodedata.normalize(form, name)]


def test_of_several_values_each_is_found_with_what_is_sure_of_it():
    found = {
        (quote.start, quote.is_sure)
        for quote in Values(["Bo", "Mark"], ["Called"]).quotes("Bo and Mark called")
    }
    assert found == {(0, False), (7, True), (12, False)}


def test_a_value_that_is_a_name_and_a_text_is_as_sure_as_a_name():
    (quote,) = Values(["Mark"], ["mark"]).quotes("Mark")
    assert quote.is_sure


def test_what_nobody_reads_first_has_to_be_written_alike_if_it_is_one_word():
    assert quoted("Mark", "mark the date", is_read=False) == []
    assert quoted("Mark", "Mark’s date", is_read=False) == ["Mark"]
    assert quoted("José", "Jose\u0301", is_read=False) == ["Jose\u0301"]
    assert quoted("Jan Doe", "JAN DOE", is_read=False) == ["JAN DOE"]


@pytest.mark.parametrize("value", ["", " ", "-", "\u0301", "\u200b", "!?"])
def test_what_has_no_letter_is_nowhere(value):
    assert not Values([value])
    assert quoted(value, "a - b !? \u200b") == []


@pytest.mark.parametrize(
    ("value", "count", "sure"),
    [
        ("Ed", 2, False),
        ("A. B", 2, False),
        ("Ann", 3, False),
        ("Mark", 4, True),
        ("J-P D", 3, False),
    ],
)
def test_a_value_under_four_letters_is_not_sure(value, count, sure):
    assert (letter_count(value), is_sure(value)) == (count, sure)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("Jan Doe", ["Jan Doe"]),
        ("Ed", ["Ed"]),
        ("E", []),
        ("", []),
        (None, []),
        (12, []),
        ("x" * 200, ["x" * 200]),
        ("x" * 201, []),
        ({"person": "not applicable: Jan", "country": "none"}, ["Jan"]),
    ],
)
def test_what_somebody_may_quote_is_a_text_of_two_letters_to_two_hundred_signs(value, texts):
    assert quotable(value) == texts
