"""Security, and what may go wrong for people: Articles 22, 30(1)(g), 32 and 35."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.law.days import in_force
from registry.law.rule import Gap, Rule

SECURITY = Rule(
    "security",
    "30(1)(g)",
    "security_measures",
    _("No security measures are recorded."),
    _("Add the measures that protect this data, or say why they cannot be described."),
)
RULES = (SECURITY,)


def security(activity, on: date) -> Iterator[Gap]:
    measures = in_force(activity.organisation.measures_in_place.all(), on)
    has_some = any(row.protects(activity) for row in measures)
    if not has_some and not activity.is_absent("security_measures"):
        yield SECURITY.gap()
