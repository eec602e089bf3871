"""Moving a change to the day on which it happened, or withdrawing one that never did."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.records.moments import FIRST_DAY
from registry.records.states.cells import shape_of
from registry.records.states.line import BEGINNING
from registry.records.states.moves import Begun, Moved, begun
from registry.records.states.rewriting import lines_of


def withdraw_change(
    row: RegisterModel, day: date, *, by: AbstractBaseUser | str, reason: str
) -> None:
    """What changed on that day did not: what held before goes on, up to the next change of it.

    Raises ValidationError where nothing changed on that day.
    """
    _record(row, Moved(day), by, reason)


def move_change(
    row: RegisterModel, day: date, to: date, *, by: AbstractBaseUser | str, reason: str
) -> None:
    """What changed on that day changed on another one.

    Raises ValidationError where nothing changed on that day; where the same was changed again
    between the two; for a day still to come, or on which the row was not there.
    """
    if to > timezone.localdate():
        raise ValidationError(
            _("{day} is still to come. Choose a day up to today.").format(day=date_format(to))
        )
    if to < FIRST_DAY:
        raise ValidationError(_("Choose a day in {year} or later.").format(year=FIRST_DAY.year))
    _record(row, Moved(day, to), by, reason)


def changed_on(row: RegisterModel, day: date) -> list[Begun]:
    """What of a row can be moved or withdrawn of what it says since that day."""
    if not row.is_lasting or day == BEGINNING:
        return []
    return begun(lines_of(type(row), [row.pk])[row.pk], shape_of(type(row)), day)


def _record(row: RegisterModel, moved: Moved, by: AbstractBaseUser | str, reason: str) -> None:
    if not row.is_lasting:
        raise ValidationError(_("What happened keeps its day."))
    with recorded(by=by, reason=reason) as unit:
        unit.move(row, moved)
