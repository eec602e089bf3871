"""Which changes need no more than one new state of today, as nearly all of them do."""

from collections.abc import Collection

from django.db import connection, models
from django.utils import timezone

from registry.records.states.cells import shape_of
from registry.records.states.rewriting import Wish


def not_plain(
    model: type[models.Model], pks: Collection[int], wish: Wish, stated: Collection[int]
) -> set[int]:
    """Those of the changed rows of which more than one new state of today is to be written."""
    if not wish.is_plain:
        return {*pks}
    return {*stated} & {*pks} | _with_other_days(model, pks)


def _with_other_days(model: type[models.Model], pks: Collection[int]) -> set[int]:
    """Rows whose own dates were changed, or that have ended: these days are another's than today.

    One question for all rows, as small as it can be: each save asks it.
    """
    if not pks:
        return set()
    quoted, shape = connection.ops.quote_name, shape_of(model)
    rows, versions = quoted(model._meta.db_table), quoted(model.history.model._meta.db_table)
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    odd = [f"alive.{quoted(name)} {differs} said.{quoted(name)}" for name in shape.own_dates]
    if model.until:
        odd.append(f"alive.{quoted(model.until)} < %s")
    odd.append(
        "(alive.retired_on <= %s AND NOT (said.retired_on IS NULL AND alive.retired_on = %s))"
    )
    days = [today] * " ".join(odd).count("%s")
    places = ", ".join(["%s"] * len(pks))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT alive.id FROM {rows} AS alive JOIN {versions} AS said "  # noqa: S608
            f"ON said.history_id = (SELECT history_id FROM {versions} AS version "
            "WHERE version.id = alive.id ORDER BY holds_from DESC, history_id DESC LIMIT 1) "
            f"WHERE alive.id IN ({places}) AND ({' OR '.join(odd)})",
            [*pks, *days],
        )
        return {pk for (pk,) in cursor.fetchall()}
