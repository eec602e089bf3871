"""Why, and what lets it: Articles 6, 7, 9, 10 and 30(1)(b)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.rule import UK_GDPR_FROM, Gap, Rule, refuses
from registry.vocabulary import DataKind, Jurisdiction, LawOf

PURPOSE = refuses(
    "purpose",
    "30(1)(b)",
    "purposes",
    _("No purpose is recorded."),
    _("Add the purposes of the activity."),
)
BASIS = Rule(
    "legal-basis",
    "6(1), 13(1)(c)",
    "purposes",
    _("“{about}” has no legal basis."),
    _("Choose what in Article 6(1) lets it."),
)
INTEREST = Rule(
    "interest",
    "6(1)(f), 13(1)(d)",
    "purposes",
    _("“{about}” has no legitimate interest."),
    _("Name the interest that is pursued, and whose it is."),
)
BALANCING = Rule(
    "balancing",
    "6(1)(f), 5(2)",
    "purposes",
    _("“{about}” has no balancing test."),
    _("Weigh the interest against those of the people, and say how."),
)
LAW = Rule(
    "law",
    "6(3)",
    "purposes",
    _("“{about}” does not name the law that it is based on."),
    _("Name the law behind the obligation or the public task."),
)
LAW_WHOSE = Rule(
    "law-whose",
    "6(3)",
    "purposes",
    _("It is not stated whose law “{about}” is based on."),
    _("Choose Union, Member State or UK law. No other law makes an obligation of 6(1)(c)."),
)
LAW_FOREIGN = Rule(
    "law-foreign",
    "6(3)",
    "purposes",
    _("“{about}” rests on a law that is none of the Union or a member state."),
    _("Name Union or Member State law, or choose another basis, such as 6(1)(f)."),
    jurisdictions=(Jurisdiction.EU,),
)
LAW_NOT_DOMESTIC = Rule(
    "law-not-domestic",
    "6(3) UK GDPR",
    "purposes",
    _("“{about}” rests on a law that is not the domestic law of the United Kingdom."),
    _("Name domestic law, or choose another basis, such as 6(1)(f)."),
    jurisdictions=(Jurisdiction.UK,),
    valid_from=UK_GDPR_FROM,
)
ASSESSMENT = Rule(
    "balancing-dated",
    "6(1)(f), 5(2)",
    "purposes",
    _("It is not stated when and by whom the interests of “{about}” were balanced."),
    _("Enter the day of the balancing test, and the role that made it."),
)
PARENTS = Rule(
    "parental-consent",
    "8(1), 8(2)",
    "purposes",
    _("“{about}” rests on consent of children, and nothing is said of their parents."),
    _("Say from which age children consent themselves, and how parents do below it."),
)
CONSENT = Rule(
    "consent-record",
    "7(1)",
    "purposes",
    _("“{about}” has no record of consent."),
    _("Say where consent is recorded and how it can be withdrawn."),
)
CONDITION = Rule(
    "special-condition",
    "9(2)",
    "purposes",
    _("“{about}” has no condition for special categories."),
    _("Choose what in Article 9(2) lets it, or say which data this purpose uses."),
)
CONDITION_LAW = Rule(
    "special-law",
    "9(2)",
    "purposes",
    _("“{about}” does not name what its condition for special categories rests on."),
    _(
        "Name the law, for (b) also a collective agreement, for (h) also the contract with a "
        "health professional and who keeps the secret (9(3))."
    ),
)
OFFENCES = Rule(
    "offences-law",
    "10",
    "purposes",
    _("“{about}” does not name the law that allows data on offences."),
    _("Name the Union or national law, or the authority that controls it."),
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
    OFFENCES,
)
OF_THE_UNION = {LawOf.UNION, LawOf.MEMBER_STATE}
# Points of 9(2) that refer to a law, or to what stands in for one.
WITH_LAW = {f"9(2)({letter})" for letter in "bghij"}
EXPLICIT_CONSENT = "9(2)(a)"


def purposes(activity, on: date) -> Iterator[Gap]:
    rows = in_force(activity.purposes.all(), on)
    if not rows:
        yield PURPOSE.gap()
    for purpose in rows:
        for checks in (_bases, _law, _data):
            for rule in checks(purpose, activity):
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
    by_consent = "6(1)(a)" in bases or condition_of(purpose) == EXPLICIT_CONSENT
    if by_consent and not purpose.consent_record:
        yield CONSENT
    has_children = any(group.is_children for group in activity.data_subjects.all())
    if "6(1)(a)" in bases and has_children and not purpose.parental_consent:
        yield PARENTS


def _law(purpose, activity) -> Iterator[Rule]:
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
    if DataKind.CRIMINAL in kinds and not purpose.special_category_law:
        yield OFFENCES


def _citations(purpose) -> set[str]:
    return {basis.citation for basis in purpose.legal_bases.all()}
