"""Columns of rows as fields hold them, whether they were read or returned by what wrote them.

Values are those of the ORM, which takes longer to make a query than the database to answer it. Read
are the head of the log at each save, each event, and versions that tell days of the past anew.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

from django.db import connection, models


def read(
    model: type[models.Model], names: tuple[str, ...], by: str, ids: Collection[int]
) -> Iterator[list]:
    """The named columns of the rows whose column `by` has one of these values, in any order."""
    if ids:
        which, places = model._meta.get_field(by).column, ", ".join(["%s"] * len(ids))
        yield from _read(model, names, f'WHERE "{which}" IN ({places})', ids)


def read_all(model: type[models.Model], names: tuple[str, ...]) -> Iterator[list]:
    """The named columns of all rows, in any order."""
    yield from _read(model, names, "", [])


def _read(
    model: type[models.Model], names: tuple[str, ...], which: str, ids: Collection[int]
) -> Iterator[list]:
    columns, _converters = _asked(model, names)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" {which}', [*ids])
        rows = cursor.fetchall()
    yield from converted(model, names, rows)


def converted(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[tuple]
) -> Iterator[list]:
    """The named columns as fields hold them, from rows as the database gives them."""
    _columns, converters = _asked(model, names)
    for row in map(list, rows):
        for position, convert in converters:
            row[position] = convert(row[position])
        yield row


@cache
def _asked(
    model: type[models.Model], names: tuple[str, ...]
) -> tuple[str, list[tuple[int, Callable]]]:
    """The columns in SQL, and by position what makes of their values those that fields hold."""
    fields = [model._meta.get_field(name) for name in names]
    converters = []
    for position, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        backend = connection.ops.get_db_converters(column)
        steps = [*backend, *column.get_db_converters(connection)]
        if steps:
            converters.append((position, _in_turn(steps, column)))
    return ", ".join(f'"{field.column}"' for field in fields), converters


def _in_turn(steps: list[Callable], column: models.Expression) -> Callable:
    def convert(value):
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert
