"""What a row said from which day on: its states, and what a change to the past makes of them.

A state holds from its day until that of the next one; the first holds from the beginning. What it
says is a mapping of cells: a field with the reason why it is empty, fields that only say something
together, a link of a many-to-many field. Nothing here reads or writes a database.
"""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Cells = Mapping[Hashable, Any]
BEGINNING = date.min
# What a change since a day would do to a later state: its day, and the cell.
Carried = tuple[date, Hashable]


class OtherChange(ValueError):
    """Between the two days the same cell was changed once more: which day that was."""

    def __init__(self, day: date):
        self.day = day
        super().__init__(f"changed again on {day}")


@dataclass
class Line:
    """The states of one row. `states` are in order, the first holds from `BEGINNING`."""

    states: list[tuple[date, dict]]

    def __post_init__(self):
        if [day for day, _cells in self.states[:1]] != [BEGINNING]:
            raise ValueError("The first state of a row holds from the beginning.")
        self._before = {day: dict(cells) for day, cells in self.states}
        self._confirmed: set[date] = set()

    @property
    def latest(self) -> dict:
        return self.states[-1][1]

    @property
    def written(self) -> list[tuple[date, dict]]:
        """The states that are new, say something else now, or were said once more; in order."""
        return [
            (day, cells)
            for day, cells in self.states
            if day in self._confirmed or self._before.get(day) != cells
        ]

    @property
    def ever(self) -> dict:
        """All cells that any of the states has, with some value of each."""
        return {name: value for _day, said in self.states for name, value in said.items() if value}

    def at(self, day: date) -> dict:
        """What the row says on a day."""
        return self.states[self._number(day)][1]

    def confirm(self, day: date) -> None:
        """Say on that day what held already."""
        self._begin(day)
        self._confirmed.add(day)

    def change(self, since: date, cells: Cells, spared: Collection[Carried] = ()) -> list[Carried]:
        """Say something else since a day; returns where this is carried into later states.

        Later states follow as long as they hold the old value, up to the first that is `spared`.
        """
        number = self._begin(since)
        said, later = self.states[number][1], self.states[number + 1 :]
        carried = []
        for name, value in cells.items():
            old = said.get(name)
            if old == value:
                continue
            said[name] = value
            for day, after in later:
                if after.get(name) != old or (day, name) in spared:
                    break
                after[name] = value
                carried.append((day, name))
        return carried

    def correct(self, cells: Cells) -> None:
        """It was never what the latest state says: correct the run of states that hold this."""
        for name, value in cells.items():
            wrong = self.latest.get(name)
            for _day, said in reversed(self.states):
                if said.get(name) != wrong:
                    break
                said[name] = value

    def end(self, day: date, name: Hashable, value: Any, *, was_ended: bool) -> None:
        """From that day on it is out of use for good, whatever a later state says.

        If it was, the day of that is corrected: up to the new one it says what it did before.
        """
        if was_ended:
            wrong, before = self.latest.get(name), value
            for _day, said in self.states:
                before = said.get(name) if said.get(name) != wrong else before
            self.correct({name: before})
        for _day, said in self.states[self._begin(day) :]:
            said[name] = value

    def everywhere(self, cells: Cells) -> None:
        """What does not depend on the day, such as the row's own dates."""
        for _day, said in self.states:
            said.update(cells)

    def begin_with(self, cells: Cells, until: date) -> None:
        """Put what is said here before everything, up to the day before `until`."""
        self._begin(until)
        for day, said in self.states:
            if day < until:
                said.update(cells)

    def withdraw(
        self, day: date, until: date | None = None, only: Collection[Hashable] | None = None
    ) -> None:
        """What began on that day did not: what held before goes on, up to the next change of it.

        With `until` it began on that later day instead. Raises `OtherChange` where the same was
        changed again up to it, ValueError where nothing began on that day. With `only`: no more
        than these cells.
        """
        changed = self._begun(day, only)
        if until is not None:
            for name in changed:
                self._refuse_changes(name, day, until + timedelta(days=1))
            self._begin(until)
        for name, (old, new) in changed.items():
            for since, said in self.states:
                if since < day:
                    continue
                if said.get(name) != new or (until is not None and since >= until):
                    break
                said[name] = old
        if until is not None:
            self._confirmed.add(until)

    def bring_forward(self, day: date, to: date, only: Collection[Hashable] | None = None) -> None:
        """What began on that day began on an earlier one. Raises as `withdraw` does."""
        changed = self._begun(day, only)
        for name in changed:
            self._refuse_changes(name, to - timedelta(days=1), day)
        self._begin(to)
        for name, (_old, new) in changed.items():
            for since, said in self.states:
                if to <= since < day:
                    said[name] = new

    def begin_of(self, name: Hashable) -> date:
        """Since when it says what the latest state says."""
        begin, now = self.states[-1][0], self.latest.get(name)
        for day, said in reversed(self.states):
            if said.get(name) != now:
                break
            begin = day
        return begin

    def begun(self, day: date) -> dict:
        """What the state of that day says otherwise than the one before: old and new."""
        number = self._number(day)
        if number == 0 or self.states[number][0] != day:
            return {}
        before, after = self.states[number - 1][1], self.states[number][1]
        names = dict.fromkeys([*before, *after])
        return {
            name: (before.get(name), after.get(name))
            for name in names
            if before.get(name) != after.get(name)
        }

    def _begun(self, day: date, only: Collection[Hashable] | None) -> dict:
        if day not in [since for since, _cells in self.states[1:]]:
            raise ValueError(f"Nothing began on {day}.")
        return {
            name: changed
            for name, changed in self.begun(day).items()
            if only is None or name in only
        }

    def _refuse_changes(self, name: Hashable, after: date, before: date) -> None:
        said = self.at(after).get(name)
        for day, cells in self.states:
            if after < day < before and cells.get(name) != said:
                raise OtherChange(day)

    def _begin(self, day: date) -> int:
        """The number of the state that begins on this day; made of the one before if need be."""
        number = self._number(day)
        if self.states[number][0] != day:
            number += 1
            self.states.insert(number, (day, dict(self.states[number - 1][1])))
        return number

    def _number(self, day: date) -> int:
        return bisect_right(self.states, day, key=lambda state: state[0]) - 1
