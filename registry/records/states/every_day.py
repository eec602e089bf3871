"""What has to hold on every day: one name leads to one row, and no row back to itself."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.compiled import answers
from registry.records.moments import FIRST_DAY
from registry.records.names.buckets import (
    Naming,
    bucket_of,
    fields_of,
    folding,
    in_the_same_bucket,
    is_text,
)
from registry.records.names.buckets import names_of as names_kept_of
from registry.records.personal import is_marker
from registry.records.rules import Fault, returns
from registry.records.states.cells import shape_of
from registry.refusals import shown

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Called:
    """What a row was called from a day on, up to another that is no longer one of them."""

    pk: int
    start: date
    end: date
    said: tuple
    # As people can tell names apart.
    folded: tuple


@dataclass
class Names:
    """What one row was called on the days on which it was there, and ever before this block."""

    states: dict[date, dict] = field(default_factory=dict)
    before: set[tuple] = field(default_factory=set)


def is_there_before(row: models.Model, day: date) -> bool:
    """Whether a new row is there before the day on which it is written."""
    start = (getattr(row, row.since) if row.since else None) or row.first_day
    # A date, or the text of one until it is read back.
    return start is None or str(start) < day.isoformat()


def not_on_every_day(
    model: type[models.Model],
    pks: Collection[int],
    told_anew: Collection[int],
    written: Collection[int],
) -> Iterator[Fault]:
    """What is wrong with rows that are new, or whose past was told anew, on some day or other.

    `written` are the ids of the versions of this block.
    """
    for naming in namings_of(model):
        yield from _sharing(model, naming, pks, written)
    if model.leads_to and told_anew:
        yield from _circular(model, told_anew)


@cache
def namings_of(model: type[models.Model]) -> list[Naming]:
    """The fields that name one row alone, together; references are never used again anyway."""
    fields = [field for field in model._meta.concrete_fields if field.unique]
    named = [(field.name,) for field in fields if not field.primary_key and not field.is_relation]
    namings = dict.fromkeys([model.key, *names_kept_of(model), *named])
    return [naming for naming in namings if naming and naming != (model.never_reused,)]


def _sharing(
    model, naming: Naming, pks: Collection[int], written: Collection[int]
) -> Iterator[Fault]:
    fields, ours = fields_of(model, naming), {*pks}
    names = _names(model, fields, ours, written)
    others = _near(model, naming, fields, names) - ours
    called: dict[tuple, list[Called]] = defaultdict(list)
    for pk, row in (names | _names(model, fields, others, written)).items():
        for name in _stretches(model, fields, pk, row.states):
            if not any(map(is_marker, name.said)):  # nobody knows what they were called
                called[name.folded].append(name)
    told = set()
    for alike in called.values():
        for one, other in _sharing_a_day(alike, ours - told):
            # What was nearly alike before this rule may be retired and corrected.
            if one.said == other.said or one.said not in names[one.pk].before:
                told.add(one.pk)
                yield Fault(model, one.pk, _told_at(fields), _told(fields, one, other))


def _told_at(fields: list[models.Field]) -> str:
    return fields[0].name if len(fields) == 1 else ""


def _told(fields: list[models.Field], one: Called, other: Called) -> str:
    day = date_format(max(one.start, other.start, FIRST_DAY))
    if len(fields) > 1 and one.said == other.said:
        return _(
            "On {day} another entry had the same key. Choose another one, or correct the days of "
            "one of the two."
        ).format(day=day)
    texts = [number for number, field in enumerate(fields) if is_text(field)]
    at = next((n for n in texts if one.said[n] != other.said[n]), texts[0] if texts else 0)
    if one.said == other.said:
        return _(
            "“{name}” was the name of another entry on {day}. Choose another name, or "
            "correct the days of one of the two."
        ).format(name=one.said[at], day=day)
    return _(
        "“{name}” differs only by capitals, spaces or invisible characters from “{other}”, "
        "which was the name of another entry on {day}. Choose a clearly different name, or "
        "correct the days of one of the two."
    ).format(name=shown(one.said[at]), other=shown(other.said[at]), day=day)


def _sharing_a_day(alike: list[Called], ours: Collection[int]) -> Iterator[tuple[Called, Called]]:
    """Of what is called alike: each of our rows with another on a day of both, the first one."""
    if len({name.pk for name in alike}) == 1:
        return
    for pk in sorted({name.pk for name in alike if name.pk in ours}):
        pairs = [
            (one, other)
            for one in alike
            if one.pk == pk
            for other in alike
            if other.pk != pk and max(one.start, other.start) < min(one.end, other.end)
        ]
        if pairs:
            yield min(pairs, key=lambda pair: (max(pair[0].start, pair[1].start), pair[1].pk))


def _near(model, naming: Naming, fields: list[models.Field], names: dict[int, Names]) -> set[int]:
    """The rows that were at any time called alike, or nearly so."""
    if naming not in names_kept_of(model):
        return {pk for (pk,) in answers(_questions(naming), model, [*names])}
    folded, columns = folding(fields), [field.attname for field in fields]
    said = {
        tuple(state[column] for column in columns)
        for row in names.values()
        for state in row.states.values()
    }
    return in_the_same_bucket(model, {bucket_of(naming, fields, folded(it)) for it in said})


@cache
def _questions(names: Naming):
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


def _names(
    model, fields: list[models.Field], pks: Collection[int], written: Collection[int]
) -> dict[int, Names]:
    found: dict[int, Names] = defaultdict(Names)
    versions = model.history.model.objects.filter(id__in=pks)
    versions = versions.order_by("holds_from", "history_id")
    columns = [field.attname for field in fields]
    read = dict.fromkeys([*columns, "retired_on", *shape_of(model).own_dates])
    for row in versions.values("id", "history_id", "holds_from", *read):
        found[row["id"]].states[row["holds_from"]] = row
        if row["history_id"] not in written:
            found[row["id"]].before.add(tuple(row[column] for column in columns))
    return dict(found)


def _stretches(
    model, fields: list[models.Field], pk: int, states: dict[date, dict]
) -> Iterator[Called]:
    days, folded = sorted(states), folding(fields)
    for day, following in zip(days, [*days[1:], None], strict=True):
        row = states[day]
        start = max(day, row.get(model.since) or row["first_day"] or date.min)
        ends = [_day_after(row.get(model.until)), row["retired_on"], following, date.max]
        end = min(filter(None, ends))
        if start < end:
            said = tuple(row[field.attname] for field in fields)
            yield Called(pk, start, end, said, folded(said))


def _day_after(last: date | None) -> date | None:
    """Until a day means up to its end, everywhere; retired on a day means no longer on it."""
    return last + ONE_DAY if last and last < date.max else None


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
