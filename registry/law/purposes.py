"""Why, and what lets it: Articles 6 to 10 and 30(1)(b), and 13 of Directive 2002/58/EC."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.marketing import MARKETING_CONSENT, MARKETING_OBJECTION, marketing
from registry.law.rule import UK_GDPR_FROM, Gap, Rule, refuses
from registry.vocabulary import DataKind, Jurisdiction, LawOf

PURPOSE = refuses(
    "purpose",
    "30(1)(b)",
    "purposes",
    _("No purpose is recorded."),
    _("Add the purposes of the activity."),
    at="text",
)
BASIS = Rule(
    "legal-basis",
    "6(1), 13(1)(c)",
    "purposes",
    _("“{about}” has no legal basis."),
    _("Choose what in Article 6(1) lets it."),
    at="legal_bases",
)
INTEREST = Rule(
    "interest",
    "6(1)(f), 13(1)(d)",
    "purposes",
    _("“{about}” has no legitimate interest."),
    _("Name the interest that is pursued, and whose it is."),
    at="legitimate_interest",
)
BALANCING = Rule(
    "balancing",
    "6(1)(f), 5(2)",
    "purposes",
    _("“{about}” has no balancing test."),
    _("Weigh the interest against those of the people, and say how."),
    at="balancing_test",
)
LAW = Rule(
    "law",
    "6(3)",
    "purposes",
    _("“{about}” does not name the law that it is based on."),
    _("Name the law behind the obligation or the public task."),
    at="law",
)
LAW_WHOSE = Rule(
    "law-whose",
    "6(3)",
    "purposes",
    _("It is not stated whose law “{about}” is based on."),
    _("Choose Union, Member State or UK law. No other law makes an obligation of 6(1)(c)."),
    at="law_of",
)
LAW_FOREIGN = Rule(
    "law-foreign",
    "6(3)",
    "purposes",
    _("“{about}” rests on a law that is none of the Union or a member state."),
    _("Name Union or Member State law, or choose another basis, such as 6(1)(f)."),
    jurisdictions=(Jurisdiction.EU,),
    at="law_of",
)
LAW_NOT_DOMESTIC = Rule(
    "law-not-domestic",
    "6(3) UK GDPR",
    "purposes",
    _("“{about}” rests on a law that is not the domestic law of the United Kingdom."),
    _("Name domestic law, or choose another basis, such as 6(1)(f)."),
    jurisdictions=(Jurisdiction.UK,),
    valid_from=UK_GDPR_FROM,
    at="law_of",
)
ASSESSMENT = Rule(
    "balancing-dated",
    "6(1)(f), 5(2)",
    "purposes",
    _("It is not stated when and by whom the interests of “{about}” were balanced."),
    _("Enter the day of the balancing test, and the role that made it."),
    at="balanced_on",
)
PARENTS = Rule(
    "parental-consent",
    "8(1), 8(2)",
    "purposes",
    _("“{about}” rests on consent of children, and nothing is said of their parents."),
    _("Say from which age children consent themselves, and how parents do below it."),
    at="parental_consent",
)
CONSENT = Rule(
    "consent-record",
    "7(1)",
    "purposes",
    _("“{about}” has no record of consent."),
    _("Say where consent is recorded and how it can be withdrawn."),
    at="consent_record",
)
CONDITION = Rule(
    "special-condition",
    "9(2)",
    "purposes",
    _("“{about}” has no condition for special categories."),
    _("Choose what in Article 9(2) lets it, or say which data this purpose uses."),
    at="special_category_condition",
)
CONDITION_LAW = Rule(
    "special-law",
    "9(2)",
    "purposes",
    _("“{about}” does not name what its condition for special categories rests on."),
    _(
        "Name the law, for (b) also a collective agreement, for (h) also the contract with a "
        "health professional."
    ),
    at="special_category_law",
)
SECRECY = Rule(
    "professional-secrecy",
    "9(2)(h), 9(3)",
    "purposes",
    _("“{about}” does not say who is bound to secrecy."),
    _("Name the profession or body, and the law or rules that bind it."),
    at="professional_secrecy",
)
OFFENCES = Rule(
    "offences-law",
    "10",
    "purposes",
    _("“{about}” does not name the law that allows data on offences."),
    _("Name the Union or national law, or the authority that controls it."),
    at="special_category_law",
)
RULES = (
    PURPOSE,
    BASIS,
    INTEREST,
    BALANCING,
    ASSESSMENT,
    LAW,
    LAW_WHOSE,
    LAW_FOREIGN,
    LAW_NOT_DOMESTIC,
    CONSENT,
    PARENTS,
    CONDITION,
    CONDITION_LAW,
    SECRECY,
    OFFENCES,
    MARKETING_CONSENT,
    MARKETING_OBJECTION,
)
OF_THE_UNION = {LawOf.UNION, LawOf.MEMBER_STATE}
# Points of 9(2) that refer to a law, or to what stands in for one.
WITH_LAW = {f"9(2)({letter})" for letter in "bghij"}
EXPLICIT_CONSENT, HEALTH_CARE = "9(2)(a)", "9(2)(h)"


def purposes(activity, on: date) -> Iterator[Gap]:
    rows = in_force(activity.purposes.all(), on)
    if not rows:
        yield PURPOSE.gap()
    for purpose in rows:
        rules = [*_bases(purpose, activity), *_law(purpose), *_data(purpose, activity)]
        for rule in (*rules, *marketing(purpose, _is_by_consent(purpose))):
            yield rule.gap(purpose)


def kinds_used(purpose, activity) -> set[str]:
    """Kinds of the data that the purpose uses: what it names, else all of the activity."""
    used = purpose.data_categories.all() or activity.data_categories.all()
    return {category.kind for category in used}


def condition_of(purpose) -> str:
    condition = purpose.special_category_condition
    return condition.citation if condition else ""


def _bases(purpose, activity) -> Iterator[Rule]:
    bases = _citations(purpose)
    if not bases:
        yield BASIS
    if "6(1)(f)" in bases:
        if not purpose.legitimate_interest:
            yield INTEREST
        if not purpose.balancing_test:
            yield BALANCING
        elif not (purpose.balanced_on and purpose.balanced_by):
            yield ASSESSMENT
    if _is_by_consent(purpose) and not purpose.consent_record:
        yield CONSENT
    has_children = any(group.is_children for group in activity.data_subjects.all())
    if "6(1)(a)" in bases and has_children and not purpose.parental_consent:
        yield PARENTS


def _law(purpose) -> Iterator[Rule]:
    if not _citations(purpose) & {"6(1)(c)", "6(1)(e)"}:
        return
    if not purpose.law:
        yield LAW
    elif purpose.law_of == LawOf.NOT_STATED:
        yield LAW_WHOSE
    else:
        if purpose.law_of not in OF_THE_UNION:
            yield LAW_FOREIGN
        if purpose.law_of != LawOf.UNITED_KINGDOM:
            yield LAW_NOT_DOMESTIC


def _data(purpose, activity) -> Iterator[Rule]:
    kinds, condition = kinds_used(purpose, activity), condition_of(purpose)
    if DataKind.SPECIAL in kinds and not condition:
        yield CONDITION
    if DataKind.SPECIAL in kinds and condition in WITH_LAW and not purpose.special_category_law:
        yield CONDITION_LAW
    if DataKind.SPECIAL in kinds and condition == HEALTH_CARE and not purpose.professional_secrecy:
        yield SECRECY
    if DataKind.CRIMINAL in kinds and not purpose.special_category_law:
        yield OFFENCES


def _is_by_consent(purpose) -> bool:
    return "6(1)(a)" in _citations(purpose) or condition_of(purpose) == EXPLICIT_CONSENT


def _citations(purpose) -> set[str]:
    return {basis.citation for basis in purpose.legal_bases.all()}
