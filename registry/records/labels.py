"""The names of what some rows refer to, and which of it was not there yet on a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.db.models import CharField, DateField, F, Value
from django.db.models.functions import Cast, Coalesce


def attach_labels(
    model: type[models.Model], rows: Sequence[models.Model], on: date | None = None
) -> None:
    """Fill the prefetch cache of each row with what `label_fields` of the targets need.

    One query for all its many-to-many fields. With a day, what was not there yet is marked.
    """
    if on:
        mark_not_yet(rows, on)
    fields = model._meta.local_many_to_many
    if not fields or not rows:
        return
    pks = [row.pk for row in rows]
    queries = [_links(field, pks) for field in fields]
    found = defaultdict(list)
    for name, source, target, begins, *labels in queries[0].union(*queries[1:], all=True):
        is_not_yet = on is not None and begins is not None and begins > on
        found[source, name].append((is_not_yet, (target, *labels)))
    for row in rows:
        # Before the cache is there: afterwards the managers below would read from it.
        loaded = {field.name: _loaded(row, field, found[row.pk, field.name]) for field in fields}
        cache = getattr(row, "_prefetched_objects_cache", {})
        row._prefetched_objects_cache = {**cache, **loaded}


def mark_not_yet(rows: Iterable[models.Model], on: date) -> None:
    """Of what these rows refer to and is loaded with them, what begins after that day."""
    for row in rows:
        for related in row._state.fields_cache.values():
            begins = _begins(related) if getattr(related, "is_lasting", False) else None
            if begins and begins > on:
                related.is_not_yet = True


def _begins(row: models.Model) -> date | None:
    return (getattr(row, row.since) if row.since else None) or row.first_day


def _links(field: models.ManyToManyField, pks: list[int]) -> models.QuerySet:
    """Rows of: field, key of the source, key of the target, its first day, two labels."""
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    first, *second = field.related_model.label_fields
    links = field.remote_field.through._base_manager.filter(**{f"{source}__in": pks})
    return links.order_by().values_list(
        Value(field.name, output_field=CharField()),
        F(source),
        F(target),
        _first_day_of(field.related_model, target),
        F(f"{target}__{first}"),
        F(f"{target}__{second[0]}") if second else Value("", output_field=CharField()),
    )


def _first_day_of(model: type[models.Model], target: str) -> models.Expression:
    if not model.is_lasting:
        return Cast(Value(None), DateField())
    days = [F(f"{target}__{name}") for name in (model.since, "first_day") if name]
    return Coalesce(*days) if len(days) > 1 else days[0]


def _loaded(row, field: models.ManyToManyField, values: list[tuple]) -> models.QuerySet:
    """The queryset of one field of one row, as if it had been evaluated."""
    target = field.related_model
    columns = ["id", *target.label_fields]
    rows = []
    for is_not_yet, value in values:
        rows.append(target.from_db(row._state.db, columns, value[: len(columns)]))
        if is_not_yet:
            rows[-1].is_not_yet = True
    loaded = getattr(row, field.name).get_queryset()
    loaded._result_cache = sorted(rows, key=str)
    loaded._prefetch_done = True
    return loaded
