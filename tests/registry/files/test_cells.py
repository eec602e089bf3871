import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.files.cells import BooleanCell, ChoiceCell, join_values, split_values
from registry.vocabulary import Answer

names = st.text(st.sampled_from('ab ;"\n|,'), min_size=1).map(str.strip).filter(bool)


@given(st.lists(names))
def test_many_values_in_one_cell_come_apart_as_they_were(values):
    assert split_values(join_values(values)) == values


@pytest.mark.parametrize("text", ["US; GB", "US;GB", " US ;; GB; ", "US\nGB"])
def test_a_list_may_be_written_loosely(text):
    assert split_values(text) == ["US", "GB"]


def test_a_quotation_mark_that_does_not_close_is_refused():
    with pytest.raises(ValueError, match="not closed"):
        split_values('"US; GB')


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("TRUE", True), (" no ", False)])
def test_a_truth_may_be_written_in_several_ways(text, value):
    assert BooleanCell().clean(text) is value


@pytest.mark.parametrize("text", ["not_stated", "Not stated", "NOT_STATED", " not stated "])
def test_a_choice_may_be_written_by_its_label(text):
    assert ChoiceCell(Answer.choices).clean(text) == Answer.NOT_STATED
