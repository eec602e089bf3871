"""Letters have all their words in each of the three languages."""

import re
from datetime import date

import pytest

from registry.vocabulary import (
    PeriodUnit,
    RecipientRole,
    RetentionAction,
    RetentionEnd,
    TransferTool,
)
from requests_app.letters.languages import Language, language_of
from requests_app.letters.words import TABLES
from requests_app.vocabulary import Language as Code
from requests_app.vocabulary import Outcome, RefusalGround

SAID_IN_OTHER_WORDS = {
    RetentionAction.NOT_STATED,
    TransferTool.NOT_STATED,
    TransferTool.NONE_NEEDED,
    TransferTool.NOT_A_TRANSFER,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_word_is_there_in_each_language_with_the_same_names_in_it(table):
    for key, words in TABLES[table].items():
        named = [set(re.findall(r"\{([^{}]+)\}", text)) for text in words.values()]
        assert named[0] == named[1] == named[2], key
        # English calls a right as the register does.
        assert all(words.values()) or (table == "right" and not words[Code.ENGLISH]), key


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("ground", RefusalGround),
        ("outcome", Outcome),
        ("role", RecipientRole),
        ("unit", PeriodUnit),
        ("end", RetentionEnd),
        ("action", RetentionAction),
        ("tool", TransferTool),
    ],
)
def test_whatever_the_lists_hold_has_words(table, values):
    assert {*values.values} - {str(value) for value in SAID_IN_OTHER_WORDS} == {*TABLES[table]}


@pytest.mark.parametrize(
    ("code", "cited", "day", "first"),
    [
        ("en", "Article 15(1)(c)", "28 February 2026", "1 August 2026"),
        ("de", "Artikel 15 Absatz 1 Buchstabe c", "28. Februar 2026", "1. August 2026"),
        ("fr", "article 15, paragraphe 1, point c)", "28 février 2026", "1er août 2026"),
    ],
)
def test_citations_and_days_are_written_as_in_the_language(code, cited, day, first):
    language = Language(Code(code))
    assert language.cite("15(1)(c)") == cited
    assert language.day(date(2026, 2, 28)) == day
    assert language.day(date(2026, 8, 1)) == first


@pytest.mark.parametrize(
    ("said", "meant"), [("de-AT", "de"), ("fr_CA", "fr"), ("en-gb", "en"), ("zz", "en"), ("", "en")]
)
def test_a_language_without_words_is_filled_in_english(said, meant):
    assert language_of(said).code == meant
