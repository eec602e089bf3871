"""Two days of the register side by side: what was added, changed, removed, by whom and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from registry.evidence.log.content import recorded_models
from registry.files.lookups import Lookups
from registry.files.resource import RegisterResource, resource_for
from registry.models import Body, Engagement, Processor, Seat
from registry.past.differences import (
    ADDED,
    CHANGED,
    PUBLIC_LIST,
    REMOVED,
    Author,
    Difference,
    TableDifferences,
)
from registry.past.views import as_it_was
from registry.publication import files
from registry.publication.selection import published
from registry.records.absence import NOT_STATED
from registry.records.model import DatedModel
from registry.records.moments import Past
from registry.resources import TABLES

BATCH = 500
DATES = {"starts_on", "ends_on"}

Resources = Mapping[str, type[RegisterResource]]
Cells = dict[str, str]
Rows = dict[type[models.Model], set[int]]


def compare(
    before: Past, after: Past, *, tables: Resources = TABLES, at_most: int | None = None
) -> list[TableDifferences]:
    """What differs between two days, for the public list and each table that differs at all.

    Entries are found again by their row, and by what they are about where one follows another.
    `at_most` limits the entries of each table. The queries grow with the tables alone, but for
    what reads the differing entries themselves.
    """
    old, new = _View(before, tables), _View(after, tables)
    differing = {
        name: _may_differ(table._meta.model, before, after) for name, table in tables.items()
    }
    for view in (old, new):
        with view:
            view.find_rows(differing)
    found = [_Found(name, old, new, at_most) for name in tables]
    for view, rows in [(old, "gone"), (new, "come")]:
        with view:
            for table in found:
                view.read(table.name, getattr(table, rows) | table.stayed)
            view.read_public_list()
    listed = TableDifferences(PUBLIC_LIST, list(_public_differences(old, new)))
    told = [listed, *(table.differences() for table in found)]
    return [table for table in told if table.differences]


class _View:
    """One of the two days: the keys of rows that may differ, the cells of those that were read."""

    def __init__(self, past: Past, tables: Resources):
        self.past = past
        self._tables = tables
        self._look: AbstractContextManager = nullcontext()
        self.rows: dict[str, set[int]] = {}
        self.cells: dict[str, dict[int, Cells]] = defaultdict(dict)
        self.listed: dict[str, Cells] = {}
        self.listed_by: dict[str, Rows] = {}

    def __enter__(self):
        self._look = nullcontext()
        if self.past:
            # Rows are asked for once, then a few of them by their keys: nothing is worth keeping.
            self._look = as_it_was(self.past.on, self.past.known, only=recorded_models())
        return self._look.__enter__()

    def __exit__(self, *error):
        return self._look.__exit__(*error)

    def find_rows(self, differing: Mapping[str, models.QuerySet | None]) -> None:
        for name, resource in self._tables.items():
            rows = resource._meta.model.objects.order_by()
            if (versions := differing[name]) is not None:
                rows = rows.filter(pk__in=versions.values("id"))
            if self.past.on:
                rows = rows.in_force(self.past.on)
            self.rows[name] = set(rows.values_list("pk", flat=True))

    def rows_of(self, model: type[models.Model]) -> set[int]:
        names = [name for name, table in self._tables.items() if table._meta.model is model]
        return set().union(*(self.rows[name] for name in names))

    def read(self, name: str, pks: set[int]) -> None:
        if not pks:
            return
        resource = self._tables[name](lookups=Lookups(resource_for))
        pks = sorted(pks)
        for start in range(0, len(pks), BATCH):
            chunk = pks[start : start + BATCH]
            links = resource.links(chunk)
            for pk, row in resource.model._base_manager.in_bulk(chunk).items():
                self.cells[name][pk] = {
                    column.column_name: resource.text(column, row, links)
                    for column in resource.columns.values()
                }

    def read_public_list(self) -> None:
        on = self.past.today
        shown = published(on=on, is_past=bool(self.past))
        self.listed = {row["name"]: row for row in files.cells(shown)}
        listed = list(Engagement.objects.listed(on).values_list("pk", "processor", "body"))
        # Not joined: a table that shows the past would be read as a whole for it.
        processors = _names(Processor, {processor for _pk, processor, _body in listed} - {None})
        bodies = _names(Body, {body for _pk, _processor, body in listed} - {None})
        for pk, processor, body in listed:
            name = processors[processor] if processor else bodies[body]
            rows = self.listed_by.setdefault(name, defaultdict(set))
            rows[Engagement].add(pk)
            rows[Processor if processor else Body].add(processor or body)


def _names(model: type[Processor | Body], pks: set[int]) -> dict[int, str]:
    return dict(model.objects.order_by().filter(pk__in=pks).values_list("pk", "name"))


class _Found:
    """The rows of one table that differ or may differ: gone, come, or there on both days."""

    def __init__(self, name: str, old: _View, new: _View, at_most: int | None):
        self.name = name
        self._old, self._new = old, new
        self._model = old._tables[name]._meta.model
        gone, come = old.rows[name] - new.rows[name], new.rows[name] - old.rows[name]
        stayed = (old.rows[name] & new.rows[name]) & self._changed_between()
        self.gone, self.come, self.stayed = (
            set(sorted(rows)[:at_most]) for rows in (gone, come, stayed)
        )
        self._left_out = sum(map(len, (gone, come, stayed))) - sum(
            map(len, (self.gone, self.come, self.stayed))
        )

    def _changed_between(self) -> set[int]:
        """Rows that may say something else on one of the two days than on the other."""
        return set(_between(self._model, self._old, self._new).values_list("id", flat=True))

    def differences(self) -> TableDifferences:
        old, new = self._old.cells[self.name], self._new.cells[self.name]
        authors = _authors(self._model, self.gone | self.come | self.stayed, self._old, self._new)
        followed = dict(self._successions())
        found = [
            *(self._difference(CHANGED, pk, old[pk], new[pk], authors[pk]) for pk in self.stayed),
            *(
                self._difference(CHANGED, pk, old[before], new[pk], authors[before] + authors[pk])
                for before, pk in followed.items()
            ),
            *(
                self._difference(REMOVED, pk, old[pk], {}, authors[pk])
                for pk in self.gone - followed.keys()
            ),
            *(
                self._difference(ADDED, pk, {}, new[pk], authors[pk])
                for pk in self.come - {*followed.values()}
            ),
        ]
        found = [difference for difference in found if difference.fields]
        found.sort(key=lambda difference: (difference.name, difference.pk))
        return TableDifferences(self.name, found, self._left_out)

    def _difference(self, kind, pk, old: Cells, new: Cells, authors) -> Difference:
        return Difference(
            kind, self._title(new or old), pk, _changes(old, new), tuple(dict.fromkeys(authors))
        )

    def _title(self, cells: Cells) -> str:
        """The entry by its key, as the files have it."""
        parts = [cells.get(name, "") for name in self._model.key]
        return ", ".join(part for part in parts if part not in {"", NOT_STATED})

    def _successions(self) -> Iterator[tuple[int, int]]:
        """Rows that ended, each with the one that says the same of a later time."""
        if not issubclass(self._model, DatedModel):
            return
        undated = [name for name in self._model.key if name not in DATES]
        about = self._model.one_at_a_time or undated

        def subject(cells: Cells) -> tuple[str, ...]:
            return tuple(cells[name] for name in about)

        old, new = self._old.cells[self.name], self._new.cells[self.name]
        come = {subject(new[pk]): pk for pk in sorted(self.come, reverse=True)}
        for pk in sorted(self.gone):
            if follower := come.pop(subject(old[pk]), None):
                yield pk, follower


def _changes(old: Cells, new: Cells) -> tuple[tuple[str, str, str], ...]:
    names = dict.fromkeys([*old, *new])
    pairs = [(name, _said(old, name), _said(new, name)) for name in names]
    return tuple(change for change in pairs if change[1] != change[2])


def _said(cells: Cells, name: str) -> str:
    text = cells.get(name, "")
    return "" if text == NOT_STATED else text


def _may_differ(model: type[models.Model], old: Past, new: Past) -> models.QuerySet | None:
    """Versions of the rows that may be there, or say something, on only one of the two days.

    Most are the same on both, and to look for each of them on each day would take far longer than
    to read the versions. None where all rows may differ, or other rows tell whether they are there.
    """
    days = model.objects.all().days_asked()
    turned = _is_between(old, new)
    if old.on != new.on:
        if None in (old.on, new.on) or any("__" in path for path in days):
            return None
        for path in days:
            turned |= Q(**{f"{path}__range": sorted([old.on, new.on])})
    return model.history.order_by().filter(turned)


def _between(model: type[models.Model], old: _View, new: _View) -> models.QuerySet:
    versions = model.history.order_by("history_id")
    return versions.filter(_is_between(old.past, new.past))


def _is_between(old: Past, new: Past) -> Q:
    """Versions of which only one of the two days knows, or which hold on only one of them."""
    known = _one_side("history_date", old.known, new.known)
    return known | _one_side("holds_from", old.on, new.on)


def _one_side(column: str, old: datetime | date | None, new: datetime | date | None) -> Q:
    """From the earlier to the later; None is now."""
    first, last = old, new
    if old == new:
        return Q(pk__in=[])
    if old is None or (new is not None and new < old):
        first, last = new, old
    after = Q(**{f"{column}__gt": first})
    return after & Q(**{f"{column}__lte": last}) if last else after


def _authors(model, pks: Iterable[int], old: _View, new: _View, *, or_newest: bool = True):
    """For each row the versions between the two days; where there are none, the newest one."""
    known = max((moment for moment in (old.past.known, new.past.known) if moment), default=None)
    newest = model.history.filter(history_date__lte=known) if known else model.history.all()
    authors: dict[int, list[Author]] = defaultdict(list)
    pks = sorted(pks)
    for start in range(0, len(pks), BATCH):
        chunk = pks[start : start + BATCH]
        for version in _versions(_between(model, old, new), chunk):
            authors[version["id"]].append(_author(version))
        without = [pk for pk in chunk if pk not in authors] if or_newest else []
        for version in _versions(newest, without):
            authors[version["id"]] = [_author(version)]
    return authors


def _versions(versions: models.QuerySet, pks: list[int]) -> models.QuerySet:
    columns = ("id", "history_author", "history_date", "history_change_reason")
    return versions.filter(id__in=pks).order_by("history_id").values(*columns)


def _author(version: dict) -> Author:
    return Author(
        version["history_author"], version["history_date"], version["history_change_reason"]
    )


def _public_differences(old: _View, new: _View) -> Iterator[Difference]:
    found = {
        name: changes
        for name in sorted({*old.listed, *new.listed})
        if (changes := _changes(old.listed.get(name, {}), new.listed.get(name, {})))
    }
    authors = _public_authors(found, old, new)
    for name, changes in found.items():
        kind = (CHANGED if name in new.listed else REMOVED) if name in old.listed else ADDED
        yield Difference(kind, name, None, changes, tuple(dict.fromkeys(authors[name])))


def _public_authors(names: Iterable[str], old: _View, new: _View) -> dict[str, list[Author]]:
    """Of what is listed: changes to the company or body and its seats; else of its listing."""
    rows = {name: _merged(view.listed_by.get(name, {}) for view in (old, new)) for name in names}
    bodies = _merged(rows.values())[Body]
    seats = defaultdict(set)
    for body, seat in Seat.objects.filter(body__in=bodies).values_list("body", "pk"):
        seats[body].add(seat)
    for behind in rows.values():
        behind[Seat] = set().union(*(seats[body] for body in behind[Body]))
    authors = {}
    for model, pks in _merged(rows.values()).items():
        # Dates of its own are the same in all states of a row: no version lies between the days.
        turned = pks & (old.rows_of(model) ^ new.rows_of(model))
        told = _authors(model, pks - turned, old, new, or_newest=False)
        authors[model] = told | _authors(model, turned, old, new)
    found = {name: _authors_of(behind, authors) for name, behind in rows.items()}
    untold = {name: {Engagement: rows[name][Engagement]} for name in names if not found[name]}
    listings = {Engagement: _authors(Engagement, _merged(untold.values())[Engagement], old, new)}
    return found | {name: _authors_of(listing, listings) for name, listing in untold.items()}


def _merged(parts: Iterable[Rows]) -> Rows:
    merged: Rows = defaultdict(set)
    for rows in parts:
        for model, pks in rows.items():
            merged[model] |= pks
    return merged


def _authors_of(rows: Rows, authors: Mapping) -> list[Author]:
    return [
        author
        for model, pks in rows.items()
        for pk in sorted(pks)
        for author in authors[model].get(pk, [])
    ]
