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
    at="name",
)
TIME_LIMIT_OF_DATA = Rule(
    "time-limit-data",
    "30(1)(f)",
    "retention_rules",
    _("No time limit for “{about}” is recorded."),
    _("Add a time limit for this data, or name it in one."),
    at="name",
)
TIME_LIMIT_OF_PEOPLE = Rule(
    "time-limit-people",
    "30(1)(f)",
    "retention_rules",
    _("No time limit for data about “{about}” is recorded."),
    _("Add a time limit for these people, or name them in one."),
    at="name",
)
TIME_LIMIT_OF_PAIR = Rule(
    "time-limit-pair",
    "30(1)(f)",
    "retention_rules",
    _("No time limit covers “{about}”."),
    _("Each category of data has one for some people, and this has none for these."),
    at="name",
)
TIME_LIMIT_OF_OTHERS = Rule(
    "time-limit-others",
    "30(1)(f), 5(1)(d)",
    "retention_rules",
    _("The time limit “{about}” names data or people that the entry does not have."),
    _("Correct the time limit, or add them to the entry."),
    at="data_categories",
)
TIME_LIMIT_NONE = Rule(
    "time-limit-none",
    "30(1)(f), 5(1)(e)",
    "retention_rules",
    _("It is stated without a reason that there is no time limit for erasure."),
    _("Write “not applicable: ” and why none is possible."),
    at="absences-retention_rules",
)
RULES = (
    PEOPLE,
    DATA,
    TIME_LIMIT,
    TIME_LIMIT_NONE,
    TIME_LIMIT_OF_DATA,
    TIME_LIMIT_OF_PEOPLE,
    TIME_LIMIT_OF_PAIR,
    TIME_LIMIT_OF_OTHERS,
)


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
    for check in (_apart, _together, _others):
        yield from check(activity, rules)


def _apart(activity, rules) -> Iterator[Gap]:
    """Data, and people, that no time limit is about."""
    covered = _covered(activity, rules)
    of_data = set().union(*(data for data, _people in covered))
    of_people = set().union(*(people for _data, people in covered))
    for one in activity.data_categories.all():
        if one not in of_data:
            yield TIME_LIMIT_OF_DATA.gap(one, row=activity)
    for one in activity.data_subjects.all():
        if covered and one not in of_people:
            yield TIME_LIMIT_OF_PEOPLE.gap(one, row=activity)


def _together(activity, rules) -> Iterator[Gap]:
    """Data that has a time limit for some of the people, and for others of them none."""
    covered = _covered(activity, rules)
    of_people = set().union(*(people for _data, people in covered))
    for one in activity.data_categories.all():
        those = [people for data, people in covered if one in data]
        missed = ({*activity.data_subjects.all()} & of_people) - set().union(*those)
        if those and missed:
            about = ", ".join([str(one), *sorted(map(str, missed))])
            yield TIME_LIMIT_OF_PAIR.gap(about)


def _others(activity, rules) -> Iterator[Gap]:
    data, people = {*activity.data_categories.all()}, {*activity.data_subjects.all()}
    for rule in rules:
        strange = {*rule.data_categories.all()} - data or {*rule.data_subjects.all()} - people
        if strange:
            yield TIME_LIMIT_OF_OTHERS.gap(rule)


def _covered(activity, rules) -> list[tuple[set, set]]:
    """Data and people of each time limit. One that names none is about all of them.

    What covers a part of the data only, such as that of one processor, covers no category.
    """
    data, people = {*activity.data_categories.all()}, {*activity.data_subjects.all()}
    return [
        ({*rule.data_categories.all()} or data, {*rule.data_subjects.all()} or people)
        for rule in rules
        if not rule.is_partial
    ]
