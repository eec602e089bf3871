"""Days as people type them, in files and in forms."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from registry.files.cells import DateCell
from registry.files.reading.days import day_in

pytestmark = pytest.mark.once

DAYS = st.dates(min_value=date(1000, 1, 1))


def ways(day):
    return [
        f"{day:%Y-%m-%d}",
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f" {day.day}. {day.month}. {day.year} ",
    ]


@given(DAYS)
def test_a_day_is_the_same_in_each_way_of_writing_it_and_goes_out_in_one(day):
    assert {day_in(text) for text in ways(day)} == {day}
    assert {DateCell().render(DateCell().clean(text)) for text in ways(day)} == {day.isoformat()}


@given(DAYS)
def test_no_way_with_slashes_is_read_and_it_is_said_what_to_write(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%Y/%m/%d}"):
        with pytest.raises(ValueError, match=r"has slashes.*2018-07-17.*17\.07\.2018"):
            day_in(text)


@pytest.mark.parametrize("language", ["en-gb", "en-us", "de"])
@pytest.mark.parametrize("text", ["2018-08-07", "07.08.2018", "7.8.2018"])
def test_forms_take_what_files_take(language, text):
    with translation.override(language):
        assert forms.DateField().clean(text) == day_in(text) == date(2018, 8, 7)


@pytest.mark.parametrize("language", ["en-gb", "en-us", "de"])
def test_slashes_are_refused_in_both(language):
    with translation.override(language), pytest.raises(ValidationError):
        forms.DateField().clean("07/08/2018")
    with pytest.raises(ValueError, match="has slashes"):
        day_in("07/08/2018")
