"""Days and moments as the steps of a deadline name them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.deadlines.calendars import NO_CALENDAR, SATURDAY, SUNDAY, Calendar

NAMED = 6


def day_in_words(day: date, *, since: date | None = None) -> str:
    """28 February; with its year where that is not the year in which things began."""
    if since and day.year == since.year:
        return date_format(day, pgettext("date format", "j F"))
    return date_format(day, pgettext("date format", "j F Y"))


def due_in_words(due: date, raw: date | None) -> str:
    """The due date, and the day before weekends and holidays moved it: the safe target."""
    if raw in {None, due}:
        return day_in_words(due)
    return _("{due} (safe target: {raw})").format(due=day_in_words(due), raw=day_in_words(raw))


def moment_in_words(at: datetime) -> str:
    return date_format(at, pgettext("date format", "l j F Y, H:i T"))


def way_to_working_day(raw: date, due: date, calendar: Calendar, *, since: date) -> Iterator[str]:
    """Why each day from the raw end on was passed over, and the day that was not."""
    for number in range((due - raw).days):
        day = raw + timedelta(days=number)
        named = {"day": day_in_words(day, since=since)}
        if day.weekday() == SATURDAY:
            yield _("{day} is a Saturday").format(**named)
        elif day.weekday() == SUNDAY:
            if day == raw:
                yield _("{day} is a Sunday").format(**named)
        elif name := calendar.holiday(day):
            yield _("{day} is a holiday: {name}").format(name=name, **named)
        else:
            yield _("{day} would leave less than two working days").format(**named)
    if parts := calendar.parts_resting_on(due):
        yield _(
            "{day} is a holiday in parts of {calendar} only ({parts}), so it counts until a "
            "part is chosen"
        ).format(day=day_in_words(due, since=since), calendar=calendar, parts=_few(parts))
    last = f"{date_format(due, 'l')} {day_in_words(due, since=since)}"
    if calendar == NO_CALENDAR:
        yield _("{day}, without a calendar of holidays").format(day=last)
    elif not calendar.knows_holidays_of(due.year):
        yield _("{day}; no holidays of that year are known for {calendar}").format(
            day=last, calendar=calendar
        )
    else:
        yield last


def _few(parts: list[str]) -> str:
    return ", ".join(parts[:NAMED]) + ("…" if len(parts) > NAMED else "")


def part_to_choose(calendar: Calendar) -> str:
    """What to do about a calendar that is several; empty where there is nothing to do."""
    parts = calendar.parts_to_choose_from
    if not parts:
        return ""
    return _(
        "{calendar} has no holidays of its own. Choose a part: {parts}. Until then the earlier "
        "day is taken."
    ).format(calendar=calendar, parts=", ".join(parts))
