"""What advertising asks of a purpose: Directive 2002/58/EC, Article 13."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from registry.law.rule import Rule
from registry.law.words import Marketing

PRIVACY_DIRECTIVE = "Directive 2002/58/EC"
MARKETING_CONSENT = Rule(
    "marketing-consent",
    "13(1)",
    "purposes",
    _("“{about}” sends advertising with consent, and has no record of consent."),
    _("Say where consent is recorded and how it can be withdrawn."),
    at="consent_record",
    text=PRIVACY_DIRECTIVE,
)


MARKETING_OBJECTION = Rule(
    "marketing-objection",
    "13(2)",
    "purposes",
    _("“{about}” does not say how customers can object to advertising."),
    _(
        "Say how they can, free of charge, when the address is collected and in each message. "
        "Consent is not needed then."
    ),
    at="marketing_objection",
    text=PRIVACY_DIRECTIVE,
)


def marketing(purpose, is_by_consent: bool) -> Iterator[Rule]:
    """To own customers no consent is asked: they can object (13(2), soft opt-in)."""
    wants_consent = purpose.marketing == Marketing.CONSENT
    if wants_consent and not (purpose.consent_record or is_by_consent):
        yield MARKETING_CONSENT
    if purpose.marketing == Marketing.CUSTOMERS and not purpose.marketing_objection:
        yield MARKETING_OBJECTION
