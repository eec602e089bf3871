"""Whose personal data a field may hold. Every text of every table declares one class."""

from django.db import models

NONE = "none"
STAFF = "staff"
DATA_SUBJECT = "data subject"
FREE_TEXT = "free text"
CLASSES = frozenset({NONE, STAFF, DATA_SUBJECT, FREE_TEXT})
PERSONAL = CLASSES - {NONE}

# What everyone may read over: what it stores is a number, a day, a choice or a key.
_IMPERSONAL = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.IntegerField,
    models.ForeignKey,
    models.ManyToManyField,
    models.UUIDField,
)
_INHERITED = {"remarks": FREE_TEXT, "absences": FREE_TEXT}


def data_class(field: models.Field) -> str | None:
    """The class of a field of the register, or None where its model forgot to declare one."""
    declared = _INHERITED | field.model.personal
    if field.name in declared:
        return declared[field.name]
    if isinstance(field, _IMPERSONAL) or field.choices:
        return NONE
    return None
