"""What is wrong or open with a transfer."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format


@dataclass(frozen=True)
class Problem:
    """A sentence about “{where}”. It refuses what cannot be true, and is a finding otherwise."""

    message: str
    article: str
    refuses: bool = False
    day: date | None = None

    def told(self, importer, country) -> str:
        where = f"{importer} ({country})"
        day = date_format(self.day) if self.day else ""
        return str(self.message).format(where=where, importer=importer, country=country, day=day)
