"""The time of one entry in one line: its versions, and what touched it without changing it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import F, Value

from registry import hooks
from registry.records.versions import PastVersion, Sees, everybody, versions_of

PAGES = 10_000


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened to an entry and made no version of it."""

    at: datetime
    what: str
    author: str = ""
    details: str = ""
    url: str = ""
    is_timeline_event = True


class Source:
    """One kind of timeline events. The register asks all that `timeline_wanted` names."""

    # The field that says when.
    moment = "at"

    def touching(self, row: models.Model, user) -> models.QuerySet:
        """What touched this row, of what `user` may see."""
        raise NotImplementedError

    def told(self, keys: Iterable[int]) -> Iterator[TimelineEvent]:
        """Those with these keys, in any order, in a number of queries that does not grow."""
        raise NotImplementedError


@dataclass(frozen=True)
class Page:
    """A stretch of the line, newest first."""

    number: int
    versions: list[PastVersion]
    timeline_events: list[TimelineEvent]
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(row: models.Model, user, asked: str | None, size: int, sees: Sees = everybody) -> Page:
    """The page that was asked for; the first where it is none."""
    number = int(asked) if asked and asked.isdecimal() and 0 < int(asked) <= PAGES else 1
    start = (number - 1) * size
    sources = hooks.timeline_wanted()
    line = list(_line(row, user, sources)[: start + size + 1])
    shown = line[start : start + size]
    keys = [[key for _at, of, key in shown if of == wanted] for wanted in range(len(sources) + 1)]
    before = sum(of == 0 for _at, of, _key in line[:start])
    return Page(
        number=number,
        versions=versions_of(type(row), row.pk, before, len(keys[0]), sees) if keys[0] else [],
        timeline_events=[
            event
            for source, wanted in zip(sources, keys[1:], strict=True)
            if wanted
            for event in source.told(wanted)
        ],
        has_next=len(line) > start + size,
    )


def _line(row: models.Model, user, sources: Iterable[Source]) -> models.QuerySet:
    """Moment, source and key of everything, newest first, in one question. Versions are 0."""
    versions = type(row).history.filter(id=row.pk)
    parts = [_part(versions, "history_date", 0)]
    for number, source in enumerate(sources, start=1):
        parts.append(_part(source.touching(row, user), source.moment, number))
    return parts[0].union(*parts[1:], all=True).order_by("-line_moment", "-line_key")


def _part(rows: models.QuerySet, moment: str, number: int) -> models.QuerySet:
    # Names that no table has for a column of its own.
    named = {"line_moment": F(moment), "line_source": Value(number), "line_key": F("pk")}
    return rows.order_by().annotate(**named).values_list(*named)


def in_order(versions: Iterable, timeline_events: Iterable) -> list:
    return sorted([*versions, *timeline_events], key=lambda entry: entry.at, reverse=True)
