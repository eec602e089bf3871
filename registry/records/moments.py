"""The days and moments that people ask about: read from what they write, said in words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ON, KNOWN = "_on", "_known"
# Before any law of data protection, and far from where the calendar of computers ends.
FIRST_DAY = date(1900, 1, 1)


# The day that the tables show here, where they do not show the present: see `registry.past.views`.
_shown: ContextVar[date | None] = ContextVar("day_shown", default=None)


def day_shown() -> date | None:
    return _shown.get()


@contextmanager
def showing(day: date | None) -> Iterator[None]:
    """Inside, tables show that day."""
    token = _shown.set(day)
    try:
        yield
    finally:
        _shown.reset(token)


def end_of(day: date) -> datetime:
    """The last moment of a day, where the register is kept."""
    return timezone.make_aware(datetime.combine(day, time.max))


def read_day(text: str) -> date:
    """Raises ValidationError, which says what to write."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValidationError(
        _("“{text}” is not a valid date. Write it as 2018-07-17.").format(text=text)
    )


def read_moment(text: str) -> datetime:
    """A moment, or the end of a day. Raises ValidationError, also for what is still to come."""
    try:
        moment = end_of(read_day(text)) if DAY.fullmatch(text) else datetime.fromisoformat(text)
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        local = timezone.localtime(moment)
    except (ValueError, OverflowError) as error:
        raise ValidationError(
            _(
                "“{text}” is not a valid date or time. Write it as 2018-07-17 or 2018-07-17T14:30."
            ).format(text=text)
        ) from error
    if local.date() > timezone.localdate():
        raise ValidationError(
            _("{text} is in the future. What is known then can be shown only afterwards.").format(
                text=text
            )
        )
    return moment


@dataclass(frozen=True)
class Past:
    """How somebody wants to see the register: what held on a day, as known at a moment.

    Without a day, all that is on record; without a moment, by what is known today. With
    neither it is the present.
    """

    on: date | None = None
    known: datetime | None = None

    def __bool__(self) -> bool:
        return self.on is not None or self.known is not None

    @classmethod
    def asked_for(cls, parameters) -> "Past":
        """From `_on` and `_known` in an address. Raises ValidationError: what to write."""
        on, known = (parameters.get(name, "").strip() for name in (ON, KNOWN))
        day = read_day(on) if on else None
        if day and day > timezone.localdate():
            raise ValidationError(
                _("{day} is in the future. Choose a day up to today.").format(day=on)
            )
        past = cls(day, read_moment(known) if known else None)
        if past and past.first < FIRST_DAY:
            raise ValidationError(_("Choose a day in {year} or later.").format(year=FIRST_DAY.year))
        return past

    @property
    def first(self) -> date:
        """The earlier of what is asked for."""
        known = timezone.localdate(self.known) if self.known else None
        return min(day for day in (self.on, known) if day)

    @property
    def today(self) -> date:
        """The day that questions such as “due for review” are about."""
        return self.on or timezone.localdate(self.known)

    @property
    def parameters(self) -> dict[str, str]:
        """What an address needs to ask for the same."""
        asked = {ON: self.on and self.on.isoformat(), KNOWN: self.known and _written(self.known)}
        return {name: text for name, text in asked.items() if text}

    def __str__(self) -> str:
        """In words, to follow “the register”."""
        known = self.known and _said(self.known)
        if self.on and known:
            return _("on {day}, as known {when}").format(day=date_format(self.on), when=known)
        if self.on:
            return _("on {day}, by what is known today").format(day=date_format(self.on))
        return _("as known {when}").format(when=known) if known else _("of today")


def _is_end_of_day(moment: datetime) -> bool:
    return timezone.localtime(moment).time() == time.max


def _written(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return local.date().isoformat() if _is_end_of_day(moment) else local.isoformat()


def _said(moment: datetime) -> str:
    local = timezone.localtime(moment)
    if _is_end_of_day(moment):
        return _("at the end of {day}").format(day=date_format(local.date()))
    return _("on {moment}").format(moment=date_format(local, "DATETIME_FORMAT"))
