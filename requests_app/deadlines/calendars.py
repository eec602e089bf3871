"""Which days are working days: Saturdays, Sundays and the public holidays of a country."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SATURDAY, SUNDAY = 5, 6
# England and Wales, Scotland and Northern Ireland have bank holidays of their own.
WITHOUT_OWN = {"GB"}


class CalendarError(ValueError):
    """The code names no calendar; the message says which codes do."""


@dataclass(frozen=True)
class Calendar:
    """A country, perhaps one part of it; without a country only weekends move a deadline.

    Working days are those of Article 2(2) of Regulation 1182/71: all but public holidays,
    Sundays and Saturdays, whatever days the country itself rests on.
    """

    country: str = ""
    subdivision: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, [self.country, self.subdivision])) or "none"

    def is_working_day(self, day: date) -> bool:
        """A country adds its holidays to Saturdays and Sundays."""
        if day.weekday() >= SATURDAY:
            return False
        return not self.country or day not in self._holidays(day.year)

    def working_day_from(self, day: date) -> date:
        """The day itself, or the next working day."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def holiday(self, day: date) -> str:
        """The name of the public holiday, in the reader's language where the library has it."""
        return self._holidays(day.year).get(day, "") if self.country else ""

    @property
    def parts_to_choose_from(self) -> list[str]:
        """Codes of the parts of a country that as a whole has no calendar of its own.

        Until one is chosen, only what is a holiday in all of them counts: the earlier day.
        """
        return self._parts() if self.country in WITHOUT_OWN and not self.subdivision else []

    def parts_resting_on(self, day: date) -> list[str]:
        """Codes of the parts of the country in which a day that counts here is a holiday."""
        if not self.country or self.subdivision or not self.is_working_day(day):
            return []
        return [code for code in self._parts() if not calendar(code).is_working_day(day)]

    def _parts(self) -> list[str]:
        parts = holidays.list_supported_countries(include_aliases=False)[self.country]
        return [f"{self.country}-{part}" for part in parts]

    def knows_holidays_of(self, year: int) -> bool:
        """Some years are empty: too far ahead for a moon calendar, before a state began."""
        return bool(self._holidays(year))

    def _holidays(self, year: int) -> MappingProxyType:
        return _holidays(self.country, self.subdivision, year, get_language() or "en")


NO_CALENDAR = Calendar()


def has_calendar(country: str) -> bool:
    """Whether holidays of a country are known, by its two letters."""
    return country in holidays.list_supported_countries(include_aliases=False)


def calendar(code: str) -> Calendar:
    """The calendar that a code names: none, FR, GB-ENG; upper or lower case."""
    if code.strip().casefold() == "none":
        return NO_CALENDAR
    country, _dash, subdivision = code.strip().partition("-")
    parts_of = holidays.list_supported_countries(include_aliases=False)
    country = country.upper()
    if country not in parts_of:
        raise CalendarError(
            _(
                "“{code}” is not a known calendar. Enter none, a country (two "
                "letters of ISO 3166-1, such as FR) or a region (such as GB-ENG)."
            ).format(code=code)
        )
    if not subdivision:
        return Calendar(country)
    for part in parts_of[country]:
        if part.casefold() == subdivision.casefold():
            return Calendar(country, part)
    known = [country, *(f"{country}-{part}" for part in parts_of[country])]
    raise CalendarError(
        _("“{code}” is not a known calendar. For this country enter one of: {known}.").format(
            code=code, known=", ".join(known)
        )
    )


@lru_cache(maxsize=2048)
def _holidays(country: str, subdivision: str, year: int, language: str) -> MappingProxyType:
    """One year, read once and never changed, so that threads can share it."""
    entity = holidays.country_holidays(country)
    known = [*entity.supported_languages, entity.default_language]
    spoken = [name for name in known if name and name[:2] == language[:2]]
    return MappingProxyType(
        dict(
            holidays.country_holidays(
                country,
                subdiv=subdivision or None,
                years=year,
                expand=False,
                language=(spoken or [entity.default_language])[0],
            )
        )
    )
