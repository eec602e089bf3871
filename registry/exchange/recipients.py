"""Who receives data on a day, as far as the record knows, and where they have it."""

from datetime import date

from registry.exchange.lines import names_in_order
from registry.in_force import in_force
from registry.law.planned import is_planned
from registry.models import Body, Engagement, ProcessingActivity


def recipients_of(activity: ProcessingActivity, on: date) -> tuple[list, list]:
    """Who receives data on the day or was planned to, and of whom the record does not know.

    These have no first day, and were named on the public page only later. Planned on a day is what
    was on record by then.
    """
    sure, unsure = [], []
    for row in activity.engagements.all():
        if is_planned(row, on) or in_force([row], on):
            is_unsure = row.starts_on is None and row.listed_from and row.listed_from > on
            (unsure if is_unsure else sure).append(row)
    return sorted(sure, key=_order), sorted(unsure, key=_order)


def _order(engagement: Engagement) -> tuple:
    return engagement.headline.casefold(), engagement.service, engagement.pk


def seat_countries(body: Body, on: date) -> list[str]:
    """All that a document says of the people in it."""
    return names_in_order(
        seat.country for seat in in_force(body.seats.all(), on) if seat.country_id
    )
