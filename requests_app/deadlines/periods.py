"""The periods of the law: how long, from what, whether weekends move the end, and since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.deadlines.calendars import Calendar

UNION, KINGDOM = "EU", "UK"
# Regulation 1182/71, 3(5): two days or more hold at least two working days.
LEAST_WORKING_DAYS = 2


class Duty(StrEnum):
    ANSWER = "answer"
    EXTENDED = "extended"
    NOTICE = "notice"
    QUESTION = "question"
    COMPLAINT = "complaint"
    COMPLAINT_ANSWER = "complaint_answer"
    AUTHORITY_INFORMS = "authority_informs"
    BREACH_AUTHORITY = "breach_authority"
    BREACH_PEOPLE = "breach_people"
    BREACH_CONTROLLER = "breach_controller"
    INQUIRY = "inquiry"
    SIMPLE_INQUIRY = "simple_inquiry"


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Status(StrEnum):
    IN_FORCE = "in_force"
    ADOPTED = "adopted"
    PROPOSED = "proposed"


@dataclass(frozen=True, kw_only=True)
class Period:
    """What one law gives for one duty, while it is valid. A proposed one gives nothing yet."""

    duty: Duty
    amount: int
    unit: Unit = Unit.MONTHS
    is_moved: bool = True
    jurisdiction: str = UNION
    valid_from: date = date(2018, 5, 25)
    valid_until: date | None = None
    status: Status = Status.IN_FORCE

    def __str__(self) -> str:
        words = {
            Unit.HOURS: ngettext("{n} hour", "{n} hours", self.amount),
            Unit.DAYS: ngettext("{n} day", "{n} days", self.amount),
            Unit.WORKING_DAYS: ngettext("{n} working day", "{n} working days", self.amount),
            Unit.MONTHS: ngettext("{n} month", "{n} months", self.amount),
        }
        return words[self.unit].format(n=self.amount)

    def holds_on(self, day: date) -> bool:
        is_over = self.valid_until is not None and self.valid_until < day
        return self.status != Status.PROPOSED and self.valid_from <= day and not is_over

    def end(self, start: date, calendar: Calendar) -> date:
        """The last day as counted; the day of the event itself is left out: 1182/71, 3(1)."""
        match self.unit:
            case Unit.MONTHS:
                return start + relativedelta(months=self.amount)
            case Unit.DAYS:
                return start + timedelta(days=self.amount)
            case Unit.WORKING_DAYS:
                day = start
                for _number in range(self.amount):
                    day = calendar.working_day_from(day + timedelta(days=1))
                return day
        raise ValueError(_("A period of hours begins at a moment, not on a day."))

    def moved(self, start: date, last: date, calendar: Calendar) -> date:
        """The next working day, where weekends and holidays move the end: 1182/71, 3(4)."""
        if not self.is_moved:
            return last
        due = calendar.working_day_from(last)
        if self.unit == Unit.DAYS and self.amount >= LEAST_WORKING_DAYS:
            due = max(due, _working_day_number(LEAST_WORKING_DAYS, start, calendar))
        return due


def _working_day_number(number: int, start: date, calendar: Calendar) -> date:
    day = start
    for _number in range(number):
        day = calendar.working_day_from(day + timedelta(days=1))
    return day


# As shipped, for where there is no register to ask: what holds there is in its `LegalPeriod`.
# No law gives the days of a question: how long one may take to be put "without delay"; nor how
# long the answer to a complaint may take.
PERIODS = (
    Period(duty=Duty.ANSWER, amount=1),
    Period(duty=Duty.EXTENDED, amount=3),
    Period(duty=Duty.NOTICE, amount=1),
    Period(duty=Duty.QUESTION, amount=14, unit=Unit.DAYS, is_moved=False),
    Period(duty=Duty.BREACH_AUTHORITY, amount=72, unit=Unit.HOURS, is_moved=False),
    Period(duty=Duty.COMPLAINT_ANSWER, amount=1),
    Period(duty=Duty.AUTHORITY_INFORMS, amount=3),
    Period(
        duty=Duty.COMPLAINT,
        amount=30,
        unit=Unit.DAYS,
        jurisdiction=KINGDOM,
        valid_from=date(2026, 6, 19),
    ),
)


def period_on(
    periods: Iterable[Period], duty: Duty, *, on: date, jurisdiction: str = UNION
) -> Period | None:
    """The last row that has begun. What a jurisdiction does not say is counted as in the Union.

    An event before the first row of the Union takes the first.
    """
    rows = [row for row in periods if row.duty == duty and row.status != Status.PROPOSED]
    for place in (jurisdiction, UNION):
        if held := [row for row in rows if row.jurisdiction == place and row.holds_on(on)]:
            return max(held, key=lambda row: row.valid_from)
    first = sorted((row for row in rows if row.jurisdiction == UNION), key=lambda r: r.valid_from)
    return first[0] if first else None


def needed_period(
    periods: Sequence[Period], duty: Duty, *, on: date, jurisdiction: str = UNION
) -> Period | None:
    """The same for a duty that never goes without: the shipped one where there is no row."""
    found = period_on(periods, duty, on=on, jurisdiction=jurisdiction)
    return found or period_on(PERIODS, duty, on=on, jurisdiction=jurisdiction)
