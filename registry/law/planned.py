"""Recipients that are known to begin: what they need has to be there on their first day."""

from collections.abc import Iterable
from datetime import date

from registry.vocabulary import EngagementState


def is_planned(row, on: date) -> bool:
    """Begins after that day, and was on record by then: nobody plans before it is known."""
    if row.state != EngagementState.PLANNED or row.starts_on is None or row.starts_on <= on:
        return False
    is_on_record = row.first_day is None or row.first_day <= on
    return is_on_record and (row.retired_on is None or row.retired_on > on)


def planned(rows: Iterable, on: date) -> list:
    """Those of them that are planned on that day, the first ones first."""
    return sorted((row for row in rows if is_planned(row, on)), key=lambda row: row.starts_on)
