"""The versions of a row, in words: who, when, why, and what became different."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery, Value
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry import hooks
from registry.records.history import CREATED, RegisterHistory


@dataclass(frozen=True)
class Change:
    """One field of one version: what it said before, and what it says from then on."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return _("{label} from “{old}” to “{new}”").format(
            label=self.label, old=self.old, new=self.new
        )


@dataclass(frozen=True)
class Removal:
    """What was taken out of a version after it was written: when, by whom, why, which event."""

    labels: str  # of the fields
    at: datetime
    author: str
    ground: str
    event: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastVersion:
    """A version of a row. `values` are label and text of every field, in model order."""

    pk: int
    author: str
    at: datetime
    reason: str
    is_first: bool
    values: list[tuple[str, str]]
    changes: list[Change]
    removals: list[Removal]
    # Since when this holds; None where the table does not say.
    holds_from: date | None = None

    @property
    def since(self) -> str:
        return since_in_words(self.holds_from) if self.holds_from else ""


def since_in_words(day: date | None) -> str:
    if day is None or day == date.min:
        return _("from the beginning")
    return _("since {day}").format(day=date_format(day))


def as_of_today(model: type[models.Model]) -> models.QuerySet:
    """The newest version of each row: what today knows, also where the tables show the past."""
    versions = model.history.model.objects
    newest = versions.filter(id=OuterRef("id")).order_by("-history_id").values("history_id")[:1]
    return versions.filter(history_id=Subquery(newest))


def everybody(rows: models.QuerySet) -> models.QuerySet:
    """Whoever looks sees all rows that a version refers to."""
    return rows


# Of rows that a version refers to, those that whoever looks may see: others are not named.
Sees = Callable[[models.QuerySet], models.QuerySet]


def versions_of(
    model: type[models.Model], pk: int, start: int = 0, size: int = 25, sees: Sees = everybody
):
    """Versions newest first, from `start` on. The number of queries does not grow with `size`."""
    rows = list(model.history.filter(id=pk).order_by("-history_id")[start : start + size + 1])
    return _described(model, rows, sees)[:size]


def changes_since(model: type[models.Model], pk: int, seen: int | None) -> list[PastVersion]:
    """Versions newer than the one that was seen, newest first."""
    seen = seen or 0
    rows = list(model.history.filter(id=pk, history_id__gte=seen).order_by("-history_id"))
    return [version for version in _described(model, rows) if version.pk > seen]


def version_of(
    model: type[models.Model], pk: int, history_id: int, sees: Sees = everybody
) -> PastVersion | None:
    """One version with the differences from the one before it; None where there is none."""
    rows = model.history.filter(id=pk, history_id__lte=history_id).order_by("-history_id")[:2]
    if not rows or rows[0].history_id != history_id:
        return None
    return _described(model, list(rows), sees)[0]


def differences(
    model: type[models.Model], pairs: list[tuple], sees: Sees = everybody
) -> list[PastVersion]:
    """Pairs of a version and an older one of the same row, or None where it was not there yet."""
    return described({model: pairs}, sees)[model]


def older_version(model: type[models.Model]) -> Subquery:
    """For versions to add: the number of the one that each of them changed.

    That is the version before it, or where versions say since when they hold: the one that held
    on the day from which this one holds.
    """
    versions = model.history.model.objects
    earlier = versions.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    order = ["-history_id"]
    if any(field.name == "holds_from" for field in versions.model._meta.concrete_fields):
        earlier = earlier.filter(holds_from__lte=OuterRef("holds_from"))
        order.insert(0, "-holds_from")
    return Subquery(earlier.order_by(*order).values("history_id")[:1])


def _described(model, rows, sees: Sees = everybody) -> list[PastVersion]:
    return differences(model, list(zip(rows, [*rows, None][1:], strict=True)), sees)


def described(
    pairs: dict[type[models.Model], list[tuple]], sees: Sees = everybody
) -> dict[type[models.Model], list[PastVersion]]:
    """The same for several tables. What they refer to is looked up once for all of them."""
    rows = {
        model: list({row.history_id: row for pair in some for row in pair if row}.values())
        for model, some in pairs.items()
    }
    texts = _texts(rows, sees)
    return {model: list(_compared(model, some, texts[model])) for model, some in pairs.items()}


def _compared(model, pairs, texts) -> Iterator[PastVersion]:
    labels = {name: capfirst(model._meta.get_field(name).verbose_name) for name in _names(model)}
    removals = defaultdict(list)
    for removed in hooks.removals_wanted(model, list(texts)):
        removals |= removed
    for row, older in pairs:
        new = texts[row.history_id]
        old = texts[older.history_id] if older else {}
        yield PastVersion(
            pk=row.history_id,
            author=row.history_author,
            at=row.history_date,
            reason=row.history_change_reason,
            is_first=row.history_type == CREATED,
            values=[(labels[name], text) for name, text in new.items()],
            changes=[
                Change(labels[name], old[name], text)
                for name, text in new.items()
                if older and old[name] != text
            ],
            removals=removals[row.history_id],
            holds_from=getattr(row, "holds_from", None),
        )


def _names(model) -> list[str]:
    fields = [field.name for field in model._meta.concrete_fields if field.name != "id"]
    return fields + [field.name for field in model._meta.local_many_to_many]


def _texts(rows: dict[type[models.Model], list], sees: Sees) -> dict[type, dict]:
    """By table and version the text of each field; related rows are fetched per table."""
    links = links_of(
        {
            field: [row.history_id for row in some]
            for model, some in rows.items()
            for field in model._meta.local_many_to_many
        }
    )
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for model, some in rows.items():
        for field in model._meta.concrete_fields:
            if field.is_relation:
                wanted[field.related_model] |= {getattr(row, field.attname) for row in some}
    for field, linked in links.items():
        wanted[field.related_model] |= {pk for pks in linked.values() for pk in pks}
    labels = {
        related: {row.pk: str(row) for row in sees(related._base_manager.filter(pk__in=pks))}
        for related, pks in ((related, pks - {None}) for related, pks in wanted.items())
        if pks
    }
    return {
        model: {
            row.history_id: {
                name: _text(model._meta.get_field(name), row, links, labels)
                for name in _names(model)
            }
            for row in some
        }
        for model, some in rows.items()
    }


def links_of(
    versions: dict[models.ManyToManyField, list[int]],
) -> dict[models.ManyToManyField, dict[int, list[int]]]:
    """By field and version, to which rows it was linked: one query for all fields."""
    links: dict = {field: defaultdict(list) for field in versions}
    asked = [
        RegisterHistory.m2m_models[field]
        .objects.filter(history__in=pks)
        .order_by()
        .values_list(Value(place), "history", field.m2m_reverse_field_name())
        for place, (field, pks) in enumerate(versions.items())
        if pks
    ]
    fields = list(versions)
    for place, version, target in asked[0].union(*asked[1:], all=True) if asked else ():
        links[fields[place]][version].append(target)
    return links


def _not_for_you() -> str:
    return _("[an entry that is not approved]")


def _text(field, row, links, labels) -> str:
    if field.many_to_many:
        names = labels.get(field.related_model, {})
        linked = links[field].get(row.history_id, [])
        return "; ".join(sorted(names.get(pk) or _not_for_you() for pk in linked))
    value: Any = getattr(row, field.attname)
    if value in (None, "", {}):
        return ""
    if field.is_relation:
        return labels[field.related_model].get(value) or _not_for_you()
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in sorted(value.items()))
    if isinstance(field, models.DateField):
        return date_format(value)
    return str(localize(value)) if not isinstance(value, str) else value
