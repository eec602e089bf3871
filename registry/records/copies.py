"""Versions are copied from their rows inside the database: nothing is read, nothing rounded.

What each says is returned, as the database has it, to those who seal it and search it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection, models
from django.utils import timezone
from simple_history.models import HistoricalRecords

# Worth it: through `bulk_create` of rows that were read, a save of an activity takes 2.2 times as
# long, of a processor 1.3 times (benchmarks/costs/own_ways.py).

CREATED, CHANGED = "+", "~"


@dataclass(frozen=True)
class Copies:
    """Versions as they were copied: nothing in them is converted."""

    columns: tuple[str, ...]
    # In the order of their ids, which come first.
    rows: list[tuple]
    # By many-to-many field: the version that a link belongs to, what it leads to, its own id.
    links: dict[str, list[tuple[int, int, int]]]

    def said(self, *names: str | None) -> list[tuple]:
        """Some columns of each; None says nothing."""
        at = [None if name is None else self.columns.index(name) for name in names]
        return [tuple(None if n is None else row[n] for n in at) for row in self.rows]


@dataclass(frozen=True)
class Written:
    """New versions of rows of one table, by their ids in order of writing."""

    model: type[models.Model]
    ids: list[int]
    # What they say, and their rows now. None where days of the past were told anew.
    copies: Copies | None = None


@cache
def all_columns(table: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table, its key first."""
    others = (field.attname for field in table._meta.concrete_fields if not field.primary_key)
    return (table._meta.pk.attname, *others)


def copy_rows(model: type[models.Model], kinds: Mapping[int, str], **said: Any) -> Written:
    """A version of each row with its links, of the kind given with its id.

    `said` is what each version says beside what its row does. The first version of a row holds from
    the beginning, as all do of a table whose rows happened on their day; later ones from today.
    """
    table = model.history.model
    columns = _copied(table)
    fields = [table._meta.get_field(name) for name in said]
    values = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields, said.values(), strict=True)
    ]
    kind, *others = sorted(set(kinds.values()))
    kind_of_each = "%s"
    for other in others:
        these = [pk for pk in kinds if kinds[pk] == other]
        kind_of_each = f"CASE WHEN id IN ({_places(these)}) THEN %s ELSE {kind_of_each} END"
        values += [*these, other]
    since, days = _since(model, table)
    statement = (
        f"INSERT INTO {_quoted(table._meta.db_table)} "  # noqa: S608
        f"({columns}, {_names(fields)}, history_type, holds_from) "
        f"SELECT {columns}, {_places(fields)}, {kind_of_each}, {since} "
        f"FROM {_quoted(model._meta.db_table)} AS alive "
        f"WHERE id IN ({_places(kinds)}) ORDER BY id RETURNING {_all(table)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, kind, *days, *kinds])
        rows = sorted(cursor.fetchall(), key=itemgetter(0))
    ids = [row[0] for row in rows]
    links = {many.name: _copy_links(many, ids) for many in model._meta.local_many_to_many}
    return Written(model, ids, Copies(all_columns(table), rows, links))


def _since(model: type[models.Model], table: type[models.Model]) -> tuple[str, list]:
    """From which day the new version of each row holds: an expression, and what it takes.

    Not before that of the version before it, though a day may begin later where people live now.
    """
    adapt = connection.ops.adapt_datefield_value
    beginning, today = adapt(date.min), adapt(timezone.localdate())
    if not model.is_lasting:
        return _a_day(), [beginning]
    newest = (
        f"(SELECT MAX(holds_from) FROM {_quoted(table._meta.db_table)} AS version "  # noqa: S608
        "WHERE version.id = alive.id)"
    )
    case = f"CASE WHEN {newest} IS NULL THEN %s WHEN {newest} > %s THEN {newest} ELSE %s END"
    return case.replace("%s", _a_day()), [beginning, today, today]


def _copy_links(many: models.ManyToManyField, versions: list[int]) -> list[tuple[int, int, int]]:
    """The rows of a many-to-many field, each with the version it belongs to."""
    through, table = many.remote_field.through, HistoricalRecords.m2m_models[many]
    columns = _names(through._meta.concrete_fields)
    version = table._meta.get_field("history")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(table._meta.db_table)} ({columns}, {version.column}) "  # noqa: S608
            f"SELECT {columns}, history_id FROM {_quoted(through._meta.db_table)} "
            "JOIN (SELECT id AS version_of, history_id "
            f"FROM {_quoted(version.related_model._meta.db_table)} "
            f"WHERE history_id IN ({_places(versions)})) AS versions "
            f"ON version_of = {_quoted(many.m2m_column_name())} ORDER BY id "
            f"RETURNING {version.column}, {_quoted(many.m2m_reverse_name())}, id",
            versions,
        )
        return cursor.fetchall()


@cache
def _all(table: type[models.Model]) -> str:
    return _names(map(table._meta.get_field, all_columns(table)))


@cache
def _copied(table: type[models.Model]) -> str:
    return _names(table.tracked_fields)


def _names(fields: Iterable[models.Field]) -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _places(values: Collection) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"  # among which nothing is


def _a_day() -> str:
    return "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"


@cache
def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
