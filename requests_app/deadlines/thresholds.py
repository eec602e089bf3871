"""The numbers of the law, each from the day on which it came into force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The numbers of the law from a day on."""

    valid_from: date
    answer_months: int = 1
    extended_months: int = 3
    notice_months: int = 1
    breach_hours: int = 72
    # No law gives this number: how long a question may take to be put "without delay".
    prompt_days: int = 14


# As shipped, for where there is no register to ask: what holds there is in its `LegalPeriods`.
THRESHOLDS = (Thresholds(valid_from=date(2018, 5, 25)),)


def thresholds_on(thresholds: Sequence[Thresholds], *, on: date) -> Thresholds:
    """The last row that has begun. An event before the first row takes the first."""
    by_day = sorted(thresholds, key=lambda row: row.valid_from)
    return next((row for row in reversed(by_day) if row.valid_from <= on), by_day[0])
