"""Whose data, which, and for how long: Articles 5(1)(e), 30(1)(c) and (f)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.law.days import in_force
from registry.law.rule import Gap, Rule, refuses

PEOPLE = refuses(
    "data-subjects",
    "30(1)(c)",
    "data_subjects",
    _("No categories of data subjects are recorded."),
    _("Choose whom the data is about. Personal data is always about somebody."),
)
DATA = refuses(
    "data-categories",
    "30(1)(c)",
    "data_categories",
    _("No categories of data are recorded."),
    _("Choose the categories of data. A record without data is about no processing."),
)
TIME_LIMIT = Rule(
    "time-limit",
    "30(1)(f)",
    "retention_rules",
    _("No time limit for erasure is recorded."),
    _("Add a time limit or a criterion, or say why none is possible."),
)
TIME_LIMIT_OF_DATA = Rule(
    "time-limit-data",
    "30(1)(f)",
    "retention_rules",
    _("No time limit for “{about}” is recorded."),
    _("Add a time limit for this data, or name it in one."),
)
RULES = (PEOPLE, DATA, TIME_LIMIT, TIME_LIMIT_OF_DATA)


def people_and_data(activity, on: date) -> Iterator[Gap]:
    """A controller always processes some data of somebody: no reason lets these be empty."""
    if not activity.data_subjects.all():
        yield PEOPLE.gap()
    if not activity.data_categories.all():
        yield DATA.gap()


def time_limits(activity, on: date) -> Iterator[Gap]:
    rules = in_force(activity.retention_rules.all(), on)
    if not rules and not activity.is_absent("retention_rules"):
        yield TIME_LIMIT.gap()
    if not rules:
        return
    # What covers a part of the data only, such as that of one processor, covers no category.
    whole = [rule for rule in rules if not rule.is_partial]
    named = [set(rule.data_categories.all()) for rule in whole]
    if not all(named):
        return
    covered = set().union(*named)
    for category in activity.data_categories.all():
        if category not in covered:
            yield TIME_LIMIT_OF_DATA.gap(category)
