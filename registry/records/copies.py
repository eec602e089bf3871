"""Versions are copied from their rows inside the database: nothing is read, nothing rounded."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone

# Worth it: through `bulk_create` of rows that were read, a save of an activity takes 2.2 times as
# long, of a processor 1.3 times (benchmarks/costs/own_ways.py).


def copy_rows(model: type[models.Model], kinds: Mapping[int, str], **said: Any) -> list[int]:
    """A version of each row, of the kind given with its id; the ids of the versions, in order.

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
        f"WHERE id IN ({_places(kinds)}) ORDER BY id RETURNING history_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, kind, *days, *kinds])
        return sorted(pk for (pk,) in cursor.fetchall())


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


def copy_links(
    field: models.ManyToManyField, table: type[models.Model], versions: Collection[int]
) -> None:
    """Into `table`: the rows of a many-to-many field, each with the version it belongs to."""
    through = field.remote_field.through
    columns = _names(through._meta.concrete_fields)
    version = table._meta.get_field("history")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(table._meta.db_table)} ({columns}, {version.column}) "  # noqa: S608
            f"SELECT {columns}, history_id FROM {_quoted(through._meta.db_table)} "
            "JOIN (SELECT id AS version_of, history_id "
            f"FROM {_quoted(version.related_model._meta.db_table)} "
            f"WHERE history_id IN ({_places(versions)})) AS versions "
            f"ON version_of = {_quoted(field.m2m_column_name())} ORDER BY id",
            list(versions),
        )


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
