"""How a row comes to its end: by its last day, or, where it never began, by being retired."""

from datetime import date, timedelta

from django.db import models


def last_day_of(model: type[models.Model]) -> str:
    """The field that says until when rows of a table hold."""
    return "expires_on" if hasattr(model, "expires_on") else "ends_on"


def first_day_of(model: type[models.Model]) -> str:
    return "signed_on" if hasattr(model, "signed_on") else "starts_on"


def is_over(row: models.Model, on: date) -> bool:
    """Whether it holds on no day after that one."""
    last = getattr(row, last_day_of(type(row)))
    return (last is not None and last <= on) or (
        row.retired_on is not None and row.retired_on <= on + timedelta(days=1)
    )


def end(row: models.Model, on: date, today: date) -> models.Model:
    """Let it hold on no day after this one. The caller saves it.

    What was to begin later never does: it is retired, for an end before its start would be none.
    """
    first = getattr(row, first_day_of(type(row)))
    if first and first > on:
        row.retired_on = min(on + timedelta(days=1), today)
    else:
        setattr(row, last_day_of(type(row)), on)
    return row
