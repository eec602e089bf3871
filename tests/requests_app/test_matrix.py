"""Each cell of the rights by legal basis, with the article that it is read from."""

from datetime import date, timedelta

import pytest

from requests_app.grounds import APPLIES_FROM, EVERY
from requests_app.matrix import ARTICLE_6, ROWS, Bearing, matrix_row

TODAY = date(2026, 11, 20)
LETTERS = dict(zip("abcdef", ARTICLE_6, strict=True))
H, D, X = Bearing

# Right, letters of Article 6(1), what they make of it, and by which article.
CELLS = [
    ("information", "abcdef", H, "13, 14"),
    ("access", "abcdef", H, "15"),
    ("rectification", "abcdef", H, "16"),
    ("erasure", "a", H, "17(1)(b)"),
    ("erasure", "bd", D, "17(1)(a)"),
    ("erasure", "ce", D, "17(3)(b)"),
    ("erasure", "f", D, "17(1)(a), (c)"),
    ("restriction", "abcdef", H, "18(1)"),
    ("recipient-notification", "abcdef", D, "19"),
    ("portability", "ab", D, "20(1)"),
    ("portability", "cdf", X, "20(1)"),
    ("portability", "e", X, "20(3)"),
    ("objection", "abcd", X, "21(1)"),
    ("objection", "ef", H, "21(1)"),
    ("marketing-objection", "abcdef", H, "21(2), 21(3)"),
    ("automated-decisions", "a", D, "22(2)(c)"),
    ("automated-decisions", "b", D, "22(2)(a)"),
    ("automated-decisions", "c", D, "22(2)(b)"),
    ("automated-decisions", "def", H, "22(1)"),
    ("consent-withdrawal", "a", H, "7(3)"),
    ("consent-withdrawal", "bcdef", X, "7(3)"),
    ("complaint", "abcdef", H, "77, 79"),
]


@pytest.mark.parametrize(("right", "letters", "bearing", "article"), CELLS)
def test_the_basis_bears_on_the_right_by_this_article(right, letters, bearing, article):
    for letter in letters:
        row = matrix_row(right, LETTERS[letter], TODAY)
        assert (row.bearing, row.article) == (bearing, article), letter


def test_no_cell_of_article_6_is_left_out_and_none_is_there_twice():
    told = [(right, LETTERS[letter]) for right, letters, *_rest in CELLS for letter in letters]
    rows = [(row.right, basis) for row in ROWS for basis in row.bases if basis in ARTICLE_6]
    assert sorted(told) == sorted(rows) == sorted(set(rows))
    assert {right for right, _basis in rows} == set(EVERY) - {"concern"}


@pytest.mark.parametrize(
    ("right", "basis", "bearing", "article"),
    [
        pytest.param("consent-withdrawal", "9(2)(a)", H, "7(3)", id="7(3) follows 9(2)(a)"),
        pytest.param("portability", "9(2)(a)", D, "20(1)", id="20(1)(a) names 9(2)(a)"),
        pytest.param("erasure", "9(2)(a)", H, "17(1)(b)", id="17(1)(b) names 9(2)(a)"),
        pytest.param("marketing-objection", "9(2)(a)", H, "21(2), 21(3)", id="21(2)"),
        pytest.param("automated-decisions", "9(2)(a)", D, "22(4)", id="22(4) names 9(2)(a)"),
        pytest.param("automated-decisions", "9(2)(g)", D, "22(4)", id="22(4) names 9(2)(g)"),
        pytest.param("automated-decisions", "9(2)(h)", H, "22(4)", id="22(4) and no other"),
    ],
)
def test_a_condition_of_9_2_bears_on_the_right_too(right, basis, bearing, article):
    row = matrix_row(right, basis, TODAY)
    assert (row.bearing, row.article) == (bearing, article)


@pytest.mark.parametrize("basis", ["9(2)(b)", "9(2)(h)", "9(2)(j)"])
@pytest.mark.parametrize("right", ["consent-withdrawal", "portability", "erasure"])
def test_another_condition_of_9_2_is_no_consent(right, basis):
    assert matrix_row(right, basis, TODAY) is None


def test_each_row_has_its_source_and_what_depends_says_on_what():
    for row in ROWS:
        assert row.source
        assert row.words or row.bearing != Bearing.DEPENDS


def test_no_row_holds_before_the_regulation_applied():
    assert matrix_row("access", "6(1)(a)", APPLIES_FROM)
    assert matrix_row("access", "6(1)(a)", APPLIES_FROM - timedelta(days=1)) is None
