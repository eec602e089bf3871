"""Days and moments as the steps of a deadline name them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.deadlines.calendars import NO_CALENDAR, SATURDAY, SUNDAY, Calendar


def day_in_words(day: date, *, since: date | None = None) -> str:
    """28 February; with its year where that is not the year in which things began."""
    if since and day.year == since.year:
        return date_format(day, pgettext("date format", "j F"))
    return date_format(day, pgettext("date format", "j F Y"))


def moment_in_words(at: datetime) -> str:
    return date_format(at, pgettext("date format", "l j F Y, H:i T"))


def way_to_working_day(raw: date, due: date, calendar: Calendar, *, since: date) -> Iterator[str]:
    """Why each day from the raw end on was passed over, and the day that was not."""
    for number in range((due - raw).days):
        day = raw + timedelta(days=number)
        named = {"day": day_in_words(day, since=since)}
        if day.weekday() == SATURDAY:
            yield _("{day} is a Saturday").format(**named)
        elif day.weekday() != SUNDAY:
            yield _("{day} is a holiday: {name}").format(name=calendar.holiday(day), **named)
        elif day == raw:
            yield _("{day} is a Sunday").format(**named)
    last = f"{date_format(due, 'l')} {day_in_words(due, since=since)}"
    if calendar == NO_CALENDAR:
        yield _("{day}, without a calendar of holidays").format(day=last)
    elif not calendar.knows_holidays_of(due.year):
        yield _("{day}; no holidays of that year are known for {calendar}").format(
            day=last, calendar=calendar
        )
    else:
        yield last
