"""What a document says of a row, line by line, and in which of three ways it may be empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from registry.records.absence import NONE, NOT_APPLICABLE

UNKNOWN = "not_stated"  # in the lists of `registry.vocabulary`


@dataclass(frozen=True)
class Line:
    """A label and what is recorded under it, or why that is empty on purpose.

    With neither it is not stated.
    """

    label: str
    values: tuple[str, ...] = ()
    absence: str = ""

    @property
    def is_stated(self) -> bool:
        return bool(self.values or self.absence)


@dataclass(frozen=True)
class Part:
    """A row that belongs to what is told, such as a purpose."""

    title: str
    lines: tuple[Line, ...] = ()


def lines(row: models.Model, *names: str) -> list[Line]:
    """A line for each field; those that hold nothing say how they are empty."""
    language = get_language()
    return [line(_label(type(row), name, language), _texts(row, name), row, name) for name in names]


def stated(row: models.Model, *names: str) -> list[Line]:
    """A line for each field that holds something, or that is empty on purpose."""
    return [it for it in lines(row, *names) if it.is_stated]


def line(label: str, values: Iterable, row: models.Model | None = None, name: str = "") -> Line:
    """A line with a label of its own. `name` is what the row may say to be absent."""
    texts = tuple(str(value) for value in values if value not in (None, ""))
    return Line(str(label), texts, absence_of(row, name) if row and not texts else "")


def absence_of(row: models.Model, name: str) -> str:
    """In words; nothing where it is not stated."""
    text = row.absences.get(name, "")
    if text == NONE:
        return pgettext("statement in an empty field", "None")
    if text.startswith(NOT_APPLICABLE):
        return _("Not applicable: {why}").format(why=text.removeprefix(NOT_APPLICABLE))
    return ""


def names_in_order(names: Iterable) -> list[str]:
    """Sorted here and not there: databases do not agree on the order of letters."""
    return sorted({str(name) for name in names}, key=lambda name: (name.casefold(), name))


@cache
def _label(model: type[models.Model], name: str, language: str) -> str:
    return str(capfirst(model._meta.get_field(name).verbose_name))


@cache
def _choices(field: models.Field) -> dict:
    return dict(field.flatchoices)


def _texts(row: models.Model, name: str) -> list[str]:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return names_in_order(getattr(row, name).all())
    value = getattr(row, name)
    if value in (None, "", UNKNOWN):
        return []
    if field.choices:
        return [str(_choices(field).get(value, value))]
    if isinstance(field, models.DateField):
        return [date_format(value)]
    return [str(value)]
