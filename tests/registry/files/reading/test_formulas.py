import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.files.reading.formulas import disarm, rearm

LIVE = [
    "=1+1",
    "+1 (512) 222-5449",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    "  =1",
    "\u200b=1",
    "\ufeff=1",
    "\xa0=1",
]


@pytest.mark.parametrize("text", LIVE)
def test_a_cell_that_would_run_gets_an_apostrophe(text):
    assert disarm(text) == f"'{text}"


@pytest.mark.parametrize("text", LIVE)
def test_what_comes_in_without_an_apostrophe_is_text(text):
    assert rearm(text) == text


@pytest.mark.parametrize("text", ["", "plain", "1-2", "it's", "'quoted'", "a=b", "''"])
def test_other_cells_stay_as_they_are(text):
    assert disarm(text) == text
    assert rearm(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\n ＝＠\u200b\xa0ab"), max_size=6))
@example("'=1")
@example("''=1")
@example("' =1")
def test_what_was_disarmed_comes_back_as_it_was(text):
    assert rearm(disarm(text)) == text
