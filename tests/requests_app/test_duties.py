"""What the law asks beside the right itself: named by article."""

from datetime import date, timedelta

import pytest

from requests_app.duties import ROWS, Circumstance, duties
from requests_app.grounds import APPLIES_FROM, EVERY

TODAY = date(2026, 11, 20)
C = Circumstance


def articles(*codes, where=(), on=TODAY):
    return {row.article for row in duties(codes, set(where), on)}


@pytest.mark.parametrize(
    ("code", "where", "article"),
    [
        pytest.param("erasure", [], "17(2)", id="17(2) made public"),
        pytest.param("erasure", [C.PUBLIC], "17(2)", id="17(2) known to be public"),
        pytest.param("erasure", [C.ENDED], "17(1)(a)", id="17(1)(a) purposes have ended"),
        pytest.param("erasure", [C.CHILD], "17(1)(f), 8(1)", id="17(1)(f) child"),
        pytest.param("erasure", [C.UNDONE], "5(2)", id="5(2) found and not done"),
        pytest.param("access", [C.ELECTRONIC], "12(3), 15(3)", id="15(3) electronic form"),
        pytest.param("portability", [], "20(1), 20(2)", id="20(2) to another controller"),
        pytest.param("automated-decisions", [], "22(3)", id="22(3) intervention"),
        pytest.param("access", [C.CHILD], "12(1)", id="12(1) words for a child"),
        pytest.param("access", [C.AGENT], "12(2)", id="12(2) mandate"),
    ],
)
def test_the_law_also_asks_this(code, where, article):
    assert article in articles(code, where=where)
    assert article not in articles(code, where=where, on=APPLIES_FROM - timedelta(days=1))


@pytest.mark.parametrize("code", [code for code in EVERY if code != "erasure"])
def test_only_an_erasure_of_public_data_is_told_to_other_controllers(code):
    assert "17(2)" not in articles(code, where=[C.PUBLIC])


@pytest.mark.parametrize(
    ("beside", "article"),
    [
        pytest.param("consent-withdrawal", "17(1)(b)", id="17(1)(b) consent withdrawn"),
        pytest.param("marketing-objection", "17(1)(c)", id="17(1)(c) objection of 21(2)"),
        pytest.param("objection", "17(1)(c)", id="17(1)(c) objection of 21(1)"),
    ],
)
def test_another_right_of_the_same_request_is_a_ground_to_erase(beside, article):
    assert article in articles("erasure", beside)
    assert article not in articles("erasure")
    assert article not in articles(beside)


def test_without_a_child_or_an_agent_nothing_is_said_of_them():
    said = articles(*EVERY)
    assert {"22(3)", "17(2)"} <= said
    assert not {"12(1)", "12(2)", "17(1)(f), 8(1)"} & said


def test_what_is_public_is_said_once():
    assert len(list(duties(["erasure"], {C.PUBLIC}, TODAY))) == 1


def test_each_row_has_its_source():
    assert all(row.source and row.words for row in ROWS)
