"""On which day a message came: on that of the place where it was received."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_there(at: datetime, zone: str) -> date:
    """The day that it was in a time zone, such as America/Chicago."""
    return at.astimezone(ZoneInfo(zone)).date()
