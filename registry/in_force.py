"""What was there on a day, of rows that are in memory."""

from collections.abc import Iterable
from datetime import date


def in_force(rows: Iterable, on: date) -> list:
    """The rows that were there on that day: `LastingQuerySet.in_force` in memory."""
    return [row for row in rows if _is_there(row, on)]


def _is_there(row, on: date) -> bool:
    start = (getattr(row, row.since) if row.since else None) or row.first_day
    end = getattr(row, row.until) if row.until else None
    if row.retired_on is not None and row.retired_on <= on:
        return False
    return (start is None or start <= on) and (end is None or end >= on)


def agreements_in_force(activity, on: date) -> list:
    return in_force(activity.organisation.agreements.all(), on)
