"""Orders of courts and authorities outside the Union: Article 48."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.rule import Gap, Rule
from registry.vocabulary import DisclosureGround, Jurisdiction

# The United Kingdom left Article 48 out of its own GDPR.
AGREEMENT = Rule(
    "foreign-order",
    "48",
    "disclosures",
    _("No international agreement is recorded for the order “{about}”."),
    _(
        "Name the agreement that makes the order enforceable, or the other ground of Chapter V, "
        "with the disclosure."
    ),
    jurisdictions=(Jurisdiction.EU,),
    text="Regulation (EU) 2016/679; EDPB Guidelines 02/2024",
    at="agreement",
)
RULES = (AGREEMENT,)


def foreign_orders(activity, on: date) -> Iterator[Gap]:
    """Those about this entry, and those of which nobody said which entries they are about."""
    for row in in_force(activity.organisation.disclosures.all(), on):
        is_ours = row.activity_id in {activity.pk, None}
        if row.ground == DisclosureGround.FOREIGN_ORDER and is_ours and _counts(row, on):
            yield AGREEMENT.gap(row.title, row=row)


def _counts(row, on: date) -> bool:
    if row.agreement or (row.disclosed_on and row.disclosed_on > on):
        return False
    return row.country is None or not row.country.is_in_eea(on)
