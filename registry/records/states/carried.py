"""What a change of the past would do to later states, or leave as it is, in words."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.states.cells import Cell


def code_of(model: type[models.Model], pk: int, day: date, cell: Cell) -> str:
    """For a box to tick: names the state of a row, and which piece of it."""
    return f"{model._meta.label_lower}:{pk}:{day.isoformat()}:{cell.code}"


@dataclass(frozen=True)
class CarriedInto:
    """A later state that a change of the past would alter as well."""

    model: type[models.Model]
    pk: int
    day: date
    cell: Cell
    old: str
    new: str

    @property
    def code(self) -> str:
        return code_of(self.model, self.pk, self.day, self.cell)

    def __str__(self) -> str:
        return _("{label}: since {day} it says {old}, and would say {new}").format(
            label=self.cell.label,
            day=date_format(self.day),
            old=_quoted(self.old),
            new=_quoted(self.new),
        )


@dataclass(frozen=True)
class Staying:
    """A later state that a change of the past did not alter: it had said something else before."""

    day: date
    cell: Cell
    said: str

    def __str__(self) -> str:
        return _("{label}: since {day} it says {said}; that stays.").format(
            label=self.cell.label, day=date_format(self.day), said=_quoted(self.said)
        )


@dataclass(frozen=True)
class SaidBefore:
    """A day that said already what was said of it; of a cell, or of the whole entry."""

    day: date
    cell: Cell | None = None
    said: str = ""

    def __str__(self) -> str:
        day = date_format(self.day)
        if self.cell is None:
            return _("The entry said the same on {day} already. This is now confirmed.").format(
                day=day
            )
        return _("{label}: on {day} it said {said} already. This is now confirmed.").format(
            label=self.cell.label, day=day, said=_quoted(self.said)
        )


@dataclass(frozen=True)
class BegunLater:
    """What the form shows holds only since a day after the one that was named."""

    day: date
    cell: Cell
    said: str
    now: str
    begun: date

    def __str__(self) -> str:
        return _("{label}: on {day} it said {said}; {now} holds since {begun}.").format(
            label=self.cell.label,
            day=date_format(self.day),
            said=_quoted(self.said),
            now=_quoted(self.now),
            begun=date_format(self.begun),
        )


def _quoted(text: str) -> str:
    return f"“{text}”" if text else _("nothing")


class CarriedOn(ValidationError):
    """Later states would change too, and nobody was asked: `carried` says which."""

    def __init__(self, carried: list[CarriedInto]):
        self.carried = carried
        super().__init__(
            _(
                "This also changes what is recorded for later days. Check the list “Later days” at "
                "the end of the form, then save again."
            )
        )
