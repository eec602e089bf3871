"""How days of the past are told anew: the versions of a row that a change of the past leads to.

They are written directly, not through the row: what it was called then may be the name of another
row now. The row itself says in the end what the latest of its states says.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from registry.records.names import fields_of, names_of
from registry.records.rules import Fault, Faults, constraints_in_words
from registry.records.states.carried import CarriedInto, CarriedOn, Staying, code_of
from registry.records.states.cells import LINK, Shape, shape_of
from registry.records.states.exchanging import free_names
from registry.records.states.line import BEGINNING, Line
from registry.records.states.moves import Moved, move


class AllAlong(Enum):
    """In place of a day: it was recorded wrongly, and never so."""

    ALL_ALONG = "all along"


ALL_ALONG = AllAlong.ALL_ALONG
Since = date | AllAlong | None


@dataclass(frozen=True)
class Stated:
    """What some fields of a row hold since the day of a block, whatever its row says now."""

    row: models.Model
    fields: tuple[str, ...]
    links: Mapping[str, Collection[int]]
    # Another day than that of the block: what follows from a decision bears the day of that.
    since: date | None = None


@dataclass
class Wish:
    """Since when what a block writes shall hold. See `recorded`."""

    since: Since = None
    seen: Collection[str] | None = None
    spared: Collection[str] = frozenset()
    carried: list[CarriedInto] = field(default_factory=list)
    # Where it ends what was written, for the rows say this in the end and not what was written.
    staying: list[Staying] = field(default_factory=list)

    def __post_init__(self):
        if isinstance(self.since, date) and self.since > timezone.localdate():
            raise ValidationError(
                _("{day} is still to come. Enter the change on that day.").format(
                    day=date_format(self.since)
                )
            )

    @property
    def day(self) -> date | None:
        """Since when, where a day was named."""
        return self.since if isinstance(self.since, date) else None

    @property
    def is_plain(self) -> bool:
        """Whether it holds from today on, as changes do."""
        return self.since is None or self.since == timezone.localdate()

    def refuse_what_was_not_seen(self) -> None:
        """Raises `CarriedOn`, where somebody is to be asked first."""
        carried, self.carried = self.carried, []
        if self.seen is not None and (new := [it for it in carried if it.code not in self.seen]):
            raise CarriedOn(new)


class Rewriting:
    """Some rows of one table, with all their states."""

    def __init__(
        self,
        model: type[models.Model],
        pks: list[int],
        wish: Wish,
        stated: Mapping[int, Sequence[Stated]],
        moved: Mapping[int, Moved],
    ):
        self.model, self.pks, self.wish = model, pks, wish
        self.stated, self.moved = stated, moved
        self.shape: Shape = shape_of(model)
        self.today = timezone.localdate()
        # The key of each row between, by field and its two ends: a link keeps it.
        self._between: dict[tuple[str, int, int], int] = {}
        # Rows that are called otherwise now.
        self.named_anew: set[int] = set()

    def write(self, **said: Any) -> list[int]:
        """Write the versions and put the rows right; the ids of the versions, in order.

        Raises `Faults` where a row was not there yet on the day that is named.
        """
        live = self._live()
        lines = self.lines()
        faults = []
        for pk in self.pks:
            try:
                self._tell(pk, lines[pk], live[pk])
            except ValidationError as error:
                faults += [Fault(self.model, pk, "", message) for message in error.messages]
        if faults:
            raise Faults(faults)
        for many in self.model._meta.local_many_to_many:
            self._number_links(many, lines, live)
        versions = self._write_versions(lines, said)
        self._put_all_right(live, {pk: lines[pk].latest for pk in self.pks})
        return versions

    # What is told

    def _tell(self, pk: int, line: Line, live: dict) -> None:
        before = dict(line.latest)
        changed = {name: live.get(name) for name in {**before, **live}}
        changed = {name: value for name, value in changed.items() if before.get(name) != value}
        since = self.wish.since
        if moved := self.moved.get(pk):
            move(line, self.shape, moved)
        for stated in sorted(self.stated.get(pk, ()), key=self._day_of):
            for name in self._tell_stated(stated, line):
                # The row itself was not written for it; a step that follows from it was.
                if not self.shape.is_of_a_step(name):
                    changed.pop(name, None)
        dates, retiring, acts, rest = self.shape.sorted_out(changed)
        line.everywhere(dates)
        for name, value in retiring.items():
            on = min(self.shape.retired_on(value), self.today)
            line.end(on, name, value, was_ended=bool(self.shape.retired_on(before[name])))
        line.change(self.today, acts) if acts else None
        if rest:
            self._change(pk, line, rest, since)
        if not line.written:
            line.confirm(line.states[-1][0])

    def _change(self, pk: int, line: Line, cells: dict, since: Since) -> None:
        start, end = self.shape.days_of(line.latest)
        if not self.wish.is_plain and isinstance(since, date) and start and since < start:
            raise ValidationError(
                _(
                    "{row} is on record only from {start}. Choose a later day, or enter an "
                    "earlier first day."
                ).format(row=self.model._base_manager.get(pk=pk), start=date_format(start))
            )
        day = since if isinstance(since, date) else self.today
        if since is ALL_ALONG:
            line.correct(cells)
        elif end and day > end:
            # Nobody would ever see it: what ended is only corrected. That it ended was no mistake.
            over = {name: value for name, value in cells.items() if self.shape.tells_end(name)}
            line.change(end + timedelta(days=1), over) if over else None
            line.correct({name: value for name, value in cells.items() if name not in over})
        else:
            self._change_since(pk, line, cells, day)

    def _change_since(self, pk: int, line: Line, cells: dict, day: date) -> None:
        spared = self.wish.spared and {
            (later, name)
            for later, _said in line.states
            for name in cells
            if code_of(self.model, pk, later, self.shape.cell(name)) in self.wish.spared
        }
        old = dict(line.at(day))
        for later, name in line.change(day, cells, spared):
            into = self._into(pk, later, name, old.get(name), cells[name])
            self.wish.carried.append(into)
        self.wish.staying += self._staying(line, cells, day)

    def _staying(self, line: Line, cells: dict, day: date) -> Iterator[Staying]:
        for name, value in cells.items():
            later = [(since, said.get(name)) for since, said in line.states if since > day]
            if since_then := next((state for state in later if state[1] != value), None):
                cell = self.shape.cell(name)
                yield Staying(since_then[0], cell, cell.text(since_then[1]))

    def _into(self, pk: int, day: date, name, old, new) -> CarriedInto:
        cell = self.shape.cell(name)
        return CarriedInto(self.model, pk, day, cell, cell.text(old), cell.text(new))

    def _day_of(self, stated: Stated) -> date:
        return stated.since or self.wish.day or self.today

    def _tell_stated(self, stated: Stated, line: Line) -> Collection[Hashable]:
        """An edition: what it says holds since its day, and what it says again is confirmed.

        Returns the cells that it says something of.
        """
        day = self._day_of(stated)
        cells = self.shape.cells(vars(stated.row), stated.links, line.ever, stated.fields)
        dates, retiring, acts, rest = self.shape.sorted_out(cells)
        line.everywhere(dates)
        start, _end = self.shape.days_of(line.latest)
        if self.shape.has_first_day_only(line.latest) and start and day < start:
            line.begin_with(rest | acts, start)
            line.everywhere({"first_day": (day,)})
            day = BEGINNING
        else:
            line.change(day, rest | acts)
        for name, value in retiring.items():
            on = min(self.shape.retired_on(value), self.today)
            if line.at(max(on, day))[name] == value:
                continue
            if self.shape.retired_on(line.latest[name]):
                line.end(on, name, value, was_ended=True)
            else:
                line.change(on, {name: value})
        line.confirm(day)
        return cells

    # What is read

    def _live(self) -> dict[int, dict]:
        rows = self.model._base_manager.filter(pk__in=self.pks).values("pk", *self.shape.columns)
        links: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
        for many in self.model._meta.local_many_to_many:
            through = many.remote_field.through
            source, target = self.shape.ends(many)
            found = through._base_manager.filter(**{f"{source}__in": self.pks})
            for pk, here, there in found.values_list("pk", source, target):
                links[here][many.name].add(there)
                self._between[many.name, here, there] = pk
        return {row["pk"]: self.shape.cells(row, links[row["pk"]]) for row in rows}

    def lines(self) -> dict[int, Line]:
        """Of each row the states that count: of those of one day the one written last."""
        versions = self.model.history.model.objects.filter(id__in=self.pks)
        versions = versions.order_by("holds_from", "history_id")
        found: dict[int, dict[date, dict]] = defaultdict(dict)
        for row in versions.values("id", "history_id", "holds_from", *self.shape.columns):
            found[row["id"]][row["holds_from"]] = row
        numbers = [row["history_id"] for rows in found.values() for row in rows.values()]
        links: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
        for many in self.model._meta.local_many_to_many:
            table = HistoricalRecords.m2m_models[many]
            source, target = self.shape.ends(many)
            rows = table.objects.filter(history__in=numbers).order_by("history")
            for number, pk, here, there in rows.values_list("history", "id", source, target):
                links[number][many.name].add(there)
                self._between.setdefault((many.name, here, there), pk)
        return {
            pk: Line(
                [
                    (day, self.shape.cells(row, links[row["history_id"]]))
                    for day, row in sorted(rows.items())
                ]
            )
            for pk, rows in found.items()
        }

    # What is written

    def _write_versions(self, lines: Mapping[int, Line], said: dict) -> list[int]:
        table = self.model.history.model
        states = [(pk, *state) for pk in self.pks for state in lines[pk].written]
        versions = table.objects.bulk_create(
            table(id=pk, holds_from=day, **self.shape.values(cells), **said)
            for pk, day, cells in states
        )
        for many in self.model._meta.local_many_to_many:
            self._write_links(many, zip(versions, states, strict=True))
        return [version.history_id for version in versions]

    def _number_links(self, many: models.ManyToManyField, lines: Mapping, live: Mapping) -> None:
        """A link that was never written gets its key from the table, though it may leave again."""
        through = many.remote_field.through
        source, target = self.shape.ends(many)
        new = sorted(
            {
                (pk, there)
                for pk in self.pks
                for _day, cells in lines[pk].written
                for there in self.shape.linked(cells, many.name)
                if (many.name, pk, there) not in self._between
            }
        )
        made = through._base_manager.bulk_create(
            through(**{source: pk, target: there}) for pk, there in new
        )
        for (pk, there), row in zip(new, made, strict=True):
            self._between[many.name, pk, there] = row.pk
            live[pk][LINK, many.name, there] = True

    def _write_links(self, many: models.ManyToManyField, pairs: Iterable) -> None:
        table = HistoricalRecords.m2m_models[many]
        source, target = self.shape.ends(many)
        table.objects.bulk_create(
            table(
                history=version,
                **{"id": self._between[many.name, pk, there], source: pk, target: there},
            )
            for version, (pk, _day, cells) in pairs
            for there in sorted(self.shape.linked(cells, many.name))
        )

    def _put_all_right(self, live: Mapping[int, dict], latest: Mapping[int, dict]) -> None:
        """The rows say what the latest state of each says."""
        differing = {}
        for pk in self.pks:
            old, new = self.shape.values(live[pk]), self.shape.values(latest[pk])
            differing[pk] = {name: value for name, value in new.items() if old[name] != value}
        free_names(self.model, {pk: said for pk, said in differing.items() if said})
        namings = (fields_of(self.model, naming) for naming in names_of(self.model))
        names = {field.attname for fields in namings for field in fields}
        self.named_anew = {pk for pk in self.pks if names & differing[pk].keys()}
        for pk in self.pks:
            self._put_right(pk, differing[pk], live[pk], latest[pk])

    def _put_right(self, pk: int, differing: dict, live: dict, latest: dict) -> None:
        """Written past `recorded`, which is at work."""
        if differing:
            try:
                with constraints_in_words(self.model):
                    models.QuerySet(self.model).filter(pk=pk).update(**differing)
            except ValidationError as error:
                found = [Fault(self.model, pk, "", message) for message in error.messages]
                raise Faults(found) from error
        for many in self.model._meta.local_many_to_many:
            through = many.remote_field.through
            source, target = self.shape.ends(many)
            here, there = (self.shape.linked(cells, many.name) for cells in (live, latest))
            if here - there:
                gone = through._base_manager.filter(**{source: pk, f"{target}__in": here - there})
                gone.delete()
            through._base_manager.bulk_create(
                through(pk=self._between[many.name, pk, key], **{source: pk, target: key})
                for key in sorted(there - here)
            )


def lines_of(model: type[models.Model], pks: list[int]) -> dict[int, Line]:
    """The states of some rows, to be read."""
    return Rewriting(model, pks, Wish(), {}, {}).lines()
