"""The register as it was known at a moment: the past, under the names of the tables of today."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from functools import cache

from django.db import DatabaseError, connection, models, transaction

from registry.evidence.log.content import recorded_models
from registry.records.history import RegisterHistory

# For each row the version that counted. A view for each table is made of it and the versions.
NEWEST = "register_past"

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)

_moment: ContextVar[datetime | None] = ContextVar("as_known_at", default=None)


class PastIsReadOnly(RuntimeError):
    """A write to a table that shows the past."""

    def __init__(self, table: str):
        super().__init__(f"{table} shows the past here, and the past is read only.")


@contextmanager
def as_known_at(moment: datetime) -> Iterator[None]:
    """Inside, every table of the register and of the requests holds what it held at that moment.

    Temporary views stand before the tables, under their names, for this connection alone: so
    every question finds the past, many-to-many rows included. Versions, accounts and sessions
    are those of today. A write is refused: `PastIsReadOnly`. Read to the end what you read: an
    iterator or a response that goes on after the block goes on in the present.
    """
    if _moment.get() is not None:
        raise RuntimeError("as_known_at within as_known_at: end the first, then begin the other.")
    _moment.set(moment)
    try:
        with _in_views(moment), connection.execute_wrapper(_refuse_writes):
            yield
    finally:
        _moment.set(None)


def is_looking_back() -> bool:
    """Whether the tables show the past here."""
    return _moment.get() is not None


@contextmanager
def _in_views(moment: datetime) -> Iterator[None]:
    # PostgreSQL: one transaction, for a pooler may give the next one to another connection.
    # SQLite: none, for it would keep every writer waiting.
    with transaction.atomic() if _is_postgresql() else nullcontext():
        try:
            _look_at(moment)
            yield
        finally:
            _look_away()


def _look_at(moment: datetime) -> None:
    _look_away()
    tables = list(enumerate(recorded_models()))
    with connection.cursor() as cursor:
        columns = "source integer, row_id bigint, version bigint"
        if _is_postgresql():
            # Where what is temporary is looked for last, nobody would find the past. And one
            # question over all tables is not worth being compiled, however much it costs.
            cursor.execute(
                "SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'),"
                " true), set_config('jit', 'off', true)"
            )
            cursor.execute(f"CREATE TEMPORARY TABLE {NEWEST} ({columns})")
        else:
            columns += ", PRIMARY KEY (source, row_id)"
            cursor.execute(f"CREATE TEMPORARY TABLE {NEWEST} ({columns}) WITHOUT ROWID")
        at = connection.ops.adapt_datetimefield_value(moment)
        cursor.execute(
            f"INSERT INTO {NEWEST} " + " UNION ALL ".join(_newest(*table) for table in tables),
            [at] * len(tables),
        )
        if _is_postgresql():
            cursor.execute(f"CREATE UNIQUE INDEX ON {NEWEST} (source, row_id)")
        # Else a table of the past would be taken for a small one, and read again and again.
        cursor.execute(f"ANALYZE {NEWEST}")
        for view in _views():
            cursor.execute(view)


@cache
def _views() -> list[str]:
    """What makes all tables show the past; in one statement where the database takes several."""
    tables = list(enumerate(recorded_models()))
    views = [_view(model, _rows(source, model)) for source, model in tables]
    views += [
        _view(field.remote_field.through, _links(source, field))
        for source, model in tables
        for field in model._meta.local_many_to_many
    ]
    return ["; ".join(views)] if _is_postgresql() else views


def _newest(source: int, model: type[models.Model]) -> str:
    versions = _quoted(model.history.model._meta.db_table)
    # By number and not by time: it is the order of writing, even where a clock was set back.
    return (
        f"SELECT {source}, id, max(history_id) FROM {versions} WHERE history_date <= %s GROUP BY id"
    )


def _rows(source: int, model: type[models.Model]) -> str:
    names = [_quoted(field.column) for field in model._meta.concrete_fields if field.name != "id"]
    columns = ", ".join(["newest.row_id AS id", *(f"version.{name}" for name in names)])
    versions = _quoted(model.history.model._meta.db_table)
    # LEFT, though each has its version: so a database that only counts leaves the versions alone.
    # By id too, though the version tells it: so it may begin with the versions that it looks for.
    return (
        f"SELECT {columns} FROM {NEWEST} AS newest"
        f" LEFT JOIN {versions} AS version"
        f" ON version.history_id = newest.version AND version.id = newest.row_id"
        f" WHERE newest.source = {source}"
    )


def _links(source: int, field: models.ManyToManyField) -> str:
    through = field.remote_field.through
    columns = ", ".join(
        f"link.{_quoted(column.column)}" for column in through._meta.concrete_fields
    )
    links = _quoted(RegisterHistory.m2m_models[field]._meta.db_table)
    source_column = _quoted(field.m2m_column_name())
    return (
        f"SELECT {columns} FROM {NEWEST} AS newest"
        f" JOIN {links} AS link"
        f" ON link.history_id = newest.version AND link.{source_column} = newest.row_id"
        f" WHERE newest.source = {source}"
    )


def _view(model: type[models.Model], question: str) -> str:
    return f"CREATE TEMPORARY VIEW {_quoted(model._meta.db_table)} AS {question}"


def _refuse_writes(execute, sql, params, many, context):
    # A view refuses by itself, except that SQLite lets INSERT … RETURNING pass, to no effect.
    write = WRITE.match(sql)
    if write and write[1] in _tables():
        raise PastIsReadOnly(write[1])
    return execute(sql, params, many, context)


@cache
def _tables() -> frozenset[str]:
    """The names that lead to the past."""
    models = list(recorded_models())
    links = [field.remote_field.through for row in models for field in row._meta.local_many_to_many]
    return frozenset(model._meta.db_table for model in [*models, *links])


def _look_away() -> None:
    """The present again. Also what an interrupted look may have left on this connection."""
    if connection.needs_rollback:
        return  # which takes the views with it
    try:
        with connection.cursor() as cursor:
            for statement in _ends(cursor):
                cursor.execute(statement)
    except DatabaseError:
        # Somebody still reads in it. What follows may not find the past by mistake.
        if connection.in_atomic_block:
            connection.set_rollback(True)
        else:
            connection.close()


def _ends(cursor) -> list[str]:
    if _is_postgresql():
        # The views go with the table that they are made of.
        return [f"DROP TABLE IF EXISTS pg_temp.{NEWEST} CASCADE"]
    cursor.execute("SELECT type, name FROM sqlite_temp_master WHERE type <> 'index'")
    found = sorted(cursor.fetchall(), reverse=True)  # views, then the table
    return [f"DROP {kind} temp.{_quoted(name)}" for kind, name in found]


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
