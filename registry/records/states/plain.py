"""What each touched row says beside its newest version: whether it is called otherwise, and whether
one new state of today is all that its change needs, as with nearly all of them.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db import connection, models

from registry.records.copies import CREATED, Written
from registry.records.names.buckets import columns_of, few
from registry.records.states.cells import shape_of
from registry.records.states.wishes import Wish


class Beside(NamedTuple):
    """A row beside the version that was its newest when the block began to write versions."""

    # What is of no day was changed, such as its own dates, or it has ended: it is not of today.
    is_of_other_days: bool
    # What both say in `names.columns_of`, as the database gives it; of a new row None before.
    called: tuple
    before: tuple


def beside_newest(
    touched: Mapping[type[models.Model], Collection[int]], today: date
) -> dict[type[models.Model], dict[int, Beside]]:
    """Of rows by their table: one question for all that is asked of them, for each save asks it."""
    return {model: _beside_newest(model, pks, today) for model, pks in touched.items()}


def _beside_newest(
    model: type[models.Model], pks: Collection[int], today: date
) -> dict[int, Beside]:
    names, found = len(columns_of(model)), {}
    if names or model.is_lasting:
        for some in few(pks):
            for pk, is_odd, *said in _asked(model, some, today):
                found[pk] = Beside(bool(is_odd), tuple(said[:names]), tuple(said[names:]))
    return found


def beside_nothing(written: Written) -> dict[int, Beside]:
    """The new ones among rows whose versions were written: nothing is asked of these."""
    if written.kind != CREATED:
        return {}
    names = columns_of(written.model)
    nothing = (None,) * len(names)
    return {
        pk: Beside(is_of_other_days=False, called=tuple(called), before=nothing)
        for pk, _kind, *called in written.copies.said("id", "history_type", *names)
    }


def _asked(model: type[models.Model], pks: Collection[int], today: date) -> list[tuple]:
    statement, days = _compared(model)
    today = connection.ops.adapt_datefield_value(today)
    places = ", ".join(["%s"] * len(pks))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ({places})", [*[today] * days, *pks])
        return cursor.fetchall()


@cache
def _compared(model: type[models.Model]) -> tuple[str, int]:
    """The question up to the ids of the rows, and how often it names today."""
    quoted = connection.ops.quote_name
    rows, versions = quoted(model._meta.db_table), quoted(model.history.model._meta.db_table)
    odd = " OR ".join(_of_other_days(model)) or "1 = 0"
    called = (f"{side}.{quoted(name)}" for side in ("alive", "said") for name in columns_of(model))
    statement = (
        f"SELECT {', '.join(['alive.id', odd, *called])} "  # noqa: S608
        f"FROM {rows} AS alive LEFT JOIN {versions} AS said "
        f"ON said.history_id = (SELECT history_id FROM {versions} AS version "
        "WHERE version.id = alive.id ORDER BY holds_from DESC, history_id DESC LIMIT 1) "
        "WHERE alive.id IN"
    )
    return statement, odd.count("%s")


def _of_other_days(model: type[models.Model]) -> list[str]:
    if not model.is_lasting:
        return []
    quoted = connection.ops.quote_name
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    odd = [
        f"alive.{quoted(name)} {differs} said.{quoted(name)}" for name in shape_of(model).of_no_day
    ]
    if model.until:
        odd.append(f"alive.{quoted(model.until)} < %s")
    odd.append(
        "(alive.retired_on <= %s AND NOT (said.retired_on IS NULL AND alive.retired_on = %s))"
    )
    return odd


def not_plain(
    pks: Collection[int], beside: Mapping[int, Beside], wish: Wish, stated: Collection[int]
) -> set[int]:
    """Those of the changed rows of which more than one new state of today is to be written."""
    if not wish.is_plain:
        return {*pks}
    return {pk for pk in pks if pk in stated or (pk in beside and beside[pk].is_of_other_days)}
