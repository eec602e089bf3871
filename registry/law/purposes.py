"""Why, and what lets it: Articles 6, 7, 9, 10 and 30(1)(b)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.law.days import in_force
from registry.law.rule import Gap, Rule, refuses
from registry.vocabulary import DataKind

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
OFFENCES = Rule(
    "offences-law",
    "10",
    "purposes",
    _("“{about}” does not name the law that allows data on offences."),
    _("Name the Union or national law, or the authority that controls it."),
)
RULES = (PURPOSE, BASIS, INTEREST, BALANCING, LAW, CONSENT, CONDITION, OFFENCES)


def purposes(activity, on: date) -> Iterator[Gap]:
    rows = in_force(activity.purposes.all(), on)
    if not rows:
        yield PURPOSE.gap()
    kinds = {category.kind for category in activity.data_categories.all()}
    for purpose in rows:
        for rule in _broken(purpose, kinds):
            yield rule.gap(purpose)


def _broken(purpose, kinds: set[str]) -> Iterator[Rule]:
    bases = {basis.citation for basis in purpose.legal_bases.all()}
    if not bases:
        yield BASIS
    if "6(1)(f)" in bases and not purpose.legitimate_interest:
        yield INTEREST
    if "6(1)(f)" in bases and not purpose.balancing_test:
        yield BALANCING
    if bases & {"6(1)(c)", "6(1)(e)"} and not purpose.law:
        yield LAW
    if "6(1)(a)" in bases and not purpose.consent_record:
        yield CONSENT
    if DataKind.SPECIAL in kinds and purpose.special_category_condition_id is None:
        yield CONDITION
    if DataKind.CRIMINAL in kinds and not purpose.special_category_law:
        yield OFFENCES
