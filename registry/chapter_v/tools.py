"""What each tool of Chapter V asks for, on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v import contracts, derogations
from registry.chapter_v.destinations import Destination
from registry.chapter_v.editions import UK_TOOLS_FROM
from registry.chapter_v.problems import Problem, asks, never_true, refuses
from registry.chapter_v.words import (
    AMONG_AUTHORITIES,
    APPROVED,
    DEROGATIONS,
    OF_THE_UK,
    SAFEGUARDS,
    TransferLaw,
)
from registry.law.rule import UK_GDPR_FROM
from registry.records.absence import NOT_APPLICABLE
from registry.vocabulary import RecipientRole, TransferTool

RECORD = "30(1)(e), 44"
# The United Kingdom took over the decisions of that day: Schedule 21 of its Act, paragraph 5.
TAKEN_OVER = date(2020, 12, 31)
NO_TOOL = {TransferTool.NOT_STATED, TransferTool.NONE_NEEDED}

TOOL = refuses(
    "transfer-tool",
    RECORD,
    _("The transfer to {importer} in {country} has no transfer tool."),
    _("Choose a tool of Articles 45, 46 or 49 in the transfer."),
    at="tool",
)
DENIED = refuses(
    "transfer-denied",
    "44; EDPB 05/2021",
    _("{importer} works for the organisation in {country}: that is a transfer. Choose a tool."),
    _("Choose a tool of Articles 45, 46 or 49 in the transfer."),
    text="EDPB Guidelines 05/2021, version 2.0",
    at="tool",
)
NO_REASON = refuses(
    "transfer-denied-reason",
    RECORD,
    _("It is not said why data for {importer} in {country} is no transfer."),
    _("Write the reason under evidence, in the transfer."),
    at="evidence",
)
LAPSED = never_true(
    "decision-not-in-force",
    RECORD,
    _("The decision for the transfer to {importer} in {country} is not in force."),
    _("Choose a decision that holds on this day, or another tool."),
    at="adequacy_decision",
)
OTHER_LAW = refuses(
    "decision-of-another-law",
    RECORD,
    _("The decision for the transfer to {importer} in {country} is of another law."),
    _("Choose a decision of the law that the transfer answers to, or another tool."),
    valid_from=UK_GDPR_FROM,
    text="Data Protection Act 2018, Schedule 21, paragraph 5",
    at="adequacy_decision",
)
SCOPE = asks(
    "decision-scope",
    "45(1), 44",
    _("Nothing on record shows that the decision on {country} covers {importer}."),
    _("Check whether it does, and write what you saw and when under evidence."),
    at="evidence",
)
UK_TOOL = refuses(
    "tool-of-the-uk",
    "46",
    _("The tool for the transfer to {about} is one of the UK GDPR, not of the GDPR."),
    _("Choose a tool of Article 46, such as the clauses of the Commission."),
    at="tool",
)
UK_TOOL_EARLY = refuses(
    "tool-of-the-uk-early",
    "46 UK GDPR",
    _("The tool for the transfer to {about} is not in force on this day."),
    _("Correct the days of the transfer, or choose what it rested on then."),
    valid_from=UK_GDPR_FROM,
    text="Data Protection Act 2018, section 119A: in force 21 March 2022",
    at="tool",
)
APPROVAL = asks(
    "tool-approval",
    "46(2)(b), (e), (f), 46(3), 47",
    _("No approval by an authority is recorded for the transfer to {about}."),
    _("Enter which authority approved it, when, and where the decision is kept."),
    at="approval",
)
AUTHORITIES = asks(
    "tool-of-authorities",
    "46(2)(a), 46(3)(b)",
    _("The tool for the transfer to {about} is for public authorities on both sides."),
    _("Record the organisation as a public authority, or choose another tool."),
    at="tool",
)
DOCUMENT = asks(
    "tool-document",
    "46(1), 5(2)",
    _("It is not stated where the document for the transfer to {about} is kept."),
    _("Say under evidence where the signed copy is."),
    at="evidence",
)
ASSESSMENT = asks(
    "transfer-assessment",
    "46(1); C-311/18",
    _("No transfer impact assessment is recorded for {about}."),
    _("Assess the law and practice there, and write down the result."),
    valid_from=date(2020, 7, 16),
    text="C-311/18, paragraph 134; EDPB Recommendations 01/2020",
    at="impact_assessment",
)
RULES = (
    TOOL,
    DENIED,
    NO_REASON,
    LAPSED,
    OTHER_LAW,
    SCOPE,
    UK_TOOL,
    UK_TOOL_EARLY,
    APPROVAL,
    AUTHORITIES,
    DOCUMENT,
    ASSESSMENT,
    *contracts.RULES,
    *derogations.RULES,
)


@dataclass(frozen=True)
class Asked:
    """Of what a transfer is asked: for whom, under which law, on which day."""

    activity: object
    engagement: object
    law: TransferLaw
    on: date


def tool_problems(flow, at: Destination, asked: Asked) -> Iterator[Problem]:
    if flow.tool in NO_TOOL:
        yield Problem(TOOL)
    elif flow.tool == TransferTool.NOT_A_TRANSFER:
        yield from _no_transfer(flow, at)
    elif flow.tool == TransferTool.ADEQUACY:
        yield from _adequacy(flow, asked)
    elif flow.tool in SAFEGUARDS:
        yield from _safeguard(flow, asked)
    elif flow.tool in DEROGATIONS:
        yield from derogations.derogation_problems(flow, at, asked.activity, asked.on)


def _no_transfer(flow, at: Destination) -> Iterator[Problem]:
    if at.is_vendor:
        yield Problem(DENIED)
    elif not flow.evidence:
        yield Problem(NO_REASON)


def _adequacy(flow, asked: Asked) -> Iterator[Problem]:
    decision = flow.adequacy_decision
    if not decision.is_valid(asked.on):
        yield Problem(LAPSED)
    elif not _counts(decision, asked.law):
        yield Problem(OTHER_LAW)
    elif not flow.evidence and _leaves_out_some(decision, asked):
        yield Problem(SCOPE)


def _counts(decision, law: TransferLaw) -> bool:
    if law == TransferLaw.UK:
        return decision.law == TransferLaw.UK or decision.is_valid(TAKEN_OVER)
    return decision.law == TransferLaw.UNION


def _leaves_out_some(decision, asked: Asked) -> bool:
    """What a decision on a whole country leaves out is the work of its authorities."""
    is_authority = asked.engagement.role == RecipientRole.AUTHORITY
    return decision.is_partial or (is_authority and decision.is_limited(asked.on))


def _safeguard(flow, asked: Asked) -> Iterator[Problem]:
    if flow.tool in OF_THE_UK and asked.law != TransferLaw.UK:
        yield Problem(UK_TOOL)
    elif flow.tool in OF_THE_UK and asked.on < UK_TOOLS_FROM:
        yield Problem(UK_TOOL_EARLY)
    else:
        yield from contracts.contract_problems(
            flow, asked.engagement, asked.activity.role, asked.law, asked.on
        )
    if flow.tool in AMONG_AUTHORITIES and not asked.activity.organisation.is_public_authority:
        yield Problem(AUTHORITIES)
    if flow.tool in APPROVED and not flow.approval:
        yield Problem(APPROVAL)
    if not flow.evidence and flow.tool not in APPROVED:
        yield Problem(DOCUMENT)
    is_excused = flow.absences.get("impact_assessment", "").startswith(NOT_APPLICABLE)
    if not flow.impact_assessment and not is_excused:
        yield Problem(ASSESSMENT)
