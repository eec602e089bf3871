"""Recipients that are known to begin: what they need has to be there on their first day."""

from collections.abc import Iterable
from datetime import date

from registry.vocabulary import EngagementState


def planned(rows: Iterable, on: date) -> list:
    """Those that begin after that day, the first ones first."""
    to_come = [
        row
        for row in rows
        if row.state == EngagementState.PLANNED
        and row.starts_on > on
        and (row.retired_on is None or row.retired_on > on)
    ]
    return sorted(to_come, key=lambda row: row.starts_on)
