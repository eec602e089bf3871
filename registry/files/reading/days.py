"""A day as people type it: year first as in ISO 8601, or day first with dots between."""

import re
from calendar import monthrange
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})", re.ASCII)
WITH_SLASHES = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4}", re.ASCII)


def day_in(text: str) -> date:
    """Raises ValueError, which says what to write instead."""
    text = text.strip()
    if found := YEAR_FIRST.fullmatch(text) or DAY_FIRST.fullmatch(text):
        year, month, day = (int(found[part]) for part in ("year", "month", "day"))
        try:
            return date(year, month, day)
        except ValueError as error:
            raise ValueError(_no_such_day(year, month)) from error
    if WITH_SLASHES.fullmatch(text):
        raise ValueError(
            _(
                "has slashes, with which some put the month first and others the day. Write year, "
                "month and day as 2018-07-17, or day, month and year as 17.07.2018."
            )
        )
    raise ValueError(
        _("is not a valid date. Write year, month and day, such as 2018-07-17 or 17.07.2018.")
    )


def _no_such_day(year: int, month: int) -> str:
    try:
        last = date(year, month, monthrange(year, month)[1])
    except ValueError:
        return _("is not a valid date. Write a date as 2018-07-17 or 17.07.2018.")
    told = _("There is no such day: the month ends on {day}.")
    return told.format(day=date_format(last))
