"""Where a row is used: which rows of which tables name it, on a day or in everyday work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import Count, Value

from registry.notices.stated import Called, Seen, called_rows, columns_called
from registry.records.model import RegisterModel

# Of each relation; its list has the others.
SHOWN = 20


@dataclass
class Use:
    """One field of a table that may name the row: how many rows do, and the first of them."""

    field: models.Field
    total: int = 0
    rows: list[Called] = field(default_factory=list)

    @property
    def model(self) -> type[models.Model]:
        return self.field.model


def naming_fields(
    model: type[models.Model], tables: Iterable[type[models.Model]]
) -> list[models.Field]:
    """In the order of the tables. Parts of its page are among them: they have pages of their own"""
    return [
        one
        for table in tables
        if issubclass(table, RegisterModel)
        for one in (*table._meta.fields, *table._meta.many_to_many)
        if one.related_model is model
    ]


def uses_of(
    row: models.Model, fields: Iterable[models.Field], on: date | None, seen: Seen
) -> list[Use]:
    """Those of the fields that name it in some rows: two questions, however many there are.

    What may not be seen is not counted either.
    """
    uses, questions = [], []
    for one in fields:
        rows = seen(one.model.objects.as_seen(on).filter(**{one.name: row.pk}))
        if rows is not None:
            uses.append(Use(one))
            questions.append(rows)
    for number, total in _counts(questions):
        uses[number].total = total
    named = [
        (use, rows)
        for use, rows in zip(uses, questions, strict=True)
        if use.total and columns_called(use.model)
    ]
    for found in called_rows([_first(rows) for _use, rows in named]):
        named[found.number][0].rows.append(found)
    for use in uses:
        use.rows.sort(key=lambda found: found.name)
    return [use for use in uses if use.total]


def _counts(questions: list[models.QuerySet]) -> Iterator[tuple[int, int]]:
    if not questions:
        return
    first, *others = (
        rows.order_by()
        .annotate(counted_of=Value(number, models.IntegerField()))
        .values("counted_of")
        .annotate(counted=Count("pk", distinct=True))
        .values_list("counted_of", "counted")
        for number, rows in enumerate(questions)
    )
    yield from first.union(*others, all=True)


def _first(rows: models.QuerySet) -> models.QuerySet:
    """SQLite limits no part of a question for several tables, but what such a part chooses from."""
    return rows.model.objects.filter(pk__in=rows.order_by("pk").values("pk")[:SHOWN])
