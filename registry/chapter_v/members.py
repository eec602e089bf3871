"""Own staff and members: the place from which each reads the data (Articles 29 and 32(4))."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v.problems import asks
from registry.in_force import in_force
from registry.law.rule import Gap
from registry.records.absence import NOT_APPLICABLE

PLACE = asks(
    "seat-place",
    "29, 32(4)",
    _("It is not stated from which country the data is read by {about}."),
    _("Enter the country with the seat, or why it cannot be stated."),
    text="EDPB Guidelines 05/2021",
    at="country",
)
RULES = (PLACE,)


def places_of_members(activity, on: date) -> Iterator[Gap]:
    """By default they are no transfer, wherever they are; but that has to be known."""
    engaged = [row for row in in_force(activity.engagements.all(), on) if row.is_personal_data]
    for body in dict.fromkeys(row.body for row in engaged if row.body_id):
        for seat in in_force(body.seats.all(), on):
            is_explained = seat.absences.get("country", "").startswith(NOT_APPLICABLE)
            if seat.country_id is None and not is_explained:
                yield PLACE.gap(f"{body}: {seat}", row=seat)
