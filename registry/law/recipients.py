"""Who receives data, by which contract: Articles 28 and 30(1)(d)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import agreements_in_force, in_force
from registry.law.rule import Gap, Rule, refuses
from registry.records.absence import NONE
from registry.vocabulary import RecipientRole, SubProcessing

RECIPIENT = refuses(
    "recipient",
    "30(1)(d)",
    "engagements",
    _("No recipients are recorded, nor that there are none."),
    _("Add the recipients, or state why there are none: “not applicable: …”."),
)
RECIPIENT_NONE = refuses(
    "recipient-none",
    "30(1)(d)",
    "engagements",
    _("It is stated without a reason that there are no recipients."),
    _("Write “not applicable: ” and why nobody receives data."),
)
PLACE = refuses(
    "recipient-place",
    "30(1)(e)",
    "engagements",
    _("It is not stated in which country {about} is established or processes data."),
    _("Open the processor, and enter its countries, or why they cannot be stated."),
)
AGREEMENT = Rule(
    "agreement",
    "28(3)",
    "engagements",
    _("No agreement with {about} is recorded."),
    _("Enter the contract under Processor agreements."),
)
CLAUSE = Rule(
    "clause",
    "28(3)",
    "engagements",
    _("The agreement {about} is missing."),
    _("Agree on this point, and tick it with the agreement."),
)
CLAUSES = Rule(
    "clauses",
    "28(3)",
    "engagements",
    _("It is not stated whether the agreement {about} has all clauses of Article 28(3)."),
    _("Read the contract, and answer each point with the agreement."),
)
SUB_PROCESSING = Rule(
    "sub-processing",
    "28(2), 28(4)",
    "engagements",
    _("The agreement {about} does not say how sub-processors are authorised."),
    _("Choose specific or general authorisation with the agreement."),
)
NOTICE = Rule(
    "sub-processing-notice",
    "28(2)",
    "engagements",
    _("The agreement {about} does not say how early new sub-processors are announced."),
    _("Enter the days of notice: without them nobody can object in time."),
)
RULES = (RECIPIENT, RECIPIENT_NONE, PLACE, AGREEMENT, CLAUSE, CLAUSES, SUB_PROCESSING, NOTICE)
# Article 28(3), points (a) to (h).
CLAUSES_OF = {
    "covers_instructions": "28(3)(a)",
    "covers_confidentiality": "28(3)(b)",
    "covers_security": "28(3)(c)",
    "covers_sub_processors": "28(3)(d)",
    "covers_rights": "28(3)(e)",
    "covers_duties": "28(3)(f)",
    "covers_return": "28(3)(g)",
    "covers_audit": "28(3)(h)",
}


def recipients(activity, on: date) -> Iterator[Gap]:
    if in_force(activity.engagements.all(), on):
        return
    if not activity.is_absent("recipients"):
        yield RECIPIENT.gap()
    elif activity.absences["recipients"] == NONE:
        yield RECIPIENT_NONE.gap()


def places(activity, on: date) -> Iterator[Gap]:
    """Without a country nobody can say whether data leaves the Union. A text is no country."""
    engaged = [row for row in in_force(activity.engagements.all(), on) if row.is_personal_data]
    for processor in dict.fromkeys(row.processor for row in engaged if row.processor_id):
        if processor.country_id is None and not (
            processor.processing_countries.all() or _says_why(processor)
        ):
            yield PLACE.gap(processor)


def _says_why(processor) -> bool:
    stated = [processor.absences.get(name, NONE) for name in ("country", "processing_countries")]
    return any(text != NONE for text in stated)


def agreements(activity, on: date) -> Iterator[Gap]:
    covered = {}
    for agreement in agreements_in_force(activity, on):
        covered.setdefault(agreement.processor_id, []).append(agreement)
    engaged = [
        row
        for row in in_force(activity.engagements.all(), on)
        if row.role == RecipientRole.PROCESSOR
    ]
    for engagement in engaged:
        if engagement.processor_id not in covered:
            yield AGREEMENT.gap(engagement.processor)
    for processor in dict.fromkeys(row.processor_id for row in engaged):
        for agreement in covered.get(processor, []):
            yield from _contract(agreement)


def _contract(agreement) -> Iterator[Gap]:
    """What is answered with no is told point by point, what nobody has read as a whole."""
    answers = {name: getattr(agreement, name) for name in CLAUSES_OF}
    for name, article in CLAUSES_OF.items():
        if answers[name] is False:
            label = agreement._meta.get_field(name).verbose_name
            gap = CLAUSE.gap(f"{agreement.reference}: {label}")
            yield replace(gap, article=article, message=_missing(agreement, label))
    if None in answers.values():
        yield CLAUSES.gap(agreement)
    if agreement.sub_processing == SubProcessing.NOT_STATED:
        yield SUB_PROCESSING.gap(agreement)
    elif agreement.sub_processing == SubProcessing.GENERAL and agreement.notice_days is None:
        yield NOTICE.gap(agreement)


def _missing(agreement, label) -> str:
    message = _("The agreement {agreement} has no clause on {label}.")
    return message.format(agreement=agreement, label=label)
