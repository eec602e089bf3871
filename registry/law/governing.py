"""Whose law governs an activity on a day: Article 3, of the Union's Regulation and the UK's."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.law.rule import APPLIES_FROM, UK_GDPR_FROM, Gap, Rule, refuses
from registry.vocabulary import Jurisdiction, UnionLaw, UnitedKingdomLaw

LAW_UNSTATED = Rule(
    "governing-law",
    "3, 27(1)",
    "union_law",
    _("It is not stated by what the GDPR applies to this activity."),
    _("Choose Article 3(1), 3(2) or 3(3), or that it does not apply."),
    jurisdictions=(Jurisdiction.EU,),
)
LAW_DENIED = refuses(
    "governing-law-denied",
    "3(1)",
    "union_law",
    _("The GDPR applies: the organisation is established in the Union or the EEA."),
    _("Choose Article 3(1), or correct the country of the organisation."),
    jurisdictions=(Jurisdiction.EU,),
)
UK_LAW_DENIED = refuses(
    "governing-law-uk-denied",
    "3(1) UK GDPR",
    "united_kingdom_law",
    _("The UK GDPR applies: the organisation is established in the United Kingdom."),
    _("Choose Article 3(1) of the UK GDPR, or correct the country of the organisation."),
    jurisdictions=(Jurisdiction.UK,),
    valid_from=UK_GDPR_FROM,
)
RULES = (LAW_UNSTATED, LAW_DENIED, UK_LAW_DENIED)
UK = "GB"
# Decision 154/2018 of the EEA Joint Committee: from here on the Regulation is law there.
EFTA, EFTA_FROM = {"IS", "LI", "NO"}, date(2018, 7, 20)


def jurisdictions_of(activity, on: date) -> set[Jurisdiction]:
    """Whose law asks on that day. Where nothing is said of the Union's, it does: it is asked."""
    country = activity.organisation.country
    code = country.code if country else ""
    in_the_union = activity.union_law not in {UnionLaw.NOT_STATED, UnionLaw.NONE}
    in_the_uk = activity.united_kingdom_law not in {
        UnitedKingdomLaw.NOT_STATED,
        UnitedKingdomLaw.NONE,
    }
    is_open = activity.union_law == UnionLaw.NOT_STATED
    if on < UK_GDPR_FROM:
        # Until then the United Kingdom had the law of the Union.
        in_the_union, in_the_uk = in_the_union or in_the_uk, False
    if code in EFTA and APPLIES_FROM <= on < EFTA_FROM:
        is_open = is_seated = False
    else:
        # Whoever is established in the Union is under its law, whatever the entry says.
        is_seated = country is not None and country.is_in_eea(on)
    found = set()
    if is_open or is_seated or in_the_union:
        found.add(Jurisdiction.EU)
    if in_the_uk or (code == UK and on >= UK_GDPR_FROM):
        found.add(Jurisdiction.UK)
    return found


def governing_law(activity, on: date) -> Iterator[Gap]:
    country = activity.organisation.country
    if country is None:
        return
    if country.is_in_eea(on):
        if activity.union_law == UnionLaw.NONE:
            yield LAW_DENIED.gap()
    elif activity.union_law == UnionLaw.NOT_STATED:
        yield LAW_UNSTATED.gap()
    if country.code == UK and activity.united_kingdom_law == UnitedKingdomLaw.NONE:
        yield UK_LAW_DENIED.gap()
