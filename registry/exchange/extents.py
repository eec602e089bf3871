"""How much of the register goes out: as known at a moment, and what was in force on a day."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.db import models

from registry.files.resource import RegisterResource
from registry.past.views import as_it_was
from registry.records.any_row import AnyRowField, referred
from registry.records.snapshots import one_moment
from registry.resources import TABLES


def register_of(on: date | None, known: datetime | None) -> AbstractContextManager:
    """Inside, all tables say what held on that day, as known at that moment, or what holds now."""
    return as_it_was(on, known) if on or known else one_moment()


def tables_on(
    on: date | None,
) -> Iterator[tuple[type[RegisterResource], models.QuerySet]]:
    """Each table with its rows, or those in force on the day and all that these refer to."""
    others = _referred_to(on) if on else {}
    for resource in TABLES.values():
        rows = resource._meta.model.objects.all()
        if on:
            rows = rows.in_force(on) | rows.filter(pk__in=others[resource._meta.model])
        yield resource, rows


def _referred_to(on: date) -> dict[type[models.Model], set[int]]:
    """Rows that were not in force on the day, and without which the tables would not come back."""
    tables = [resource._meta.model for resource in TABLES.values()]
    found = {model: set() for model in tables}
    for model in reversed(tables):  # a table comes after those that it refers to
        rows = found[model] | set(model.objects.in_force(on).values_list("pk", flat=True))
        for target, pairs in _references(model, tables):
            new = {there for here, there in pairs if here in rows}
            while target is model and new - rows:
                found[model] |= new - rows
                rows |= new
                new = {there for here, there in pairs if here in rows}
            found[target] |= new
    return found


def _references(model: type[models.Model], tables: list) -> list[tuple]:
    """For each relation to a table of the register: that table, and keys from here to there.

    Those to the table itself come first: what they bring in may refer to others.
    """
    found = []
    for field in model._meta.concrete_fields:
        if field.related_model in tables:
            pairs = model.objects.exclude(**{field.name: None}).values_list("pk", field.attname)
            found.append((field.related_model, list(pairs.order_by())))
    for field in model._meta.concrete_fields:
        if isinstance(field, AnyRowField):
            found += _to_any(model.objects.values_list("pk", field.attname).order_by(), tables)
    for field in model._meta.local_many_to_many:
        ends = field.m2m_field_name(), field.m2m_reverse_field_name()
        pairs = field.remote_field.through._base_manager.values_list(*ends)
        found.append((field.related_model, list(pairs)))
    return sorted(found, key=lambda relation: relation[0] is not model)


def _to_any(references: models.QuerySet, tables: list) -> list[tuple]:
    pairs = defaultdict(list)
    for here, text in references:
        target, there = referred(text)
        pairs[target].append((here, there))
    return [(target, pairs[target]) for target in tables if target in pairs]
