"""Who receives data, by which contract: Articles 28 and 30(1)(d)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registry.in_force import agreements_in_force, in_force
from registry.law.planned import planned
from registry.law.rule import Gap, Rule, refuses
from registry.records.absence import NONE, NOT_APPLICABLE
from registry.vocabulary import Answer, RecipientRole, SubProcessing

RECIPIENT = refuses(
    "recipient",
    "30(1)(d)",
    "engagements",
    _("No recipients are recorded, nor that there are none."),
    _("Add the recipients, or state why there are none: “not applicable: …”."),
    at="processor",
)
RECIPIENT_NONE = refuses(
    "recipient-none",
    "30(1)(d)",
    "engagements",
    _("It is stated without a reason that there are no recipients."),
    _("Write “not applicable: ” and why nobody receives data."),
    at="absences-recipients",
)
COUNTRY = Rule(
    "recipient-country",
    "30(1)(d), 30(1)(e)",
    "engagements",
    _("It is not stated in which country {about} receives the data."),
    _("Enter the country with the recipient, or why it cannot be stated: “not applicable: …”."),
    at="country",
)
ABROAD = Rule(
    "recipient-abroad",
    "30(1)(e), 44",
    "engagements",
    _("{about} is abroad and named in words only: no transfer to it can be recorded."),
    _("Enter it under Processors, choose it as the recipient, and record the transfer."),
    at="recipient",
)
PLACE = refuses(
    "recipient-place",
    "30(1)(e)",
    "engagements",
    _("It is not stated in which country {about} is established or processes data."),
    _("Open the processor, and enter its countries, or why they cannot be stated."),
    at="country",
)
AGREEMENT = Rule(
    "agreement",
    "28(3)",
    "engagements",
    _("No agreement with {about} is recorded."),
    _("Enter the contract under Processor agreements."),
    adds="processoragreement",
)
AGREEMENT_TO_COME = Rule(
    "agreement-to-come",
    "28(3)",
    "engagements",
    _("No agreement with {about} is recorded for the day on which it begins."),
    _("Enter the contract under Processor agreements before that day."),
    adds="processoragreement",
)
CLAUSE = Rule(
    "clause",
    "28(3)",
    "engagements",
    _("A clause of the agreement {about} is missing."),
    _("Agree on this point, and tick it with the agreement."),
)
CLAUSES = Rule(
    "clauses",
    "28(3)",
    "engagements",
    _("It is not stated whether the agreement {about} has all clauses of Article 28(3)."),
    _("Read the contract, and answer each point with the agreement."),
    at="covers_instructions",
)
SUB_PROCESSING = Rule(
    "sub-processing",
    "28(2), 28(4)",
    "engagements",
    _("The agreement {about} does not say how sub-processors are authorised."),
    _("Choose specific or general authorisation with the agreement."),
    at="sub_processing",
)
NOTICE = Rule(
    "sub-processing-notice",
    "28(2)",
    "engagements",
    _("The agreement {about} does not say how early new sub-processors are announced."),
    _("Enter the days of notice: without them nobody can object in time."),
    at="notice_days",
)
SUB_AUTHORISED = Rule(
    "sub-processor-authorised",
    "28(2)",
    "engagements",
    _("It is not recorded when the sub-processor {about} was authorised."),
    _("Enter the day of the authorisation; with a general one, the day of the notice of it."),
    at="authorised_on",
)
SUB_BOUND = Rule(
    "sub-processor-bound",
    "28(4)",
    "engagements",
    _("It is not stated that the sub-processor {about} has the same duties by contract."),
    _("Ask its processor for the contract with it, and answer the question with the recipient."),
    at="is_bound",
)
SUB_ALONE = Rule(
    "sub-processor-alone",
    "28(2), 28(4)",
    "engagements",
    _("The processor for which {about} works is no recipient of this activity."),
    _("Add that processor as a recipient, or correct “sub-processor of”."),
    at="sub_processor_of",
)
RULES = (
    RECIPIENT,
    RECIPIENT_NONE,
    PLACE,
    COUNTRY,
    ABROAD,
    AGREEMENT,
    AGREEMENT_TO_COME,
    CLAUSE,
    CLAUSES,
    SUB_PROCESSING,
    NOTICE,
    SUB_AUTHORISED,
    SUB_BOUND,
    SUB_ALONE,
)
# Of whom no country is asked: ourselves, and everybody.
NOWHERE = {RecipientRole.INTERNAL, RecipientRole.PUBLIC}
FOR_US = {RecipientRole.PROCESSOR, RecipientRole.SUB_PROCESSOR}
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


def named_in_words(activity, on: date, is_free: Callable) -> Iterator[Gap]:
    """Recipients without an entry of their own. `is_free`: sending data to a country is none."""
    is_explained = activity.absences.get("transfers", "").startswith(NOT_APPLICABLE)
    for row in in_force(activity.engagements.all(), on):
        if not row.recipient or not row.is_personal_data or row.role in NOWHERE:
            continue
        if row.country is None:
            if row.absences.get("country", NONE) == NONE:
                yield COUNTRY.gap(row.recipient, row=row)
        elif not is_free(row.country) and (row.role in FOR_US or not is_explained):
            yield ABROAD.gap(f"{row.recipient} ({row.country})", row=row)


def sub_processors(activity, on: date) -> Iterator[Gap]:
    engaged = in_force(activity.engagements.all(), on)
    processors = {row.processor_id for row in engaged if row.role in FOR_US}
    for row in engaged:
        if row.role != RecipientRole.SUB_PROCESSOR or not row.is_personal_data:
            continue
        who = row.processor or row.recipient
        if row.sub_processor_of_id not in processors:
            yield SUB_ALONE.gap(who, row=row)
        if row.authorised_on is None or row.authorised_on > on:
            yield SUB_AUTHORISED.gap(who, row=row)
        if row.is_bound != Answer.YES:
            yield SUB_BOUND.gap(who, row=row)


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
            yield _without(AGREEMENT, engagement, activity)
    yield from _agreements_to_come(activity, on, engaged)
    for processor in dict.fromkeys(row.processor_id for row in engaged):
        for agreement in covered.get(processor, []):
            yield from _contract(agreement)


def _agreements_to_come(activity, on: date, engaged: list) -> Iterator[Gap]:
    """Of those that are planned: the contract has to be there when they begin."""
    asked = {row.processor_id for row in engaged}
    for row in planned(activity.engagements.all(), on):
        if row.role != RecipientRole.PROCESSOR or row.processor_id in asked - {None}:
            continue
        there = {it.processor_id for it in agreements_in_force(activity, row.starts_on)}
        if row.processor_id in there:
            continue
        asked.add(row.processor_id)  # however many services begin
        told = _("From {day}: no agreement with {name}.").format(
            day=date_format(row.starts_on), name=row.processor or row.recipient
        )
        yield replace(_without(AGREEMENT_TO_COME, row, activity), message=told)


def _without(rule: Rule, engagement, activity) -> Gap:
    gap = rule.gap(engagement.processor or engagement.recipient)
    return replace(gap, fills=(("organisation", activity.organisation_id),))


def _contract(agreement) -> Iterator[Gap]:
    """What is answered with no is told point by point, what nobody has read as a whole."""
    answers = {name: getattr(agreement, name) for name in CLAUSES_OF}
    for name, article in CLAUSES_OF.items():
        if answers[name] is False:
            label = agreement._meta.get_field(name).verbose_name
            gap = CLAUSE.gap(f"{agreement.reference}: {label}", row=agreement, at=name)
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
