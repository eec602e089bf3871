"""How a row comes to its end: by its last day, or, where it has none or never began, retired."""

from datetime import date, timedelta

from django.db import models


def last_day_of(row: models.Model) -> date | None:
    return getattr(row, row.until) if row.until else None


def first_day_of(row: models.Model) -> date | None:
    return getattr(row, row.since) if row.since else None


def begin_of(row: models.Model) -> date | None:
    """The day from which it is there: its own start, else its first day on record."""
    return first_day_of(row) or getattr(row, "first_day", None)


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
