"""What the legal bases at hand make of a right, in the order in which it is shown."""

import pytest

from requests_app.handling.advice import ABSOLUTE, advice
from requests_app.matrix import ARTICLE_6, ROWS


def test_what_holds_depends_and_is_excluded_is_told_apart():
    said = advice("erasure", {"6(1)(a)", "6(1)(c)", "6(1)(f)"})
    assert said.holds == ["6(1)(a)"]
    assert [(basis, article) for basis, _words, article in said.depends] == [
        ("6(1)(c)", "17(3)(b)"),
        ("6(1)(f)", "17(1)(a), (c)"),
    ]
    assert said.limits == [
        ("6(1)(a)", "unless another legal basis lets the data be kept", "17(1)(b)")
    ]
    assert advice("portability", {"6(1)(f)"}).excluded == [("6(1)(f)", "20(1)")]


def test_an_objection_to_marketing_holds_on_every_basis():
    assert advice(ABSOLUTE, ARTICLE_6).holds == list(ARTICLE_6)


@pytest.mark.parametrize("code", ["concern", "a right of our own"])
def test_of_a_right_that_no_basis_bears_on_nothing_is_said(code):
    assert not any(vars(advice(code, set(ARTICLE_6))).values())


def test_nothing_is_said_where_no_basis_is_recorded():
    assert not any(any(vars(advice(row.right, set())).values()) for row in ROWS)
