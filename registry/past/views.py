"""The register as it was: what held on a day as known at a moment, under the names of today."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache

from django.db import DatabaseError, connection, models, transaction

from registry.evidence.log.content import recorded_models
from registry.past import places
from registry.records.moments import showing
from registry.records.versioning import RegisterHistory

# For each row the version that counts. A view for each table is made of it and the versions.
COUNTING = "register_past"

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)

_is_looking: ContextVar[bool] = ContextVar("looking_back", default=False)
# Rows of a table, and versions of a row.
MANY, FEW_VERSIONS = 10_000, 5
# After every day that anybody may ask for.
EVER = date.max


class PastIsReadOnly(RuntimeError):
    """A write to a table that shows the past."""

    def __init__(self, table: str):
        super().__init__(f"{table} shows the past here, and the past is read only.")


@contextmanager
def as_it_was(
    on: date | None = None,
    known: datetime | None = None,
    only: Iterable[type[models.Model]] | None = None,
) -> Iterator[None]:
    """Inside, tables hold what held on that day, as known at that moment.

    Without a day: the latest state of each row that was known then; without a moment: by what is
    known now. Rows stay in their tables that were not there yet, or no more: `in_force` asks for
    these. Temporary views stand before the tables, under their names, for this connection alone: so
    every question finds the past, many-to-many rows included. Versions, accounts and sessions
    are those of today. With `only`, the other tables stay as they are now, and each question works
    out what it needs itself. A write is refused: `PastIsReadOnly`. Read to the end what you
    read: an iterator or a response that goes on after the block goes on in the present.
    """
    if _is_looking.get():
        raise RuntimeError("as_it_was within as_it_was: end the first, then begin the other.")
    _is_looking.set(True)
    chosen = tuple(recorded_models()) if only is None else tuple(only)
    look = _Look(on or EVER, known, chosen, is_kept=only is None)
    try:
        with (
            look.in_views(),
            connection.execute_wrapper(look.refuse_writes),
            showing(on),
        ):
            yield
    finally:
        _is_looking.set(False)


def is_looking_back() -> bool:
    """Whether the tables show the past here."""
    return _is_looking.get()


class _Look:
    """One look at the past: the day and moment, and the tables that show it."""

    def __init__(self, on: date, known: datetime | None, chosen: tuple, *, is_kept: bool):
        self.on = connection.ops.adapt_datefield_value(on)
        self.known = connection.ops.adapt_datetimefield_value(known) if known else None
        self.tables = list(enumerate(chosen))
        # Whether the version of each row that counts is looked for once, for all tables.
        self.is_kept = is_kept

    @contextmanager
    def in_views(self) -> Iterator[None]:
        # PostgreSQL: one transaction, for a pooler may give the next one to another connection.
        # SQLite: none, for it would keep every writer waiting.
        with transaction.atomic() if _is_postgresql() else nullcontext():
            try:
                self._look()
                yield
            finally:
                _look_away()

    def _look(self) -> None:
        _look_away()
        with connection.cursor() as cursor:
            if _is_postgresql():
                # Where what is temporary is looked for last, nobody would find the past. And one
                # question over all tables is not worth being compiled, however much it costs. Rows
                # and versions lie in one order, in which they are joined in half the time.
                path = "'pg_temp, ' || current_setting('search_path')"
                also = [f"set_config('search_path', {path}, true)"]
                off = [f"set_config('{name}', 'off', true)" for name in ("jit", "enable_hashjoin")]
                places.take(cursor, *also, *off)
            if self.is_kept:
                self._keep(cursor)
            for view in self._views():
                cursor.execute(view)

    def _keep(self, cursor) -> None:
        columns = "source integer, row_id bigint, version bigint NOT NULL"
        if _is_postgresql():
            cursor.execute(f"CREATE TEMPORARY TABLE {COUNTING} ({columns})")
        else:
            columns += ", PRIMARY KEY (source, row_id)"
            cursor.execute(f"CREATE TEMPORARY TABLE {COUNTING} ({columns}) WITHOUT ROWID")
        if _is_postgresql():
            short = _with_short_histories(cursor)
            questions = [self._in_one_go(*table) for table in self.tables if table[1] in short]
            if looked_up := [table for table in self.tables if table[1] not in short]:
                questions.append(self._known(looked_up))
            # In brackets, for some have an order of their own.
            cursor.execute(f"INSERT INTO {COUNTING} ({') UNION ALL ('.join(questions)})")
            cursor.execute(f"CREATE UNIQUE INDEX ON {COUNTING} (source, row_id)")
        else:
            # What was not known yet has no version, and the table takes none without.
            questions = [self._counting(*table) for table in self.tables]
            cursor.execute(f"INSERT OR IGNORE INTO {COUNTING} {' UNION ALL '.join(questions)}")
        # Else a table of the past would be taken for a small one, and read again and again.
        cursor.execute(f"ANALYZE {COUNTING}")

    def _counting(self, source: int, model: type[models.Model]) -> str:
        """Each row with the version that counts; None where it was not known yet."""
        # SQLite would take the view for the table that it is made of.
        rows = ("" if _is_postgresql() else "main.") + _quoted(model._meta.db_table)
        return (
            f"SELECT {source} AS source, id AS row_id, ({self._version(model)}) AS version "
            f"FROM {rows} AS alive"
        )

    def _known(self, tables: Iterable[tuple]) -> str:
        """The same of several tables for PostgreSQL, without the rows that were not known yet."""
        asked = " UNION ALL ".join(self._counting(*table) for table in tables)
        # Materialized, for the condition would have each version looked for a second time.
        return (
            f"WITH counting AS MATERIALIZED ({asked}) "
            "SELECT source, row_id, version FROM counting WHERE version IS NOT NULL"
        )

    def _in_one_go(self, source: int, model: type[models.Model]) -> str:
        """The same of one, where it reads all versions faster than it looks each row up."""
        versions = _quoted(model.history.model._meta.db_table)
        return (
            f"SELECT DISTINCT ON (id) {source} AS source, id AS row_id, history_id AS version "
            f"FROM {versions} WHERE {self._by_then()} "
            "ORDER BY id, holds_from DESC, history_id DESC"
        )

    def _version(self, model: type[models.Model]) -> str:
        versions = _quoted(model.history.model._meta.db_table)
        # By number and not by time: it is the order of writing, even where a clock was set back.
        return (
            f"SELECT history_id FROM {versions} AS state WHERE state.id = alive.id "
            f"AND {self._by_then()} ORDER BY holds_from DESC, history_id DESC LIMIT 1"
        )

    def _by_then(self) -> str:
        known = f" AND history_date <= '{self.known}'" if self.known else ""
        return f"holds_from <= '{self.on}'{known}"

    def _views(self) -> list[str]:
        """What makes the tables show the past; in one statement where several are taken."""
        # Links first: PostgreSQL finds the table of their rows, as long as no view is before it.
        views = [
            _view(field.remote_field.through, self._links(source, field))
            for source, model in self.tables
            for field in model._meta.local_many_to_many
        ]
        views += [_view(model, self._rows(source, model)) for source, model in self.tables]
        return ["; ".join(views)] if _is_postgresql() else views

    def _counted(self, source: int, model: type[models.Model]) -> str:
        if self.is_kept:
            return f"(SELECT row_id, version FROM {COUNTING} WHERE source = {source})"
        return f"({self._counting(source, model)})"

    def _rows(self, source: int, model: type[models.Model]) -> str:
        names = [
            _quoted(field.column) for field in model._meta.concrete_fields if field.name != "id"
        ]
        columns = ", ".join(["counted.row_id AS id", *(f"version.{name}" for name in names)])
        versions = _quoted(model.history.model._meta.db_table)
        # LEFT, though each has its version: so a database that only counts leaves the versions
        # alone. By id too, though the version tells it: so it may begin with those it looks for.
        return (
            f"SELECT {columns} FROM {self._counted(source, model)} AS counted"
            f" {'LEFT ' if self.is_kept else ''}JOIN {versions} AS version"
            f" ON version.history_id = counted.version AND version.id = counted.row_id"
        )

    def _links(self, source: int, field: models.ManyToManyField) -> str:
        through = field.remote_field.through
        columns = ", ".join(
            f"link.{_quoted(column.column)}" for column in through._meta.concrete_fields
        )
        links = _quoted(RegisterHistory.m2m_models[field]._meta.db_table)
        source_column = _quoted(field.m2m_column_name())
        return (
            f"SELECT {columns} FROM {self._counted(source, field.model)} AS counted"
            f" JOIN {links} AS link"
            f" ON link.history_id = counted.version AND link.{source_column} = counted.row_id"
        )

    def refuse_writes(self, execute, sql, params, many, context):
        # A view refuses by itself, except that SQLite lets INSERT … RETURNING pass, to no effect.
        write = WRITE.match(sql)
        if write and write[1] in _tables():
            raise PastIsReadOnly(write[1])
        return execute(sql, params, many, context)


def _view(model: type[models.Model], question: str) -> str:
    return f"CREATE TEMPORARY VIEW {_quoted(model._meta.db_table)} AS {question}"


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
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND relpersistence = 't'"
            " AND relnamespace = pg_my_temp_schema()"
        )
        views = ", ".join(f"pg_temp.{_quoted(name)}" for (name,) in cursor.fetchall())
        ends = [f"DROP VIEW {views} CASCADE"] if views else []
        return [*ends, f"DROP TABLE IF EXISTS pg_temp.{COUNTING}"]
    cursor.execute("SELECT type, name FROM sqlite_temp_master WHERE type <> 'index'")
    found = sorted(cursor.fetchall(), reverse=True)  # views, then the table
    return [f"DROP {kind} temp.{_quoted(name)}" for kind, name in found]


def _with_short_histories(cursor) -> frozenset[type[models.Model]]:
    """Large tables with few versions to a row, as far as PostgreSQL has counted them."""
    tables = {
        model: (model._meta.db_table, model.history.model._meta.db_table)
        for model in recorded_models()
    }
    names = ", ".join(f"'{_quoted(name)}'" for pair in tables.values() for name in pair)
    cursor.execute(
        "SELECT relname, reltuples FROM pg_class"
        f" WHERE oid = ANY (ARRAY[{names}]::regclass[]) AND reltuples >= {MANY}"
    )
    counts = dict(cursor.fetchall())
    return frozenset(
        model
        for model, (rows, versions) in tables.items()
        if rows in counts and counts.get(versions, 0) <= counts[rows] * FEW_VERSIONS
    )


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
