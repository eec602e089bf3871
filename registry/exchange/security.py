"""How data of an entry is protected, for a reader."""

from datetime import date

from django.utils.translation import gettext as _

from registry.exchange.lines import Line, Part, line, lines, stated
from registry.in_force import in_force
from registry.models import MeasureInPlace


def security_of(activity) -> list[Line]:
    return [
        *lines(activity, "storage_location", "assessment"),
        *stated(activity, "assessment_url"),
        *stated(activity, "is_occasional", "is_risk"),
        *lines(activity, "is_automated"),
        *stated(activity, "automated_logic", "automated_exception", "automated_safeguards"),
    ]


def measures_of(activity, on: date) -> list[Part]:
    """What protects data of this activity, and who sees to it."""
    rows = in_force(activity.organisation.measures_in_place.all(), on)
    rows = [row for row in rows if row.protects(activity)]
    return [
        _measure(row) for row in sorted(rows, key=lambda row: (row.headline.casefold(), row.pk))
    ]


def _measure(row: MeasureInPlace) -> Part:
    kinds = [
        row.measure._meta.get_field(name).verbose_name
        for name in ("is_technical", "is_organisational", "is_physical")
        if getattr(row.measure, name)
    ]
    who = row.processor or _("The organisation itself")
    told = [line(_("Kind"), kinds), line(_("Applied by"), [who])]
    return Part(
        row.headline,
        (*told, *stated(row, "data_categories", "statement", "starts_on", "ends_on")),
    )
