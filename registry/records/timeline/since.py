"""Since when a version holds, and what the row said before: what its changes are told against."""

from datetime import date

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def since_when(version: models.Model) -> date | None:
    """The day from which its values hold in the world; None for what happened on its day."""
    return version.holds_from if version.instance_type.is_lasting else None


def beginning_of(version: models.Model) -> date | None:
    """The day from which its row is there, as it says itself."""
    model = version.instance_type
    return getattr(version, model.since, None) or getattr(version, "first_day", None)


def state_before(model: type[models.Model], name: str = "history_id") -> Subquery:
    """For versions to add: the number of the one that held on its day until it was written.

    Or another of its columns, by `name`.
    """
    versions = model.history.model.objects
    earlier = versions.filter(
        id=OuterRef("id"),
        history_id__lt=OuterRef("history_id"),
        holds_from__lte=OuterRef("holds_from"),
    )
    return Subquery(earlier.order_by("-holds_from", "-history_id").values(name)[:1])


def since_in_words(day: date | None, begins: date | None = None) -> str:
    """Nothing holds before the row is there: `begins` is the first day of that, where known."""
    if begins and (day is None or day < begins):
        return _("from {day}").format(day=date_format(begins))
    if day is None or day == date.min:
        return _("from the beginning")
    return _("since {day}").format(day=date_format(day))
