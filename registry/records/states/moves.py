"""A change that began on another day than was recorded, or never: what its row says then."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.states.cells import Cell, Shape
from registry.records.states.line import Line, OtherChange


@dataclass(frozen=True)
class Moved:
    """What began on `day` began on another one; without `to` it never did."""

    day: date
    to: date | None = None


@dataclass(frozen=True)
class Begun:
    """What began on a day: the piece, and what it said before and since, in words."""

    cell: Cell
    old: str
    new: str


def begun(line: Line, shape: Shape, day: date) -> list[Begun]:
    """What can be moved of what began on that day."""
    changed = _movable(line, shape, day)
    cells = [(shape.cell(name), pair) for name, pair in changed.items()]
    return [Begun(cell, cell.text(old), cell.text(new)) for cell, (old, new) in cells]


def move(line: Line, shape: Shape, moved: Moved) -> None:
    """Raises ValidationError where that cannot be, and says what to do instead."""
    only = _movable(line, shape, moved.day)
    if not only:
        raise ValidationError(
            _(
                "No change of {day} can be moved or withdrawn. Steps such as an approval keep "
                "the day on which they were taken."
            ).format(day=date_format(moved.day))
        )
    if moved.to == moved.day:
        raise ValidationError(_("The change is on that day already. Choose another day."))
    if moved.to is not None:
        _refuse_days_without_the_row(line, shape, moved.to)
    try:
        if moved.to is None or moved.to > moved.day:
            line.withdraw(moved.day, moved.to, only)
        else:
            line.bring_forward(moved.day, moved.to, only)
    except OtherChange as other:
        raise ValidationError(
            _(
                "The same was changed again on {day}. Choose a day on this side of it, or move or "
                "withdraw that change first."
            ).format(day=date_format(other.day))
        ) from other


def _movable(line: Line, shape: Shape, day: date) -> dict:
    """What began on that day, without the steps that were taken on it: these keep their day."""
    changed = line.begun(day)
    *_not, rest = shape.sorted_out({name: new for name, (_old, new) in changed.items()})
    return {name: changed[name] for name in rest}


def _refuse_days_without_the_row(line: Line, shape: Shape, day: date) -> None:
    start, end = shape.days_of(line.latest)
    if start and day < start:
        raise ValidationError(
            _(
                "The entry is on record only from {start}. Choose a later day, or enter an "
                "earlier first day."
            ).format(start=date_format(start))
        )
    if end and day > end:
        raise ValidationError(
            _("The entry ended on {end}. Choose a day up to then.").format(end=date_format(end))
        )
