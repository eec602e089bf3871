from datetime import date

import pytest

from requests_app.thresholds import THRESHOLDS, Thresholds, in_force

BEFORE = Thresholds(valid_from=date(2018, 5, 25))
AFTER = Thresholds(valid_from=date(2027, 1, 1), breach_hours=96)


@pytest.mark.parametrize(
    ("day", "row"),
    [
        pytest.param(date(2026, 12, 31), BEFORE, id="the day before a change"),
        pytest.param(date(2027, 1, 1), AFTER, id="the day of a change"),
        pytest.param(date(2016, 2, 29), BEFORE, id="before the first row"),
    ],
)
def test_the_row_in_force_is_the_last_that_has_begun(day, row):
    assert in_force([AFTER, BEFORE], on=day) == row


def test_the_regulation_gives_one_month_three_months_and_72_hours():
    numbers = in_force(THRESHOLDS, on=date(2026, 7, 1))

    assert (numbers.answer_months, numbers.extended_months, numbers.breach_hours) == (1, 3, 72)
