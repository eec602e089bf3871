"""A time limit may be limited, end without a number, and be one of two steps."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.records.history import recorded
from tests.registry.models.notices.test_promises import told
from tests.support.factories import (
    make_activity,
    make_complete_activity,
    make_data_category,
    make_engagement,
    make_processor,
    make_retention_rule,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JULY = date(2018, 7, 17)


def test_a_rule_of_one_processor_does_not_read_as_all_data_of_the_activity():
    activity = make_activity()
    make_retention_rule(
        activity=activity,
        name="Analytics",
        processor=make_processor(name="Acme"),
        limited_to="data collected by Acme Analytics",
        period=38,
        unit="months",
        criterion="",
    )
    (rule,) = told(activity, "Time limits").values()
    assert rule["How long"] == "38 months"
    assert rule["Only the data of"] == "Acme"
    assert rule["Limited to"] == "data collected by Acme Analytics"
    assert "All data of the activity" not in rule.values()


@pytest.mark.parametrize("limit", ["processor", "limited_to"])
def test_a_rule_of_a_part_of_the_data_leaves_the_rest_without_a_time_limit(limit):
    activity = make_complete_activity(data_categories=[make_data_category(name="Name")])
    rule = activity.retention_rules.get()
    with recorded(by="test", reason="Limited"):
        setattr(rule, limit, make_processor() if limit == "processor" else "backups")
        rule.save()
    activity = ProcessingActivity.objects.with_parts().get()
    assert [str(gap) for gap in gaps_in(activity, JULY)] == [
        "No time limit for “Name” is recorded. (30(1)(f))"
    ]


def test_the_lifetime_of_the_organisation_is_an_end_without_a_number():
    activity = make_activity()
    make_retention_rule(activity=activity, ends_with="organisation_ends", criterion="")
    (rule,) = told(activity, "Time limits").values()
    assert rule["How long"] == "the organisation itself ends"


def test_a_period_and_an_end_together_are_refused():
    with pytest.raises((IntegrityError, ValidationError)):
        make_retention_rule(period=1, unit="years", ends_with="account_ends")


def test_two_steps_of_one_erasure_are_told_in_their_order():
    live = make_retention_rule(name="Live systems", criterion="when the account ends")
    make_retention_rule(
        activity=live.activity, name="Backups", period=30, unit="days", criterion="", follows=live
    )
    assert told(live.activity, "Time limits")["Backups"]["Second step of"] == "Live systems"


def test_both_steps_are_of_one_activity():
    with pytest.raises(ValidationError, match="of one activity"):
        make_retention_rule(follows=make_retention_rule())


def test_a_recipient_that_is_an_example_says_that_others_are_not_named():
    engagement = make_engagement(is_example=True, processor=make_processor(name="Acme"))
    recipient = told(engagement.activity, "Recipients")["Acme"]
    assert recipient["Named as an example"] == "Others of its kind are not named"
