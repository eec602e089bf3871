"""Which words of a text are looked for."""

import pytest

from registry.searching.words import LONGEST, words_in

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Newsletter  of the\tBoard", ["newsletter", "of", "the", "board"]),
        ("NF-02 (draft)", ["nf", "02", "draft"]),
        ("Žluťoučký KŮŇ", ["zlutoucky", "kun"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("Ærø łódź İstanbul", ["aero", "lodz", "istanbul"]),
        ("e\u0301te\u0301 été", ["ete", "ete"]),
        ("个人数据", ["个", "人", "数", "据"]),
        ("ﬁle № ①", ["file", "no", "1"]),
        ("'\"*:()&|!<->^", []),
        ("x" * 500, ["x" * LONGEST]),
    ],
)
def test_words_are_without_capitals_accents_and_signs(text, words):
    assert words_in(text) == words
