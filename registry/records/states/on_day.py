"""The rows of a table as they were on a day, for a file that is of that day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db import models
from django.db.models import OuterRef, Subquery
from simple_history.models import HistoricalRecords


def rows_on(model: type[models.Model], day: date) -> Iterator[models.Model]:
    """Each row, with what it said on that day; not to be saved."""
    columns = [field.attname for field in model._meta.concrete_fields]
    for values in values_on(model, day, *columns):
        row = model(**values)
        row._state.adding, row._state.db = False, model.objects.db
        yield row


def was_there(row: models.Model, day: date) -> bool:
    """Of a row of `rows_on` for that day: `LastingQuerySet.in_force` in memory."""
    start = getattr(row, row.since) if row.since else None
    start = start or row.first_day
    end = getattr(row, row.until) if row.until else None
    is_over = (end and end < day) or (row.retired_on and row.retired_on <= day)
    return not is_over and (start is None or start <= day)


def links_on(many: models.ManyToManyField, day: date) -> dict[int, frozenset[int]]:
    """The rows that a many-to-many field led to on that day, for each row."""
    table = HistoricalRecords.m2m_models[many]
    rows = table.objects.filter(history__in=_states(many.model, day).values("history_id"))
    found = defaultdict(set)
    ends = many.m2m_field_name(), many.m2m_reverse_field_name()
    for here, there in rows.values_list(*ends):
        found[here].add(there)
    return {row: frozenset(others) for row, others in found.items()}


def values_on(model: type[models.Model], day: date, *columns: str) -> models.QuerySet:
    """Some columns of each row, as they were on that day."""
    return _states(model, day).values(*columns)


def _states(model: type[models.Model], day: date) -> models.QuerySet:
    """Of each row the version that counts on that day, by what is known now."""
    versions = model.history.model.objects.order_by()
    states = versions.filter(id=OuterRef("id"), holds_from__lte=day)
    newest = states.order_by("-holds_from", "-history_id").values("history_id")[:1]
    return versions.filter(history_id=Subquery(newest))
