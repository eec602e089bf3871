"""Whose data, which, and for how long: Articles 5(1)(e), 30(1)(c) and (f)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.rule import Gap, Rule, refuses
from registry.records.absence import NONE

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
TIME_LIMIT_OF_PEOPLE = Rule(
    "time-limit-people",
    "30(1)(f)",
    "retention_rules",
    _("No time limit for data about “{about}” is recorded."),
    _("Add a time limit for these people, or name them in one."),
)
TIME_LIMIT_NONE = Rule(
    "time-limit-none",
    "30(1)(f), 5(1)(e)",
    "retention_rules",
    _("It is stated without a reason that there is no time limit for erasure."),
    _("Write “not applicable: ” and why none is possible."),
)
RULES = (TIME_LIMIT_OF_PEOPLE, TIME_LIMIT_NONE, PEOPLE, DATA, TIME_LIMIT, TIME_LIMIT_OF_DATA)


def people_and_data(activity, on: date) -> Iterator[Gap]:
    """A controller always processes some data of somebody: no reason lets these be empty."""
    if not activity.data_subjects.all():
        yield PEOPLE.gap()
    if not activity.data_categories.all():
        yield DATA.gap()


def time_limits(activity, on: date) -> Iterator[Gap]:
    rules = in_force(activity.retention_rules.all(), on)
    if not rules:
        if not activity.is_absent("retention_rules"):
            yield TIME_LIMIT.gap()
        elif activity.absences["retention_rules"] == NONE:
            yield TIME_LIMIT_NONE.gap()
        return
    # What covers a part of the data only, such as that of one processor, covers no category.
    whole = [rule for rule in rules if not rule.is_partial]
    for relation, rule in [
        ("data_categories", TIME_LIMIT_OF_DATA),
        ("data_subjects", TIME_LIMIT_OF_PEOPLE),
    ]:
        named = [set(getattr(row, relation).all()) for row in whole]
        # One that names none is about all of them.
        covered = set().union(*named)
        if all(named) and (whole or rule is TIME_LIMIT_OF_DATA):
            for one in getattr(activity, relation).all():
                if one not in covered:
                    yield rule.gap(one)
