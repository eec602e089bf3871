"""An activity that is over is searched until all its time limits have passed."""

from datetime import date

import pytest

from registry.lifecycle import retire
from tests.requests_app.factories import RECEIVED_ON, receive_request
from tests.support.factories import (
    make_activity,
    make_data_category,
    make_data_subject_category,
    make_organisation,
    make_processor,
    make_retention_rule,
    one_block,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ENDED = date(2025, 1, 30)
YEAR = {"period": 1, "unit": "years", "action": "delete"}


def is_searched(*rules, retired=False, **fields):
    donors, ours = make_data_subject_category(), make_organisation()
    with one_block():
        ends_on = None if retired else ENDED
        activity = make_activity(
            organisation=ours, data_subjects=[donors], ends_on=ends_on, **fields
        )
        for rule in rules:
            make_retention_rule(activity=activity, **rule)
    if retired:
        retire(activity, by="test", reason="We stopped", on=ENDED)
    request = receive_request("access", organisation=ours, data_subjects=[donors])
    assert request.received_on == RECEIVED_ON == date(2026, 1, 30)
    return request.checklist.exists()


@pytest.mark.parametrize(
    ("rules", "is_kept"),
    [
        pytest.param([], True, id="no limit is stated"),
        pytest.param([YEAR], True, id="the last day of the limit"),
        pytest.param([YEAR | {"period": 364, "unit": "days"}], False, id="a day after it"),
        pytest.param([YEAR | {"period": 8000, "unit": "hours"}], False, id="hours"),
        pytest.param([YEAR | {"period": 6, "unit": "months"}], False, id="months"),
        pytest.param([YEAR | {"period": 999999999}], True, id="longer than any calendar"),
        pytest.param([YEAR | {"period": 1, "unit": "days", "action": "archive"}], True, id="kept"),
        pytest.param(
            [{"period": None, "unit": "", "criterion": "As long as needed"}], True, id="in words"
        ),
        pytest.param(
            [YEAR | {"period": 1, "unit": "days"}, YEAR | {"period": 7}], True, id="the longest"
        ),
    ],
)
def test_its_data_is_kept_until_the_longest_limit_is_over(rules, is_kept):
    assert is_searched(*rules) == is_kept


def test_a_limit_on_a_part_says_nothing_about_the_rest():
    assert is_searched({**YEAR, "period": 1, "unit": "days", "processor": make_processor()})


def test_what_was_retired_is_over_too():
    assert not is_searched(YEAR | {"period": 1, "unit": "months"}, retired=True)


@pytest.mark.parametrize(("covered", "is_kept"), [(0, True), (1, True), (2, False)], ids=str)
def test_limits_by_category_count_when_they_cover_all_of_them(covered, is_kept):
    with one_block():
        data = [make_data_category(), make_data_category()]
    month = YEAR | {"period": 1, "unit": "months"}
    rules = [month | {"data_categories": [category]} for category in data[:covered]]
    assert is_searched(*rules, data_categories=data) == is_kept


def test_a_limit_for_some_people_says_nothing_about_the_others():
    month = YEAR | {"period": 1, "unit": "months"}
    assert is_searched(month | {"data_subjects": [make_data_subject_category()]})
