"""How days of the past are told anew: the versions of a row that a change of the past leads to.

They are written directly, not through the row: what it was called then may be the name of another
row now. The row itself says in the end what the latest of its states says.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.rules import Fault, Faults
from registry.records.states.carried import (
    BegunLater,
    CarriedInto,
    SaidBefore,
    Staying,
    code_of,
)
from registry.records.states.keeping import KeptStates
from registry.records.states.line import BEGINNING, Line
from registry.records.states.moves import Moved, move
from registry.records.states.wishes import ALL_ALONG, Since, Stated, Wish


class Rewriting(KeptStates):
    """Some rows of one table, told anew."""

    def __init__(
        self,
        model: type[models.Model],
        pks: list[int],
        wish: Wish,
        stated: Mapping[int, Sequence[Stated]],
        moved: Mapping[int, Moved],
    ):
        super().__init__(model, pks)
        self.wish, self.stated, self.moved = wish, stated, moved
        self.today = wish.today

    def write(self, **said: Any) -> list[int]:
        """Write the versions; their ids, in order. The rows are put right by `put_all_right`.

        Raises `Faults` where a row was not there yet on the day that is named.
        """
        lines = self.lines()
        live = self._live()
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
        self._compare(live, {pk: lines[pk].latest for pk in self.pks})
        return versions

    # What is told

    def _tell(self, pk: int, line: Line, live: dict) -> None:
        before = dict(line.latest)
        changed = {name: live.get(name) for name in {**before, **live}}
        changed = {name: value for name, value in changed.items() if before.get(name) != value}
        since = self.wish.since
        if moved := self.moved.get(pk):
            move(line, self.shape, moved)
        stated_of = sorted(self.stated.get(pk, ()), key=self._day_of)
        for stated in stated_of:
            for name in self._tell_stated(pk, stated, line):
                # The row itself was not written for it; a step that follows from it was.
                if not self.shape.is_of_a_step(name):
                    changed.pop(name, None)
        dates, retiring, acts, rest = self.shape.sorted_out(changed)
        line.everywhere(dates)
        for name, value in retiring.items():
            on = min(self.shape.retired_on(value), self.today)
            line.end(on, name, value, was_ended=bool(self.shape.retired_on(before[name])))
        back = {name: acts.pop(name) for name in [*acts] if self.shape.ended_by(before, name)}
        line.change(self.today, acts) if acts else None
        if back:
            self._bring_back(line, back, since)
        if rest:
            self._change(pk, line, rest, since)
        elif not (changed or stated_of or moved) and self.wish.day and not self.wish.is_plain:
            self._say_again(pk, line, self.wish.day)
        if not line.written:
            line.confirm(line.states[-1][0])

    def _refuse_before(self, pk: int, start: date | None) -> None:
        """Raises ValidationError where the day that was named is before the first of the row."""
        if not self.wish.is_plain and self.wish.day and start and self.wish.day < start:
            raise ValidationError(
                _(
                    "{row} is on record only from {start}. Choose a later day, or enter an "
                    "earlier first day."
                ).format(row=self.model._base_manager.get(pk=pk), start=date_format(start))
            )

    def _bring_back(self, line: Line, cells: dict, since: Since) -> None:
        """It is in use again: since a day like any change, or it was never out of use."""
        if since is ALL_ALONG:
            line.correct(cells)
        else:
            line.change(self.wish.day or self.today, cells)

    def _say_again(self, pk: int, line: Line, day: date) -> None:
        """Nothing was changed, and yet a day was named: what it said on it is told."""
        then, now = line.at(day), line.latest
        *_steps, names = self.shape.sorted_out(then | now)
        differing = [name for name in names if then.get(name) != now.get(name)]
        for name in differing:
            cell, begun = self.shape.cell(name), line.begin_of(name)
            said = cell.text(then.get(name)), cell.text(now.get(name))
            self.wish.begun_later.append(BegunLater(day, cell, *said, begun))
        start, end = self.shape.days_of(now)
        is_there = (start is None or start <= day) and (end is None or day <= end)
        if not differing and is_there and not self.shape.is_retired(then):
            line.confirm(day)
            self.wish.said_before.append(SaidBefore(day))

    def _change(self, pk: int, line: Line, cells: dict, since: Since) -> None:
        start, end = self.shape.days_of(line.latest)
        self._refuse_before(pk, start)
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
        for name in [name for name in cells if old.get(name) == cells[name]]:
            cell = self.shape.cell(name)
            self.wish.said_before.append(SaidBefore(day, cell, cell.text(cells[name])))
            line.confirm(day)
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

    def _tell_stated(self, pk: int, stated: Stated, line: Line) -> Collection[Hashable]:
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
            old = dict(line.at(day))
            for later, name in line.change(day, rest | acts):
                if name in rest:
                    into = self._into(pk, later, name, old.get(name), rest[name])
                    self.wish.told.append(into)
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


def lines_of(model: type[models.Model], pks: list[int]) -> dict[int, Line]:
    """The states of some rows, to be read."""
    return KeptStates(model, pks).lines()
