"""How a row comes to its end: by its last day, or, where it has none or never began, retired."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

ON_RECORD_ONLY_SINCE = _(
    "It is on record only since {day}. If it ended before, correct its first day first."
)


def last_day_of(row: models.Model) -> date | None:
    return getattr(row, row.until) if row.until else None


def first_day_of(row: models.Model) -> date | None:
    return getattr(row, row.since) if row.since else None


def begin_of(row: models.Model) -> date | None:
    """The day from which it is there: its own start, else its first day on record."""
    return first_day_of(row) or getattr(row, "first_day", None)


def ends_before_it_is_there(row: models.Model) -> bool:
    """Whether it would hold on no day: its end is before its first day on record.

    Of its own start and end a constraint says so.
    """
    last = last_day_of(row)
    return bool(last and row.first_day and not first_day_of(row) and last < row.first_day)


def is_before_the_first(row: models.Model, on: date, today: date) -> bool:
    """Whether it was not there yet on a day. What is still to begin may never do so."""
    begins = begin_of(row) if row.is_lasting else None
    return begins is not None and on < begins <= today


def is_over(row: models.Model, on: date) -> bool:
    """Whether it holds on no day after that one."""
    last = last_day_of(row)
    return (last is not None and last <= on) or (
        row.retired_on is not None and row.retired_on <= on + timedelta(days=1)
    )


def end(row: models.Model, on: date, today: date) -> models.Model:
    """Let it hold on no day after this one. The caller saves it.

    What was to begin later never does: it is retired, for an end before its start would be none.
    So is what has no last day of its own.
    """
    first = first_day_of(row)
    if not row.until or (first and first > on):
        row.retired_on = min(on + timedelta(days=1), today)
    else:
        setattr(row, row.until, on)
    return row
