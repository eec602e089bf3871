"""What is sealed: the tables whose rows are evidence, and what each of their rows says."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models

from registry.base.history import RegisterHistory
from registry.base.model import RegisterModel
from registry.evidence.canonical import normalised
from registry.models import EvidenceEvent

ROWS = ".rows"  # of a many-to-many field: the ids of the rows between, in the same order


@dataclass(frozen=True)
class Links:
    """A many-to-many field: the table that keeps its rows with the versions they belong to."""

    name: str
    table: type[models.Model]
    source: str  # columns: the id of the row itself, and of the one at the other end
    target: str


@dataclass(frozen=True)
class SealedTable:
    """A table of versions or events: each of its rows has an entry in the log."""

    label: str  # of the live table, such as `registry.processor`
    live: type[models.Model] | None
    rows: type[models.Model]
    columns: tuple[str, ...]
    links: tuple[Links, ...] = ()

    @property
    def fields(self) -> list[str]:
        """The names that are hashed, sorted."""
        many = [name for link in self.links for name in (link.name, link.name + ROWS)]
        return sorted([*self.columns, *many])

    def values(self, ids: Collection[int]) -> dict[int, dict]:
        """What the rows say, normalised, by their ids: one query, and one for each relation."""
        found = self.rows._base_manager.filter(pk__in=ids).values_list("pk", *self.columns)
        said = {
            pk: dict(zip(self.columns, map(normalised, row), strict=True)) for pk, *row in found
        }
        for link in self.links:
            linked = self._linked(link, ids)
            for pk, values in said.items():
                pairs = sorted(linked[pk])
                values[link.name] = [target for target, _row in pairs]
                values[link.name + ROWS] = [row for _target, row in pairs]
        return said

    def _linked(self, link: Links, ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
        rows = link.table._base_manager.filter(history__in=ids)
        linked = defaultdict(list)
        for version, target, row in rows.values_list("history", link.target, "id"):
            linked[version].append((target, row))
        return linked


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
    versions = model.history.model
    columns = [field.attname for field in versions._meta.concrete_fields if not field.primary_key]
    links = [
        Links(
            name=field.name,
            table=RegisterHistory.m2m_models[field],
            source=_column(field, field.m2m_field_name()),
            target=_column(field, field.m2m_reverse_field_name()),
        )
        for field in model._meta.local_many_to_many
    ]
    return SealedTable(model._meta.label_lower, model, versions, tuple(columns), tuple(links))


def _column(field: models.ManyToManyField, name: str) -> str:
    return field.remote_field.through._meta.get_field(name).attname


def _of_events() -> SealedTable:
    columns = [
        field.attname for field in EvidenceEvent._meta.concrete_fields if not field.primary_key
    ]
    return SealedTable(EvidenceEvent._meta.label_lower, None, EvidenceEvent, tuple(columns))
