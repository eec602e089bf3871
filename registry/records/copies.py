"""Versions are copied from their rows inside the database: nothing is read, nothing rounded.

What each says is returned, as the database has it, to those who seal it and search it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection, models
from simple_history.models import HistoricalRecords

# Worth it: through `bulk_create` of rows that were read, a save of an activity takes 2.2 times as
# long, of a processor 1.3 times (benchmarks/costs/own_ways.py).

CREATED, CHANGED = "+", "~"


@dataclass(frozen=True)
class Copies:
    """Versions as they were copied: nothing in them is converted."""

    columns: tuple[str, ...]
    # In the order of their ids, which come first; after the columns, whether each field has links.
    rows: list[tuple]
    # By many-to-many field: the version that a link belongs to, what it leads to, its own id.
    links: dict[str, list[tuple[int, int, int]]]

    def said(self, *names: str) -> Iterator[tuple]:
        """Two or more columns of each."""
        return map(itemgetter(*map(self.columns.index, names)), self.rows)


@dataclass(frozen=True)
class Written:
    """New versions of rows of one table, by their ids in order of writing."""

    model: type[models.Model]
    kind: str
    ids: list[int]
    # What they say, and their rows now. None where days of the past were told anew.
    copies: Copies | None = None


@cache
def all_columns(table: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table, its key first."""
    others = (field.attname for field in table._meta.concrete_fields if not field.primary_key)
    return (table._meta.pk.attname, *others)


def copy_rows(
    model: type[models.Model], kinds: Mapping[int, str], today: date, said: Mapping[str, Any]
) -> list[Written]:
    """A version of each row with its links, of the kind given with its id.

    `said` is what each version says beside what its row does. The first version of a row holds from
    the beginning, as all do of a table whose rows happened on their day; later ones from today.
    """
    by_kind = defaultdict(list)
    for pk, kind in kinds.items():
        by_kind[kind].append(pk)
    return [_copy(model, pks, kind, today, said) for kind, pks in by_kind.items()]


def _copy(model, pks: list[int], kind: str, today: date, said: Mapping[str, Any]) -> Written:
    table, day = model.history.model, connection.ops.adapt_datefield_value
    days = [day(date.min), day(today), day(today)] if model.is_lasting else [day(date.min)]
    values = [
        connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
        for value in said.values()
    ]
    links = {}
    with connection.cursor() as cursor:
        cursor.execute(_copying(model, tuple(said), len(pks)), [*values, kind, *days, *pks])
        rows = sorted(cursor.fetchall(), key=itemgetter(0))
        ids, columns = [row[0] for row in rows], all_columns(table)
        for at, many in enumerate(model._meta.local_many_to_many, start=len(columns)):
            links[many.name] = []
            if any(row[at] for row in rows):
                cursor.execute(_copying_links(many, len(ids)), ids)
                links[many.name] = cursor.fetchall()
    return Written(model, kind, ids, Copies(columns, rows, links))


@lru_cache(maxsize=1_000)
def _copying(model: type[models.Model], said: tuple[str, ...], count: int) -> str:
    table = model.history.model
    columns, others = _names(table.tracked_fields), _names(map(table._meta.get_field, said))
    told = [_names(map(table._meta.get_field, all_columns(table)))]
    told += [_is_linked(many, table) for many in model._meta.local_many_to_many]
    return (
        f"INSERT INTO {_quoted(table._meta.db_table)} "  # noqa: S608
        f"({columns}, {others}, history_type, holds_from) "
        f"SELECT {columns}, {_places(len(said))}, %s, {_since(model)} "
        f"FROM {_quoted(model._meta.db_table)} AS alive "
        f"WHERE id IN ({_places(count)}) ORDER BY id "
        f"RETURNING {', '.join(told)}"
    )


def _is_linked(many: models.ManyToManyField, table: type[models.Model]) -> str:
    """Whether the row of a version leads anywhere by this field: most lead nowhere by most."""
    through = _quoted(many.remote_field.through._meta.db_table)
    its = f"{through}.{_quoted(many.m2m_column_name())}"
    return f"EXISTS (SELECT 1 FROM {through} WHERE {its} = {_quoted(table._meta.db_table)}.id)"  # noqa: S608


def _since(model: type[models.Model]) -> str:
    """From which day the new version of each row holds: it takes the beginning, and today twice.

    Not before that of the version before it, though a day may begin later where people live now.
    """
    a_day = "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"
    if not model.is_lasting:
        return a_day
    newest = (
        f"(SELECT MAX(holds_from) FROM {_quoted(model.history.model._meta.db_table)} AS version "  # noqa: S608
        "WHERE version.id = alive.id)"
    )
    case = f"CASE WHEN {newest} IS NULL THEN %s WHEN {newest} > %s THEN {newest} ELSE %s END"
    return case.replace("%s", a_day)


@lru_cache(maxsize=1_000)
def _copying_links(many: models.ManyToManyField, count: int) -> str:
    """The rows of a many-to-many field, each with the version it belongs to."""
    through, table = many.remote_field.through, HistoricalRecords.m2m_models[many]
    columns = _names(through._meta.concrete_fields)
    version = table._meta.get_field("history")
    return (
        f"INSERT INTO {_quoted(table._meta.db_table)} ({columns}, {version.column}) "  # noqa: S608
        f"SELECT {columns}, history_id FROM {_quoted(through._meta.db_table)} "
        "JOIN (SELECT id AS version_of, history_id "
        f"FROM {_quoted(version.related_model._meta.db_table)} "
        f"WHERE history_id IN ({_places(count)})) AS versions "
        f"ON version_of = {_quoted(many.m2m_column_name())} ORDER BY id "
        f"RETURNING {version.column}, {_quoted(many.m2m_reverse_name())}, id"
    )


def _names(fields: Iterable[models.Field]) -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _places(count: int) -> str:
    return ", ".join(["%s"] * count) or "NULL"  # among which nothing is


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
