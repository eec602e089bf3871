"""The time of an entry in one line: what changed in it and its parts, and what else touched it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import models
from django.db.models import Count, F, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.utils.text import capfirst

from registry import hooks
from registry.records.timeline.changed import Block, Changed, changed_in
from registry.records.timeline.parts import versions_while_parts, ways_of_parts
from registry.records.timeline.sources import Source, TimelineEvent
from registry.records.timeline.texts import Sees, everybody

PAGES = 10_000
# Of one table in one block. An import may have written thousands, and a page shows many blocks.
MOST_OF_A_TABLE = 20
AT_ONCE = 1000
# In place of a table: what touched the entry without changing it.
EVENTS = "events"
# What makes a block: one author at one moment, for one reason.
BLOCK = ("history_date", "history_author", "history_change_reason")


def _every(model: type[models.Model]) -> bool:
    return True


@dataclass(frozen=True)
class Reader:
    """Who looks at the line: of which tables it may tell them, and of which rows."""

    user: object
    sees: Sees = everybody
    may_see: Callable[[type[models.Model]], bool] = _every


@dataclass(frozen=True)
class Narrowing:
    """Which stretch of the line somebody wants to see."""

    part: str = ""  # the label of a table, or EVENTS
    author: str = ""
    first: datetime | None = None
    last: datetime | None = None


EVERYTHING = Narrowing()


@dataclass(frozen=True)
class Page:
    """A stretch of the line, newest first."""

    number: int
    entries: list[Block | TimelineEvent]
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


class Line:
    """The line of one row as one reader may see it, newest first."""

    def __init__(self, row: models.Model, reader: Reader, narrowing: Narrowing = EVERYTHING):
        self.row, self.reader, self.narrowing = row, reader, narrowing
        own = type(row)
        # The row's own versions first, then those of its parts.
        self.tables = {own: own.history.model.objects.filter(id=row.pk).order_by()}
        for part, ways in ways_of_parts(own).items():
            if reader.may_see(part):
                self.tables[part] = self._seen(part, versions_while_parts(part, ways, row.pk))
        self.sources = hooks.timeline_wanted()

    def authors(self, most: int) -> list[str]:
        """Who stands in the line, whatever it is narrowed to; so many at most."""
        versions = [rows.values_list("history_author").distinct() for rows in self.tables.values()]
        for source in self.sources:
            rows = source.touching(self.row, self.reader.user).order_by()
            versions.append(rows.values_list(source.author).distinct())
        names = versions[0].union(*versions[1:]).order_by("history_author")
        return [name for (name,) in names[:most] if name]

    def page(self, asked: str | None, size: int) -> Page:
        """The page that was asked for; the first where it is none. No block is torn apart."""
        number = int(asked) if asked and asked.isdecimal() and 0 < int(asked) <= PAGES else 1
        start = (number - 1) * size
        keys = list(self._blocks()[start : start + size + 1])
        shown = keys[:size]
        told = self._events(keys=[(of, key) for *_block, of, key in shown if of < 0])
        told |= self._told([tuple(block) for *block, of, _key in shown if of == 0])
        entries = [told.get((of, key) if of else tuple(block)) for *block, of, key in shown]
        return Page(number, [entry for entry in entries if entry], len(keys) > size)

    def count(self) -> int:
        """How many versions and events there are."""
        return self._each().count()

    def each(self) -> Iterator[Changed | TimelineEvent]:
        """The whole of it, read piece by piece: a version or an event at a time."""
        tables = list(self.tables)
        keys = self._each().iterator(chunk_size=AT_ONCE)
        while some := [(of, key) for *_block, of, key in islice(keys, AT_ONCE)]:
            told = self._events([(of, key) for of, key in some if of < 0])
            versions = {
                model: rows.filter(history_id__in=wanted)
                for of, (model, rows) in enumerate(self.tables.items())
                if (wanted := [key for at, key in some if at == of])
            }
            for changed in changed_in(self.row, versions, self.reader.sees):
                told[tables.index(changed.model), changed.version.pk] = changed
            yield from (told[key] for key in some if key in told)

    # The line itself, in one question: moment, author, reason; then where from, and the key there.
    # Sources are counted down from -1; versions are of the table with this number, or blocks of 0.

    def _blocks(self) -> QuerySet:
        """Each block once, however much it wrote."""
        return self._line([(rows, 0, Value(0)) for rows in self._versions().values()])

    def _each(self) -> QuerySet:
        versions = enumerate(self._versions().values())
        return self._line([(rows, of, F("history_id")) for of, rows in versions])

    def _line(self, versions: list[tuple]) -> QuerySet:
        parts = [_part(rows, *map(F, BLOCK), of, key) for rows, of, key in versions]
        for number, source in enumerate(self.sources, start=1):
            block = (F(source.moment), Value(""), Value(""))
            parts.append(_part(self._touching(source), *block, -number, F("pk")))
        line = parts[0].union(*parts[1:])
        return line.order_by("-line_at", "line_author", "line_reason", "-line_of", "-line_key")

    def _versions(self) -> dict[type[models.Model], QuerySet]:
        """Of each table, narrowed."""
        return {
            model: self._narrowed(rows, "history_date", "history_author")
            if not self.narrowing.part or self.narrowing.part == model._meta.label_lower
            else rows.none()
            for model, rows in self.tables.items()
        }

    def _touching(self, source: Source) -> QuerySet:
        rows = source.touching(self.row, self.reader.user)
        if self.narrowing.part not in ("", EVENTS):
            return rows.none()
        return self._narrowed(rows, source.moment, source.author)

    def _narrowed(self, rows: QuerySet, moment: str, author: str) -> QuerySet:
        wanted = {
            author: self.narrowing.author,
            f"{moment}__gte": self.narrowing.first,
            f"{moment}__lte": self.narrowing.last,
        }
        return rows.filter(**{name: value for name, value in wanted.items() if value})

    def _seen(self, part: type[models.Model], versions: QuerySet) -> QuerySet:
        rows = part._base_manager.all()
        seen = self.reader.sees(rows)
        return versions if seen is rows else versions.filter(id__in=seen.order_by().values("pk"))

    # What stands in it, in words

    def _events(self, keys: Iterable[tuple[int, int]]) -> dict[tuple, TimelineEvent]:
        wanted: dict[int, list[int]] = defaultdict(list)
        for of, key in keys:
            wanted[of].append(key)
        return {
            (of, event.key): event
            for of, some in wanted.items()
            for event in self.sources[-of - 1].told(some)
        }

    def _told(self, blocks: list[tuple]) -> dict[tuple, Block]:
        if not blocks:
            return {}
        tables = {
            model: rows.filter(history_date__in={at for at, _author, _reason in blocks})
            for model, rows in self._versions().items()
        }
        counts = _counts(tables)
        written = {of for of, _block in counts}
        versions = {
            model: _first_of_each(rows)
            for of, (model, rows) in enumerate(tables.items())
            if of in written
        }
        changed = defaultdict(list)
        for one in changed_in(self.row, versions, self.reader.sees):
            version = one.version
            changed[version.at, version.author, version.reason].append(one)
        left_out = defaultdict(list)
        for (of, block), count in sorted(counts.items()):
            if count > MOST_OF_A_TABLE:
                name = capfirst(list(tables)[of]._meta.verbose_name_plural)
                left_out[block].append((name, count - MOST_OF_A_TABLE))
        return {block: Block(*block, changed[block], left_out[block]) for block in blocks}


def _part(rows: QuerySet, at, author, reason, of: int, key) -> QuerySet:
    # Names that no table has for a column of its own.
    named = {
        "line_at": at,
        "line_author": author,
        "line_reason": reason,
        "line_of": Value(of),
        "line_key": key,
    }
    # Distinct on its own too: where all other parts are empty, nothing is left to unite.
    return rows.order_by().annotate(**named).values_list(*named).distinct()


def _counts(tables: dict[type[models.Model], QuerySet]) -> dict[tuple[int, tuple], int]:
    """How many versions each table has of each block, in one question."""
    parts = [
        rows.order_by().values_list(*BLOCK).annotate(of=Value(of), many=Count("history_id"))
        for of, rows in enumerate(tables.values())
    ]
    found = parts[0].union(*parts[1:], all=True)
    return {(of, (at, author, reason)): many for at, author, reason, of, many in found}


def _first_of_each(rows: QuerySet) -> QuerySet:
    place = Window(RowNumber(), partition_by=list(map(F, BLOCK)), order_by=F("history_id").asc())
    return rows.annotate(place=place).filter(place__lte=MOST_OF_A_TABLE)
