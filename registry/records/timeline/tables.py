"""Rows of several tables in one question: plain values in a list, of which `row_of` makes a row."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import JSONArray
from django.utils import timezone

# Rows of one table, and what is wanted of each: names of columns, or expressions.
Asked = tuple[QuerySet, Sequence]


def answers(questions: Iterable[Asked]) -> list[list[list]]:
    """For each of them its rows, in any order."""
    questions = list(questions)
    found: list[list[list]] = [[] for _question in questions]
    parts = [
        rows.order_by().values_list(Value(place), JSONArray(*wanted))
        for place, (rows, wanted) in enumerate(questions)
    ]
    for place, values in parts[0].union(*parts[1:], all=True) if parts else ():
        found[place].append(values)
    return found


def columns_of(model: type[models.Model]) -> list[F]:
    """What `row_of` needs."""
    return [F(field.attname) for field in model._meta.concrete_fields]


def row_of(model: type[models.Model], values: Sequence) -> models.Model:
    fields = model._meta.concrete_fields
    read = [_read(field, value) for field, value in zip(fields, values, strict=True)]
    return model.from_db(None, [field.attname for field in fields], read)


def _read(field: models.Field, value: Any) -> Any:
    """As the ORM would have read it from a column of its own."""
    value = field.to_python(value)
    if isinstance(value, datetime) and timezone.is_naive(value):
        return timezone.make_aware(value, UTC)
    return value
