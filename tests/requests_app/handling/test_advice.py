"""Which legal basis bears which right: the table of STANDARDS, "Rights by legal basis", whole."""

import pytest

from requests_app.handling.advice import ABSOLUTE, ALWAYS, BASES, CONDITIONS, EXCLUDED, advice

# For (a) to (f): Y holds, C depends, N does not.
TABLE = {
    "information": "YYYYYY",
    "access": "YYYYYY",
    "rectification": "YYYYYY",
    "erasure": "YCNCNC",
    "restriction": "YYYYYY",
    "portability": "CCNNNN",
    "objection": "NNNNYY",
    "automated-decisions": "CCCYYY",
    "consent-withdrawal": "YNNNNN",
}


@pytest.mark.parametrize("code", TABLE)
def test_each_right_holds_depends_or_stops_as_the_table_says(code):
    said = advice(code, set(BASES))
    kinds = dict.fromkeys(said.holds, "Y")
    kinds |= {basis: "C" for basis, _words, _article in said.depends}
    kinds |= {basis: "N" for basis, _article in said.excluded}
    assert "".join(kinds[basis] for basis in BASES) == TABLE[code]


@pytest.mark.parametrize(
    ("code", "basis", "article"),
    [
        ("erasure", "6(1)(c)", "17(3)(b)"),
        ("erasure", "6(1)(f)", "17(1)(a), (c)"),
        ("portability", "6(1)(e)", "20(3)"),
        ("objection", "6(1)(b)", "21(1)"),
        ("automated-decisions", "6(1)(a)", "22(2)(c)"),
        ("consent-withdrawal", "6(1)(f)", "7(3)"),
    ],
)
def test_what_stops_a_right_or_what_it_depends_on_has_its_article(code, basis, article):
    said = advice(code, {basis})
    assert [item[-1] for item in [*said.depends, *said.excluded]] == [article]


@pytest.mark.parametrize("code", [ABSOLUTE, "complaint", "concern", "a right of our own"])
def test_of_a_right_that_no_basis_bears_on_nothing_is_said(code):
    assert not any(vars(advice(code, set(BASES))).values())


def test_nothing_is_said_where_no_basis_is_recorded():
    assert not any(any(vars(advice(code, set())).values()) for code in TABLE)


def test_there_is_advice_on_these_rights_and_no_others():
    assert {*EXCLUDED, *CONDITIONS, *ALWAYS} == TABLE.keys()
