"""What the law has stopped at once: named by article."""

from datetime import date, timedelta

import pytest

from requests_app.grounds import APPLIES_FROM, EVERY
from requests_app.stops import ROWS, STOPPING, stop_row

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("code", "beside", "article"),
    [
        pytest.param("marketing-objection", [], "21(3)", id="21(3) marketing"),
        pytest.param("consent-withdrawal", [], "7(3)", id="7(3) withdrawal"),
        pytest.param("restriction", ["rectification"], "18(1)(a)", id="18(1)(a) accuracy"),
        pytest.param("restriction", ["objection"], "18(1)(d)", id="18(1)(d) objection"),
        pytest.param("restriction", [], "18(1)", id="18(1) by itself"),
    ],
)
def test_it_stops_on_the_day_it_is_asked_for(code, beside, article):
    assert stop_row(code, {code, *beside}, TODAY).article == article


@pytest.mark.parametrize("code", [code for code in EVERY if code not in STOPPING])
def test_everything_else_waits_for_the_answer_of_12_3(code):
    assert stop_row(code, {code}, TODAY) is None


@pytest.mark.parametrize("code", STOPPING)
def test_nothing_was_stopped_by_it_before_the_regulation_applied(code):
    assert stop_row(code, {code}, APPLIES_FROM)
    assert stop_row(code, {code}, APPLIES_FROM - timedelta(days=1)) is None


def test_each_row_says_what_to_do_and_where_that_is_from():
    assert all(row.words and row.source and row.valid_from for row in ROWS)
