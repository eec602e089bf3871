"""Grounds that the register speaks against: shown, and none of them refused."""

import pytest

from requests_app.handling.doubts import ROWS, doubts_about
from requests_app.models import DataSubjectRequest, RequestedRight
from requests_app.vocabulary import RefusalGround as Ground


def said(ground, *bases, **fields):
    request, right = DataSubjectRequest(**fields), RequestedRight(ground=ground)
    return [doubt.article for doubt in doubts_about(request, [right, right], bases)]


@pytest.mark.parametrize(
    ("ground", "speaks_against", "agrees", "article"),
    [
        pytest.param(Ground.NO_CONSENT, "6(1)(a)", "6(1)(f)", "7(3)", id="7(3)"),
        pytest.param(Ground.NO_CONSENT, "9(2)(a)", "9(2)(h)", "7(3)", id="7(3) and 9(2)(a)"),
        pytest.param(Ground.NOT_OBJECTABLE, "6(1)(e)", "6(1)(b)", "21(1)", id="21(1) task"),
        pytest.param(Ground.NOT_OBJECTABLE, "6(1)(f)", "6(1)(a)", "21(1)", id="21(1) interest"),
        pytest.param(Ground.NOT_PORTABLE, "6(1)(b)", "6(1)(f)", "20(1)", id="20(1)"),
        pytest.param(Ground.LEGAL_DUTY, "6(1)(a)", "6(1)(c)", "17(3)(b)", id="17(3)(b) duty"),
        pytest.param(Ground.PUBLIC_TASK, "6(1)(c)", "6(1)(e)", "17(3)(b)", id="17(3)(b) task"),
        pytest.param(Ground.DECISION_CONTRACT, "6(1)(f)", "6(1)(b)", "22(2)(a)", id="22(2)(a)"),
        pytest.param(Ground.DECISION_CONSENT, "6(1)(b)", "6(1)(a)", "22(2)(c)", id="22(2)(c)"),
    ],
)
def test_the_register_speaks_against_the_ground(ground, speaks_against, agrees, article):
    assert said(ground, speaks_against) == [article]
    assert said(ground, agrees) == said(ground) == []


def test_who_was_verified_can_hardly_not_be_identified_11_2():
    assert said(Ground.NOT_IDENTIFIED, identity_state="verified") == ["11(2), 12(2)"]
    assert not said(Ground.NOT_IDENTIFIED, identity_state="failed")


def test_where_nothing_is_refused_nothing_is_doubted():
    assert not said("", "6(1)(a)")
    assert all(row.words for row in ROWS)
