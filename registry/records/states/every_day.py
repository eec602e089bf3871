"""What has to hold on every day: one name leads to one row, and no row back to itself."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.compiled import answers
from registry.records.moments import FIRST_DAY
from registry.records.rules import Fault, returns
from registry.records.states.cells import shape_of

# From a day up to another, and what a row was called.
Called = tuple[date, date, tuple]


def not_on_every_day(
    model: type[models.Model], pks: Collection[int], told_anew: Collection[int]
) -> Iterator[Fault]:
    """What is wrong with rows that are new, or whose past was told anew, on some day or other."""
    for name in names_of(model):
        yield from _sharing(model, (name,), pks)
    if told_anew and len(model.key) > 1:
        yield from _sharing(model, model.key, told_anew)
    if model.leads_to and told_anew:
        yield from _circular(model, told_anew)


@cache
def names_of(model: type[models.Model]) -> list[str]:
    """The fields of which each names one row alone; references are never used again anyway."""
    fields = [field for field in model._meta.concrete_fields if field.unique]
    named = [field.name for field in fields if not field.primary_key and not field.is_relation]
    return [name for name in named if name != model.never_reused]


def _sharing(model, names: tuple[str, ...], pks: Collection[int]) -> Iterator[Fault]:
    others = {pk for (pk,) in answers(_questions(names), model, pks)}
    if not others:
        return
    called = _called(model, names, {*pks} | others)
    for pk in sorted(pks):
        for other in sorted((others | {*pks}) - {pk}):
            if (shared := _first_shared(called[pk], called[other])) is not None:
                yield Fault(model, pk, names[0] if len(names) == 1 else "", _told(*shared))
                break


def _told(day: date, said: tuple) -> str:
    if len(said) > 1:
        return _(
            "On {day} another entry had the same key. Choose another one, or correct the days of "
            "one of the two."
        ).format(day=date_format(max(day, FIRST_DAY)))
    return _(
        "“{name}” was the name of another entry on {day}. Choose another name, or "
        "correct the days of one of the two."
    ).format(name=said[0], day=date_format(max(day, FIRST_DAY)))


@cache
def _questions(names: tuple[str, ...]):
    def bearing(model: type[models.Model], pks: Collection[int]) -> models.QuerySet:
        """Other rows that were called at any time as one of these was at any time.

        Or nearly so: of what may be empty nothing is asked, for nothing is like it in a database.
        """
        fields = [model._meta.get_field(name) for name in names]
        stated = [field.attname for field in fields if not field.null]
        versions = model.history.model.objects.order_by()
        own = versions.filter(id__in=pks)
        # So an index answers, however many versions there are.
        same = {f"{name}__in": own.values(name) for name in stated}
        return versions.filter(**same).exclude(id__in=pks).values_list("id").distinct()

    return bearing


def _called(model, names: tuple[str, ...], pks: Collection[int]) -> dict[int, list[Called]]:
    """What each row was called on the days on which it was there."""
    shape, found = shape_of(model), defaultdict(dict)
    versions = model.history.model.objects.filter(id__in=pks)
    versions = versions.order_by("holds_from", "history_id")
    columns = [model._meta.get_field(name).attname for name in names]
    read = dict.fromkeys([*columns, "retired_on", *shape.own_dates])
    for row in versions.values("id", "holds_from", *read):
        found[row["id"]][row["holds_from"]] = row
    return {pk: list(_stretches(model, columns, rows)) for pk, rows in found.items()}


def _stretches(model, columns: list[str], rows: dict[date, dict]) -> Iterator[Called]:
    days = sorted(rows)
    for day, following in zip(days, [*days[1:], None], strict=True):
        row = rows[day]
        start = row.get(model.since) or row["first_day"] or date.min
        ends = [row.get(model.until) or date.max, row["retired_on"] or date.max, following]
        end = min(end for end in ends if end)
        if max(day, start) < end:
            yield max(day, start), end, tuple(row[name] for name in columns)


def _first_shared(ours: list[Called], theirs: list[Called]) -> tuple[date, tuple] | None:
    """The first day on which two rows were called the same, and how."""
    shared = [
        (max(start, begun), name)
        for start, end, name in ours
        for begun, ended, other in theirs
        if name == other and max(start, begun) < min(end, ended)
    ]
    return min(shared, key=itemgetter(0), default=None)


def _circular(model, pks: Collection[int]) -> Iterator[Fault]:
    """Asked of each day on which any row begins to lead elsewhere, not only those told anew."""
    leads_to, told = model._meta.get_field(model.leads_to).attname, set()
    versions = model.history.model.objects.order_by()
    leading = versions.exclude(**{leads_to: None}).values("id")
    states = versions.filter(id__in=leading).order_by("holds_from", "history_id")
    following: dict[int, int] = {}
    rows = states.values_list("holds_from", "id", leads_to)
    for day, begun in groupby(rows, key=itemgetter(0)):
        following |= {pk: target for _day, pk, target in begun}
        leading_on = {pk: target for pk, target in following.items() if target}
        for pk in sorted({*pks} - told):
            if returns(pk, leading_on):
                told.add(pk)
                yield Fault(
                    model,
                    pk,
                    model.leads_to,
                    _("On {day} this led back to itself. Choose another day.").format(
                        day=date_format(max(day, FIRST_DAY))
                    ),
                )
