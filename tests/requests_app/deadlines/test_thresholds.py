from datetime import date

import pytest
from django.core.management import call_command

from requests_app import timing
from requests_app.deadlines.thresholds import THRESHOLDS, Thresholds, thresholds_on

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
    assert thresholds_on([AFTER, BEFORE], on=day) == row


@pytest.mark.django_db
def test_what_is_shipped_is_what_counts_where_there_is_no_register():
    call_command("load_request_terms", verbosity=0)
    assert timing.thresholds() == THRESHOLDS
    assert thresholds_on(THRESHOLDS, on=date(2026, 7, 1)) == Thresholds(
        valid_from=date(2018, 5, 25), answer_months=1, extended_months=3, breach_hours=72
    )
