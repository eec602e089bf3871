"""What each write asks and writes beside its rows: compiled once, and not each time.

The ORM takes several times as long to make such a query as the database to answer it.
"""

from collections.abc import Callable, Collection
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

# It gains 1.3 to 1.4 times at a save and nothing at an import (benchmarks/costs/own_ways.py). A way
# of our own has to gain more, but a save shall take no tenth longer than it did before the rules
# about names and absences, and is nearer to that with this than without.
Question = Callable[[type[models.Model], Collection[int]], models.QuerySet]


def answers(question: Question, model: type[models.Model], pks: Collection[int]) -> list[tuple]:
    """The rows of `question(model, pks)`, a `values_list`, as the database gives them.

    Numbers and texts, that is: nothing is converted, and of a date or a mapping it may only be
    asked whether there is any. The question names the ids as `pk__in` or the like, and is the same
    each time: a function of a module, that asks for nothing else that may change, such as a day.
    """
    if not pks:
        return []
    statement, params = _compiled(question, model, len(pks))
    those = dict(zip(_stand_ins(len(pks)), pks, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(statement, [those.get(param, param) for param in params])
        return cursor.fetchall()


def _stand_ins(count: int) -> range:
    """Ids that no row has."""
    return range(-count, 0)


@lru_cache(maxsize=1_000)
def _compiled(question: Question, model: type[models.Model], count: int) -> tuple[str, tuple]:
    return question(model, _stand_ins(count)).query.sql_with_params()


# At a save of a new row, or of a changed one with its links, what follows gains 1.06: see above.
Said = list[tuple[models.Field, Any]]


def add_row(model: type[models.Model], said: Said) -> int | None:
    """Put in a row that has no id yet, of which all other columns are said, and return its id.

    None, and nothing is done, where one is said by an expression: that is for the ORM to write.
    """
    if (values := _prepared(said)) is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_adding(model, _names(said)), values)
        return cursor.fetchone()[0]


def change_row(model: type[models.Model], pk: int, said: Said) -> int | None:
    """Write some columns of a row, and return whether there is one: 1 or 0. None as above."""
    if (values := _prepared(said)) is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_changing(model, _names(said)), [*values, pk])
        return cursor.rowcount


def _names(said: Said) -> tuple[str, ...]:
    return tuple([field.name for field, _value in said])


def _prepared(said: Said) -> list | None:
    if any(hasattr(value, "resolve_expression") for _field, value in said):
        return None
    return [field.get_db_prep_save(value, connection) for field, value in said]


@lru_cache(maxsize=1_000)
def _adding(model: type[models.Model], names: tuple[str, ...]) -> str:
    key = connection.ops.quote_name(model._meta.pk.column)
    return f"{_insertion(model, names, or_leave=False)} RETURNING {key}"


@lru_cache(maxsize=1_000)
def _changing(model: type[models.Model], names: tuple[str, ...]) -> str:
    quoted, columns = connection.ops.quote_name, map(model._meta.get_field, names)
    said = ", ".join(f"{quoted(field.column)} = %s" for field in columns)
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    return f"UPDATE {table} SET {said} WHERE {key} = %s"  # noqa: S608


# With the head of the log read and written likewise it gains 1.15 to 1.3 times at a save, 1.13 when
# mail is filed and 1.4 at an import: Django writes many rows to PostgreSQL as arrays, in which each
# quotation mark of a leaf is escaped. For names it gains 1.05. Too little for a way of our own, but
# without it each of these misses the same tenth.
def insert(
    cursor,
    model: type[models.Model],
    names: tuple[str, ...],
    rows: list[tuple],
    *,
    or_leave: bool = False,
) -> None:
    """Put rows into a table that is not recorded: the named columns, as the database has them.

    With `or_leave`, those that would double another row are left out.
    """
    statement = _insertion(model, names, or_leave=or_leave)
    if len(rows) == 1:  # for `executemany` psycopg opens and closes a pipeline
        cursor.execute(statement, rows[0])
    else:
        cursor.executemany(statement, rows)


@cache
def _insertion(model: type[models.Model], names: tuple[str, ...], *, or_leave: bool) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(model._meta.get_field(name).column) for name in names)
    places = ", ".join(["%s"] * len(names))
    table, unless = quoted(model._meta.db_table), " ON CONFLICT DO NOTHING" if or_leave else ""
    return f"INSERT INTO {table} ({columns}) VALUES ({places}){unless}"  # noqa: S608
