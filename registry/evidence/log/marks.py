"""What stands where something was removed, so that people see it and the database accepts it."""

from itertools import chain, count

from django.db import models

from registry.records.absence import NONE, NOT_APPLICABLE
from registry.records.personal import MARKER


def says_something(value) -> bool:
    """Whether there is anything in it to be removed."""
    match value:
        case None | "":
            return False
        case dict():
            return _without_reasons(value) != value
    return True


def is_removed(value) -> bool:
    """Whether a version says nothing any more where a redaction was."""
    return value == MARKER or (not isinstance(value, str) and not says_something(value))


def in_a_version(value):
    """What a version says afterwards instead of a value."""
    match value:
        case str():
            return MARKER
        case dict():
            return _without_reasons(value)
    return None


def in_a_row(field: models.Field, value, pk: int):
    """What the row itself says afterwards: the marker, where any text may stand, else nothing."""
    if not isinstance(value, str):
        return in_a_version(value)
    if not _takes_any_text(field):
        return ""
    if not _is_unique(field):
        return MARKER
    return "" if field.blank else _numbered(field, pk)


def _numbered(field: models.Field, pk: int) -> str:
    """No other row says it, not even one in which somebody wrote what looks like it."""
    others = field.model._base_manager.exclude(pk=pk).filter(
        **{f"{field.name}__startswith": f"[removed {pk}"}
    )
    taken = set(others.values_list(field.name, flat=True))
    ways = chain([f"[removed {pk}]"], (f"[removed {pk} {number}]" for number in count(2)))
    return next(way for way in ways if way not in taken)


def _without_reasons(absences: dict) -> dict:
    """That a field is empty on purpose stays; only the words why go."""
    return {
        name: text if text == NONE else NOT_APPLICABLE + MARKER for name, text in absences.items()
    }


def _takes_any_text(field: models.Field) -> bool:
    """Not an address, a choice or a code, which have a form of their own."""
    return type(field) in {models.CharField, models.TextField} and not field.choices


def _is_unique(field: models.Field) -> bool:
    return field.unique or any(
        isinstance(constraint, models.UniqueConstraint) and field.name in _columns(constraint)
        for constraint in field.model._meta.constraints
    )


def _columns(constraint: models.UniqueConstraint) -> set[str]:
    """The fields that it compares, in expressions too."""
    named = [
        part.name
        for expression in constraint.expressions
        for part in (expression.flatten() if hasattr(expression, "flatten") else [expression])
        if isinstance(part, models.F)
    ]
    return {*constraint.fields, *named}
