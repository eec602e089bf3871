from datetime import date

import pytest
from django.utils import translation

from registry.filling_in.days import DayInput


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_a_day_is_written_as_browsers_read_it_in_every_language(language):
    with translation.override(language):
        shown = DayInput().render("on", date(2018, 7, 17))
    assert 'type="date"' in shown
    assert 'value="2018-07-17"' in shown
