"""What was there by a day: also what has ended since."""

from datetime import date, timedelta

import pytest

from registry.models import Disclosure, ProcessingActivity
from tests.support.factories import make_activity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ON = date(2026, 1, 30)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "is_there"),
    [
        pytest.param({}, True, id="without a known start"),
        pytest.param({"starts_on": ON}, True, id="from that day"),
        pytest.param({"starts_on": ON + DAY}, False, id="from the next"),
        pytest.param({"starts_on": ON - 9 * DAY, "ends_on": ON - DAY}, True, id="ended before"),
        pytest.param({"first_day": ON + DAY}, False, id="first there the next day"),
        pytest.param(
            {"first_day": ON + DAY, "starts_on": ON - DAY}, True, id="begun before it was known"
        ),
    ],
)
def test_what_had_begun_by_a_day_is_there_whether_it_has_ended_or_not(fields, is_there):
    make_activity(**fields)
    assert ProcessingActivity.objects.begun_by(ON).exists() == is_there


def test_an_empty_table_has_nothing():
    assert not Disclosure.objects.begun_by(ON).exists()
