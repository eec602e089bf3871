"""What is sealed: the tables whose rows are evidence, and what each of their rows says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.apps import apps
from django.db import models

from registry.evidence.log.canonical import normalised
from registry.evidence.log.columns import converted, read
from registry.models import EvidenceEvent
from registry.records.copies import Copies, all_columns
from registry.records.model import RegisterModel
from registry.records.unit import BATCH
from registry.records.versioning import RegisterHistory

# Since when a version holds. Versions sealed before there was this field hold from the beginning.
SINCE, BEGINNING = "holds_from", normalised(date.min)
ROWS = ".rows"  # of a many-to-many field: the ids of the rows between, in the same order


@dataclass(frozen=True)
class Links:
    """A many-to-many field: the table of its rows, and the columns that say what belongs to what.

    `owner` is the row or version that a link belongs to, `source` the row it begins at (of a
    live link they are the same), `target` the row that it leads to.
    """

    name: str
    table: type[models.Model]
    owner: str
    source: str
    target: str


@dataclass(frozen=True)
class SealedTable:
    """A table of versions or events: each of its rows has an entry in the log."""

    label: str  # of the live table, such as `registry.processor`
    rows: type[models.Model]
    columns: tuple[str, ...]
    links: tuple[Links, ...] = ()
    # The rows as they are now, which have to equal the latest of their states; events have none.
    live: "SealedTable | None" = None

    @property
    def fields(self) -> list[str]:
        """The names that are hashed, sorted."""
        many = [name for link in self.links for name in (link.name, link.name + ROWS)]
        return sorted([*self.columns, *many])

    def only(self, name: str) -> "SealedTable":
        """The same with one of its columns or many-to-many fields."""
        links = tuple(link for link in self.links if link.name == name)
        return replace(self, columns=() if links else (name,), links=links)

    def values(self, ids: Collection[int]) -> dict[int, dict]:
        """What the rows say, normalised, by their ids: one query, and one for each relation."""
        key = self.rows._meta.pk.attname
        links = {
            link.name: read(link.table, (link.owner, link.target, "id"), link.owner, ids)
            for link in self.links
        }
        return self._said(read(self.rows, (key, *self.columns), key, ids), links)

    def values_of(self, copies: Copies) -> dict[int, dict]:
        """The same of versions that were just copied, and no query."""
        names = (self.rows._meta.pk.attname, *self.columns)
        return self._said(converted(self.rows, names, copies.said(*names)), copies.links)

    def _said(self, rows: Iterable[list], links: Mapping[str, Iterable]) -> dict[int, dict]:
        said = {pk: dict(zip(self.columns, map(normalised, row), strict=True)) for pk, *row in rows}
        for link in self.links:
            linked = defaultdict(list)
            for owner, target, row in links[link.name]:
                linked[owner].append((target, row))
            for pk, values in said.items():
                pairs = sorted(linked[pk])
                values[link.name] = [target for target, _row in pairs]
                values[link.name + ROWS] = [row for _target, row in pairs]
        return said


def recorded_models() -> Iterator[type[RegisterModel]]:
    """Every table of the register that keeps versions, in the order of their names."""
    found = (model for model in apps.get_models() if issubclass(model, RegisterModel))
    yield from sorted(found, key=lambda model: model._meta.label_lower)


@cache
def sealed_tables() -> dict[str, SealedTable]:
    """By the label that stands in the entries of their rows."""
    tables = [_of_versions(model) for model in recorded_models()] + [_of_events()]
    return {table.label: table for table in tables}


def _of_versions(model: type[RegisterModel]) -> SealedTable:
    label, versions = model._meta.label_lower, model.history.model
    _key, *columns = all_columns(versions)
    many = model._meta.local_many_to_many
    return SealedTable(
        label,
        versions,
        tuple(columns),
        tuple(_links(field, RegisterHistory.m2m_models[field], "history_id") for field in many),
        live=SealedTable(
            label,
            model,
            all_columns(model),
            tuple(_links(field, field.remote_field.through) for field in many),
        ),
    )


def _links(field: models.ManyToManyField, table: type[models.Model], owner: str = "") -> Links:
    through = field.remote_field.through._meta
    source = through.get_field(field.m2m_field_name()).attname
    target = through.get_field(field.m2m_reverse_field_name()).attname
    return Links(field.name, table, owner or source, source, target)


def _of_events() -> SealedTable:
    _key, *columns = all_columns(EvidenceEvent)
    return SealedTable(EvidenceEvent._meta.label_lower, EvidenceEvent, tuple(columns))


def batches(numbers: Collection[int], size: int = BATCH) -> Iterator[list[int]]:
    numbers = list(numbers)
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
