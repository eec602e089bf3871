"""A database of an earlier landing gets the tables of today, with all rows, ids and history.

Until the first release each application has one migration, which is written anew under its name.
Django then finds nothing to do. So the tables are set aside, made anew as that migration makes
them now, filled, and compared by their counts, in one transaction: it is done whole or not at all.
What versions were sealed with stays as it is; the log is told of new columns afterwards.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry import made_with
from registry.searching.index import FTS
from registry.serving.troubles import trouble_of
from registry.upgrading import earlier
from registry.upgrading.aside import Aside, aside_on

Progress = Callable[[str], None]


class CannotCarryOver(RuntimeError):
    """Nothing was changed. Says in words what has no place today."""


@dataclass(frozen=True)
class Filling:
    """How a table of today is filled from the one that was there: its columns, and from what."""

    table: str
    columns: list[str]
    expressions: list[str]
    values: list


def carry_over(using: str, progress: Progress) -> None:
    """Where the tables are not those of today. Raises `CannotCarryOver`."""
    database = connections[using]
    if using != DEFAULT_DB_ALIAS or not made_with.is_other(database):
        return
    state = made_with.state_of(database)
    progress(_("Carrying the tables of an earlier version over …"))
    try:
        with database.schema_editor() as editor:
            rows = _rebuild(editor, state)
    except DatabaseError as error:
        if trouble_of(error):  # busy, full, away: nothing is wrong with its tables
            raise
        raise CannotCarryOver(" ".join(str(error).split())) from error
    progress(
        ngettext(
            "Carried over with its one row.", "Carried over with all {rows} rows.", rows
        ).format(rows=rows)
    )


def _rebuild(editor: BaseDatabaseSchemaEditor, state: ProjectState) -> int:
    database = editor.connection
    was = _there(database)
    now = {model._meta.db_table: model for model in made_with.tables_in(state, with_between=True)}
    _refuse_losses(database, was, now)
    fillings = [_filling(editor, now[name], was[name]) for name in sorted(was.keys() & now.keys())]
    with database.cursor() as cursor:
        aside = aside_on(database.vendor)(cursor)
        counts = {filling.table: _count(cursor, filling.table) for filling in fillings}
        aside.put(sorted(was))
        for model in made_with.tables_in(state):
            editor.create_model(model)
        for filling in fillings:
            _fill(cursor, filling, aside)
            aside.go_on_counting(filling.table, now[filling.table]._meta.pk)
            if _count(cursor, filling.table) != counts[filling.table]:
                raise CannotCarryOver(_("{table} is not whole.").format(table=filling.table))
        aside.drop()
    return sum(counts.values())


def _there(database: BaseDatabaseWrapper) -> dict[str, dict[str, bool]]:
    """Our tables in the database, each with its columns and whether they may be empty.

    The words of the search, which SQLite keeps in tables of its own, follow from the others.
    """
    prefixes = tuple(f"{app}_" for app in made_with.OURS)
    with database.cursor() as cursor:
        return {
            name: {
                column.name: column.null_ok
                for column in database.introspection.get_table_description(cursor, name)
            }
            for name in database.introspection.table_names(cursor)
            if name.startswith(prefixes) and not name.startswith(FTS)
        }


def _refuse_losses(
    database: BaseDatabaseWrapper,
    was: dict[str, dict[str, bool]],
    now: dict[str, type[models.Model]],
) -> None:
    """Where a value has no place today, and nobody has said that it goes."""
    for name, columns in sorted(was.items()):
        if name in earlier.GIVEN_UP:
            continue
        there = {field.column for field in now[name]._meta.fields} if name in now else set()
        renamed = {
            column
            for place, expression in earlier.STANDS_IN.items()
            for column in columns
            if place.startswith(f"{name}.") and f'"{column}"' in expression
        }
        for column in sorted(columns.keys() - there - renamed):
            if f"{name}.{column}" not in earlier.GIVEN_UP and _holds(database, name, column):
                raise CannotCarryOver(
                    _("{column} holds values that have no place in this version.").format(
                        column=f"{name}.{column}"
                    )
                )


def _holds(database: BaseDatabaseWrapper, table: str, column: str) -> bool:
    """Whether any row says something there, beside nothing, none, and no."""
    with database.cursor() as cursor:
        cursor.execute(
            f'SELECT 1 FROM "{table}" WHERE "{column}" IS NOT NULL AND '
            f"""CAST("{column}" AS text) NOT IN ('', '0', 'false', '[]', '{{}}') LIMIT 1"""
        )
        return cursor.fetchone() is not None


def _filling(
    editor: BaseDatabaseSchemaEditor, model: type[models.Model], was: dict[str, bool]
) -> Filling:
    filling = Filling(model._meta.db_table, [], [], [])
    for field in _stored(model):
        place, default = f"{filling.table}.{field.column}", _default(editor, field)
        expression = earlier.STANDS_IN.get(place) or f'"{field.column}"'
        is_there = place in earlier.STANDS_IN or field.column in was
        if default is None and not is_there and not field.null:
            with editor.connection.cursor() as cursor:
                if _count(cursor, filling.table):
                    raise CannotCarryOver(
                        _("{column} is new and must be filled, and nothing says with what.").format(
                            column=place
                        )
                    )
        if not is_there:
            expression = "%s"
        elif default is not None and not field.null and was.get(field.column):
            expression = f"COALESCE({expression}, %s)"
        filling.columns.append(f'"{field.column}"')
        filling.expressions.append(expression)
        filling.values.extend([default] * expression.count("%s"))
    return filling


def _stored(model: type[models.Model]) -> Iterator[models.Field]:
    yield from (field for field in model._meta.concrete_fields if not field.generated)


_OF_THIS_MOMENT: dict[tuple, object] = {}


def _default(editor: BaseDatabaseSchemaEditor, field: models.Field):
    """The same for a row and its versions, also where a function gives it."""
    if not (field.has_default() and callable(field.default)):
        return editor.effective_default(field)
    key = (field.attname, field.default)
    if key not in _OF_THIS_MOMENT:
        _OF_THIS_MOMENT[key] = editor.effective_default(field)
    return _OF_THIS_MOMENT[key]


def _fill(cursor, filling: Filling, aside: Aside) -> None:
    cursor.execute(
        f'INSERT INTO "{filling.table}" ({", ".join(filling.columns)}) '
        f"SELECT {', '.join(filling.expressions)} FROM {aside.name(filling.table)}",
        filling.values or None,
    )


def _count(cursor, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    return cursor.fetchone()[0]
