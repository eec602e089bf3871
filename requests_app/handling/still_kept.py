"""Whether the data of an activity that is over is still kept: by its own time limits."""

from collections.abc import Collection
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from registry.models import ProcessingActivity, RetentionRule
from registry.vocabulary import PeriodUnit, RetentionAction

# What `is_data_gone` reads of an activity.
KEPT_BY = (
    "data_categories",
    "retention_rules__data_categories",
    "retention_rules__data_subjects",
)
ENDS_IT = {
    RetentionAction.DELETE,
    RetentionAction.ANONYMISE,
    RetentionAction.DELETE_OR_ANONYMISE,
}


def is_data_gone(activity: ProcessingActivity, on: date) -> bool:
    """Whether all time limits of an ended activity had passed before that day.

    Counted from its end, after which no event begins that a limit is counted from. Where a limit
    has no number, or none is stated, nobody knows: then somebody looks.
    """
    ended_on = min(filter(None, [activity.ends_on, activity.retired_on]), default=None)
    rules = [rule for rule in activity.retention_rules.all() if not _was_void(rule, ended_on)]
    if ended_on is None or not rules:
        return False
    return _cover(rules, activity) and all(_is_over(rule, ended_on, on) for rule in rules)


def _cover(rules: Collection[RetentionRule], activity: ProcessingActivity) -> bool:
    """Whether there is a limit for all data of everybody: one on all, or one for each category."""
    of_everybody = [
        set(rule.data_categories.all())
        for rule in rules
        if not rule.is_partial and not rule.data_subjects.all()
    ]
    if not all(of_everybody):
        return True  # it names no category, and so covers all
    data = set(activity.data_categories.all())
    return bool(data) and data <= set().union(*of_everybody)


def _was_void(rule: RetentionRule, ended_on: date | None) -> bool:
    return bool(rule.retired_on and ended_on and rule.retired_on < ended_on)


def _is_over(rule: RetentionRule, ended_on: date, on: date) -> bool:
    if rule.period is None or rule.action not in ENDS_IT:
        return False
    try:
        return ended_on + _length(rule) < on
    except (OverflowError, ValueError):
        return False


def _length(rule: RetentionRule) -> relativedelta | timedelta:
    if rule.unit == PeriodUnit.HOURS:
        return timedelta(hours=rule.period)
    return relativedelta(**{str(rule.unit): rule.period})
