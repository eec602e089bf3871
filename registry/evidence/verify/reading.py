"""Reading rows that somebody may have damaged: what cannot be read is named, not tripped over."""

from collections.abc import Callable, Collection

from django.core.exceptions import ValidationError
from django.db import Error

from registry.evidence.log.content import SealedTable

# What drivers, converters and fields say of bytes that are none of theirs.
UNREADABLE = (ArithmeticError, Error, TypeError, ValidationError, ValueError)


def values_read(
    table: SealedTable, ids: Collection[int], refuse: Callable[[int, str], None]
) -> dict[int, dict]:
    """As `SealedTable.values`; of a row that cannot be read, the fields that can.

    `refuse` is told of each field that cannot, with the id of its row.
    """
    try:
        return table.values(ids)
    except UNREADABLE:
        return {pk: values for pk in ids if (values := _one(table, pk, refuse)) is not None}


def _one(table: SealedTable, pk: int, refuse) -> dict | None:
    try:
        return table.values([pk]).get(pk)
    except UNREADABLE:
        values = {}
        for column in table.columns:
            try:
                values |= table.only(column).values([pk])[pk]
            except UNREADABLE:
                refuse(pk, column)
        for link in table.links:
            try:
                values |= table.only(link.name).values([pk])[pk]
            except UNREADABLE:
                refuse(pk, link.name)
        return values
