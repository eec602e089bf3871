"""The versions of a row, in words: who, when, why, and what became different."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry import hooks
from registry.records.history import CREATED, RegisterHistory


@dataclass(frozen=True)
class Change:
    """One field of one version: what it said before, and what it says from then on."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return _("{label} from “{old}” to “{new}”").format(
            label=self.label, old=self.old, new=self.new
        )


@dataclass(frozen=True)
class Removal:
    """What was taken out of a version after it was written: when, by whom, why, which event."""

    labels: str  # of the fields
    at: datetime
    author: str
    ground: str
    event: int


@dataclass(frozen=True)
class PastVersion:
    """A version of a row. `values` are label and text of every field, in model order."""

    pk: int
    author: str
    at: datetime
    reason: str
    is_first: bool
    values: list[tuple[str, str]]
    changes: list[Change]
    removals: list[Removal]


def as_of_today(model: type[models.Model]) -> models.QuerySet:
    """The latest state of each row: what it says today, also where the tables show the past."""
    versions = model.history.model.objects
    states = versions.filter(id=OuterRef("id")).order_by("-holds_from", "-history_id")
    return versions.filter(history_id=Subquery(states.values("history_id")[:1]))


def said_today(model: type[models.Model], name: str, *, of: str = "pk") -> Subquery:
    """What each row says today in one field, also where the tables show the past.

    `of` leads to the row, from that about which the question is.
    """
    states = model.history.model.objects.filter(id=OuterRef(of))
    return Subquery(states.order_by("-holds_from", "-history_id").values(name)[:1])


def everybody(rows: models.QuerySet) -> models.QuerySet:
    """Whoever looks sees all rows that a version refers to."""
    return rows


# Of rows that a version refers to, those that whoever looks may see: others are not named.
Sees = Callable[[models.QuerySet], models.QuerySet]


def versions_of(
    model: type[models.Model], pk: int, start: int = 0, size: int = 25, sees: Sees = everybody
):
    """Versions newest first, from `start` on. The number of queries does not grow with `size`."""
    rows = list(model.history.filter(id=pk).order_by("-history_id")[start : start + size + 1])
    return _described(model, rows, sees)[:size]


def changes_since(model: type[models.Model], pk: int, seen: int | None) -> list[PastVersion]:
    """Versions newer than the one that was seen, newest first."""
    seen = seen or 0
    rows = list(model.history.filter(id=pk, history_id__gte=seen).order_by("-history_id"))
    return [version for version in _described(model, rows) if version.pk > seen]


def version_of(
    model: type[models.Model], pk: int, history_id: int, sees: Sees = everybody
) -> PastVersion | None:
    """One version with the differences from the one before it; None where there is none."""
    rows = model.history.filter(id=pk, history_id__lte=history_id).order_by("-history_id")[:2]
    if not rows or rows[0].history_id != history_id:
        return None
    return _described(model, list(rows), sees)[0]


def differences(
    model: type[models.Model], pairs: list[tuple], sees: Sees = everybody
) -> list[PastVersion]:
    """Pairs of a version and an older one of the same row, or None where it was not there yet."""
    return _compared(model, pairs, sees)


def _described(model, rows, sees: Sees = everybody) -> list[PastVersion]:
    return _compared(model, list(zip(rows, [*rows, None][1:], strict=True)), sees)


def _compared(model, pairs, sees: Sees) -> list[PastVersion]:
    rows = list({row.history_id: row for pair in pairs for row in pair if row}.values())
    texts = _texts(model, rows, sees)
    labels = {name: capfirst(model._meta.get_field(name).verbose_name) for name in _names(model)}
    removals = defaultdict(list)
    for removed in hooks.removals_wanted(model, [row.history_id for row in rows]):
        removals |= removed
    described = []
    for row, older in pairs:
        new = texts[row.history_id]
        old = texts[older.history_id] if older else {}
        described.append(
            PastVersion(
                pk=row.history_id,
                author=row.history_author,
                at=row.history_date,
                reason=row.history_change_reason,
                is_first=row.history_type == CREATED,
                values=[(labels[name], text) for name, text in new.items()],
                changes=[
                    Change(labels[name], old[name], text)
                    for name, text in new.items()
                    if older and old[name] != text
                ],
                removals=removals[row.history_id],
            )
        )
    return described


def _names(model) -> list[str]:
    fields = [field.name for field in model._meta.concrete_fields if field.name != "id"]
    return fields + [field.name for field in model._meta.local_many_to_many]


def _texts(model, rows, sees: Sees) -> dict[int, dict[str, str]]:
    """Per version the text of each field; labels of related rows are fetched per table."""
    links = {
        field.name: _links(field, [row.history_id for row in rows])
        for field in model._meta.local_many_to_many
    }
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for field in model._meta.concrete_fields:
        if field.is_relation:
            wanted[field.related_model] |= {getattr(row, field.attname) for row in rows} - {None}
    for field in model._meta.local_many_to_many:
        for pks in links[field.name].values():
            wanted[field.related_model] |= set(pks)
    labels = {
        related: {row.pk: str(row) for row in sees(related._base_manager.filter(pk__in=pks))}
        for related, pks in wanted.items()
        if pks
    }
    texts = {}
    for row in rows:
        texts[row.history_id] = {
            name: _text(model._meta.get_field(name), row, links, labels) for name in _names(model)
        }
    return texts


def _links(field: models.ManyToManyField, version_ids: list[int]) -> dict[int, list[int]]:
    table = RegisterHistory.m2m_models[field]
    pairs = table.objects.filter(history__in=version_ids).values_list(
        "history", field.m2m_reverse_field_name()
    )
    links = defaultdict(list)
    for version_id, target in pairs:
        links[version_id].append(target)
    return links


def _not_for_you() -> str:
    return _("[an entry that is not approved]")


def _text(field, row, links, labels) -> str:
    if field.many_to_many:
        names = labels.get(field.related_model, {})
        linked = links[field.name].get(row.history_id, [])
        return "; ".join(sorted(names.get(pk) or _not_for_you() for pk in linked))
    value: Any = getattr(row, field.attname)
    if value in (None, "", {}):
        return ""
    if field.is_relation:
        return labels[field.related_model].get(value) or _not_for_you()
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in sorted(value.items()))
    if isinstance(field, models.DateField):
        return date_format(value)
    return str(localize(value)) if not isinstance(value, str) else value
