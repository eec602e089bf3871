"""What a row says on each day, in the slowest and plainest way: each field by itself, day by day.

Days are numbers; the first stands for all before it too. The register is compared with this.
"""

from collections.abc import Iterable
from copy import deepcopy


class DayByDay:
    """One row. A method for each way to write."""

    def __init__(self, cells: dict, days: int):
        self.last = days - 1
        self.days = {name: [value] * days for name, value in cells.items()}

    def at(self, day: int) -> dict:
        return {name: said[day] for name, said in self.days.items()}

    def as_known_now(self) -> "DayByDay":
        return deepcopy(self)

    def change(self, since: int, cells: dict) -> None:
        """From a day on, for as long as the days hold what that day held."""
        for name, value in cells.items():
            self._replace(name, range(since, self.last + 1), value)

    def correct(self, cells: dict) -> None:
        """Back from the last day, for as long as the days hold what that one holds."""
        for name, value in cells.items():
            self._replace(name, range(self.last, -1, -1), value)

    def everywhere(self, cells: dict) -> None:
        for name, value in cells.items():
            self.days[name] = [value] * (self.last + 1)

    def begin_with(self, cells: dict, until: int) -> None:
        for name, value in cells.items():
            self.days[name][:until] = [value] * until

    def withdraw(self, day: int) -> None:
        for name in self.changed_on(day):
            self._replace(name, range(day, self.last + 1), self.days[name][day - 1])

    def move(self, day: int, to: int) -> None:
        for name in self.changed_on(day):
            said = self.days[name]
            if to < day:
                said[to:day] = [said[day]] * (day - to)
            else:
                said[day:to] = [said[day - 1]] * (to - day)

    def changed_on(self, day: int) -> list[str]:
        return [name for name, said in self.days.items() if said[day - 1] != said[day]]

    def _replace(self, name: str, days: Iterable[int], value: object) -> None:
        said, old = self.days[name], None
        for number, day in enumerate(days):
            old = said[day] if number == 0 else old
            if said[day] != old:
                break
            said[day] = value
