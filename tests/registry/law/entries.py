"""Entries that are complete but for what a case says, and what the law makes of them."""

from datetime import date

from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.vocabulary import DataKind
from tests.support.factories import (
    legal_basis,
    make_complete_activity,
    make_data_category,
    one_block,
    special_category_condition,
)
from tests.support.undone import made_once

DAY = date(2026, 3, 2)
REFUSED, FINDING = True, False


def change(row, **fields):
    with one_block():
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def judged(activity, on=DAY) -> list[tuple[bool, str]]:
    """Of each gap whether it refuses, and by which rule. Nothing: approved as it stands."""
    activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
    return [(gap.blocks_approval, gap.code) for gap in gaps_in(activity, on)]


def made_of(cases: dict):
    """A fixture with the entry of each case, all written at once: blocks cost most."""

    def make():
        with one_block():
            return {name: make() for name, (make, *_expected) in cases.items()}

    return made_once(make)


@one_block()
def entry(*, purpose=None, bases=("6(1)(b)",), condition=None, organisation=None, **fields):
    """Complete but for what is said; `organisation` are fields of the controller."""
    activity = make_complete_activity(**fields)
    of_purpose = dict(purpose or {})
    if condition:
        of_purpose["special_category_condition"] = special_category_condition(condition)
    only = activity.purposes.get()
    change(only, **of_purpose)
    only.legal_bases.set(legal_basis(basis) for basis in bases)
    change(activity.organisation, **(organisation or {}))
    return activity


def with_data(kind, **fields):
    return entry(data_categories=[make_data_category(kind=kind)], **fields)


def health(**fields):
    return with_data(DataKind.SPECIAL, **fields)
