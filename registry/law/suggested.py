"""What was suggested for an entry, and whether somebody said yes: Articles 5(2) and 24(1)."""

from collections.abc import Iterator
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.rule import Gap, refuses


class SuggestedPart(models.TextChoices):
    """What of an entry a suggestion is about, in the order in which it is accepted."""

    FIELD = "field", _("About the entry")
    PEOPLE = "people", _("Whose data")
    DATA = "data", _("Which data")
    PURPOSE = "purpose", _("Purposes and legal bases")
    RECIPIENT = "recipient", _("Recipients")
    PERIOD = "period", _("How long it is kept")
    MEASURE = "measure", _("Security measures")
    RIGHT = "right", _("Rights of the people")


class SuggestionState(models.TextChoices):
    OFFERED = "offered", _("Suggested")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


SUGGESTED = refuses(
    "suggested",
    "5(2), 24(1)",
    "suggestions",
    _("Suggested, and nobody has said yes or no to it: {about}."),
    _("Accept or decline each on the page of suggestions. What is only suggested is no record."),
)
RULES = (SUGGESTED,)


def suggested(activity, on: date) -> Iterator[Gap]:
    """One gap for each kind of thing: an entry from the library begins with twenty of them."""
    rows = [
        row
        for row in in_force(activity.suggestions.all(), on)
        if row.state == SuggestionState.OFFERED
    ]
    for part in SuggestedPart:
        if names := [row.name for row in rows if row.part == part]:
            yield SUGGESTED.gap(f"{part.label}: {'; '.join(names)}", row=activity)
