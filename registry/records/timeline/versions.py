"""The versions of a row, in words: who, when, why, and what became different."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry import hooks
from registry.records.copies import CREATED
from registry.records.states.cells import shape_of
from registry.records.timeline.since import (
    beginning_of,
    since_in_words,
    since_when,
    state_before,
)
from registry.records.timeline.texts import (
    Links,
    Sees,
    everybody,
    labels_of,
    links_of,
    names_of,
    text_of,
)

# Versions of one table, each with the one that it follows, or None.
Pairs = list[tuple]


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
    # The day from which the row is there; None where that was always so.
    begins: date | None = None
    # Whether all that it changed is the same on each day, such as the own dates of the row.
    is_of_no_day: bool = False

    @property
    def since(self) -> str:
        """In words; empty for a first version, of which its own dates say it."""
        is_told = self.holds_from is not None and not self.is_first and not self.is_of_no_day
        return since_in_words(self.holds_from, self.begins) if is_told else ""


def said_today(model: type[models.Model], name: str, *, of: str = "pk") -> Subquery:
    """What each row says today in one field, also where the tables show the past.

    `of` leads to the row, from that about which the question is.
    """
    states = model.history.model.objects.filter(id=OuterRef(of))
    return Subquery(states.order_by("-holds_from", "-history_id").values(name)[:1])


def as_of_today(model: type[models.Model]) -> models.QuerySet:
    """The latest state of each row: what it says today, also where the tables show the past."""
    versions = model.history.model.objects
    states = versions.filter(id=OuterRef("id")).order_by("-holds_from", "-history_id")
    return versions.filter(history_id=Subquery(states.values("history_id")[:1]))


def changes_since(model: type[models.Model], pk: int, seen: int | None) -> list[PastVersion]:
    """Versions newer than the one that was seen, newest first."""
    versions = model.history.filter(id=pk, history_id__gt=seen or 0).order_by("-history_id")
    return differences(model, with_older(model, versions))


def version_of(
    model: type[models.Model], pk: int, history_id: int, sees: Sees = everybody
) -> PastVersion | None:
    """One version with the differences from the one it follows; None where there is none."""
    version = model.history.filter(id=pk, history_id=history_id)
    return next(iter(differences(model, with_older(model, version), sees)), None)


def with_older(model: type[models.Model], versions: models.QuerySet) -> Pairs:
    """Each with the one that it follows."""
    rows = list(versions.annotate(older=state_before(model)))
    older = model.history.model.objects.in_bulk({row.older for row in rows} - {None})
    return [(row, older.get(row.older)) for row in rows]


def differences(
    model: type[models.Model], pairs: Pairs, sees: Sees = everybody
) -> list[PastVersion]:
    """Pairs of a version and an older one of the same row, or None where it was not there yet."""
    return described({model: pairs}, sees)[model]


def described(
    pairs: dict[type[models.Model], Pairs],
    sees: Sees = everybody,
    links: Links | None = None,
    near: Iterable[models.Model] = (),
) -> dict[type[models.Model], list[PastVersion]]:
    """The same for several tables, in a number of questions that does not grow with them.

    `links` are those of all these versions, where they are known; what the rows that are `near`
    refer to is loaded on the way.
    """
    rows = {
        model: list({row.history_id: row for pair in some for row in pair if row}.values())
        for model, some in pairs.items()
    }
    if links is None:
        links = links_of(
            {
                field: [row.history_id for row in some]
                for model, some in rows.items()
                for field in model._meta.local_many_to_many
            }
        )
    labels = labels_of(rows, links, sees, near)
    removals = _removals(pairs)
    described = {}
    for model, some in pairs.items():
        texts = {
            row.history_id: {
                name: text_of(model._meta.get_field(name), row, links, labels)
                for name in names_of(model)
            }
            for row in rows[model]
        }
        described[model] = list(_compared(model, some, texts, removals[model]))
    return described


def _removals(pairs: dict[type[models.Model], Pairs]) -> dict[type[models.Model], dict]:
    wanted = {model: [row.history_id for row, _older in some] for model, some in pairs.items()}
    removals: dict = defaultdict(dict)
    for removed in hooks.removals_wanted(wanted):
        for model, some in removed.items():
            removals[model] |= some
    return removals


def _compared(model, pairs: Pairs, texts, removals) -> Iterator[PastVersion]:
    labels = {name: capfirst(model._meta.get_field(name).verbose_name) for name in names_of(model)}
    of_no_day = {*shape_of(model).of_no_day} if model.is_lasting else set()
    for row, older in pairs:
        new = texts[row.history_id]
        old = texts[older.history_id] if older else {}
        changed = [name for name, text in new.items() if older and old[name] != text]
        yield PastVersion(
            pk=row.history_id,
            author=row.history_author,
            at=row.history_date,
            reason=row.history_change_reason,
            is_first=row.history_type == CREATED,
            values=[(labels[name], text) for name, text in new.items()],
            changes=[Change(labels[name], old[name], new[name]) for name in changed],
            removals=removals.get(row.history_id, []),
            holds_from=since_when(row),
            begins=beginning_of(row),
            is_of_no_day=bool(changed) and not {*changed} - of_no_day,
        )
