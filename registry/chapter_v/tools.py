"""What each tool of Chapter V asks for, on a day."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v.destinations import Destination
from registry.chapter_v.editions import UK_TOOLS_FROM, clause_problems, party_problems
from registry.chapter_v.problems import Problem
from registry.chapter_v.words import APPROVED, DEROGATIONS, OF_THE_UK, SAFEGUARDS, TransferLaw
from registry.records.absence import NOT_APPLICABLE
from registry.vocabulary import TransferTool

RECORD = "30(1)(e), 44"
SCHREMS_II = date(2020, 7, 16)
# The United Kingdom took over the decisions of that day: Schedule 21 of its Act, paragraph 5.
TAKEN_OVER = date(2020, 12, 31)
NO_TOOL = {TransferTool.NOT_STATED, TransferTool.NONE_NEEDED}


def tool_problems(flow, at: Destination, engagement, own_role: str, law, on) -> Iterator[Problem]:
    if flow.tool in NO_TOOL:
        message = _("The transfer to {importer} in {country} has no transfer tool.")
        yield Problem(message, RECORD, True)
    elif flow.tool == TransferTool.NOT_A_TRANSFER:
        yield from _no_transfer(flow, at)
    elif flow.tool == TransferTool.ADEQUACY:
        yield from _adequacy(flow.adequacy_decision, flow, law, on)
    elif flow.tool in SAFEGUARDS:
        yield from _safeguard(flow, engagement, own_role, law, on)
    elif flow.tool in DEROGATIONS:
        yield from _derogation(flow, at)


def _no_transfer(flow, at: Destination) -> Iterator[Problem]:
    if at.is_vendor:
        message = _(
            "{importer} works for the organisation in {country}: that is a transfer. Choose a tool."
        )
        yield Problem(message, "44; EDPB 05/2021", True)
    elif not flow.evidence:
        message = _("It is not said why data for {importer} in {country} is no transfer.")
        yield Problem(message, RECORD, True)


def _adequacy(decision, flow, law, on) -> Iterator[Problem]:
    if not decision.is_valid(on):
        message = _("The decision for the transfer to {importer} in {country} is not in force.")
        yield Problem(message, RECORD, True)
    elif not _counts(decision, law):
        message = _("The decision for the transfer to {importer} in {country} is of another law.")
        yield Problem(message, RECORD, True)
    elif decision.is_partial and not flow.evidence:
        message = _("Nothing on record shows that the decision on {country} covers {importer}.")
        yield Problem(message, "45(1), 44")


def _counts(decision, law) -> bool:
    if law == TransferLaw.UK:
        return decision.law == TransferLaw.UK or decision.is_valid(TAKEN_OVER)
    return decision.law == TransferLaw.UNION


def _safeguard(flow, engagement, own_role, law, on) -> Iterator[Problem]:
    if flow.tool in OF_THE_UK:
        if law != TransferLaw.UK:
            message = _(
                "The tool for the transfer to {where} is one of the UK GDPR, not of the GDPR."
            )
            yield Problem(message, "46", True)
        elif on < UK_TOOLS_FROM:
            message = _("The tool for the transfer to {where} is not in force on this day.")
            yield Problem(message, "46 UK GDPR", True)
    elif flow.tool == TransferTool.STANDARD_CLAUSES:
        yield from clause_problems(flow, law, on)
        yield from party_problems(flow, engagement, own_role)
    if flow.tool in APPROVED and not flow.approval:
        message = _("No approval by an authority is recorded for the transfer to {where}.")
        yield Problem(message, "46(2)(b), (e), (f), 46(3), 47")
    if not flow.evidence and flow.tool not in APPROVED:
        message = _("It is not stated where the document for the transfer to {where} is kept.")
        yield Problem(message, "46(1), 5(2)")
    is_excused = flow.absences.get("impact_assessment", "").startswith(NOT_APPLICABLE)
    if on >= SCHREMS_II and not flow.impact_assessment and not is_excused:
        message = _("No transfer impact assessment is recorded for {where}.")
        yield Problem(message, "46(1); C-311/18")


def _derogation(flow, at: Destination) -> Iterator[Problem]:
    is_last_resort = flow.tool == TransferTool.COMPELLING_INTERESTS
    if is_last_resort and not flow.derogation:
        message = _(
            "The assessment and the safeguards for the transfer to {where} are not recorded."
        )
        yield Problem(message, "30(1)(e), 49(6)", True)
    elif not flow.derogation:
        message = _("It is not said why the derogation covers the transfer to {where}.")
        yield Problem(message, "49(1), 5(2)")
    if is_last_resort and not flow.authority_told_on:
        message = _("It is not recorded when the authority was told of the transfer to {where}.")
        yield Problem(message, "49(1) subparagraph 2")
    if is_last_resort and not flow.people_told_on:
        message = _("It is not recorded when the people were told of the transfer to {where}.")
        yield Problem(message, "49(1) subparagraph 2")
    if at.is_vendor:
        message = _(
            "A derogation is for exceptional cases, and {where} works for the organisation. "
            "Use a tool of Article 45 or 46."
        )
        yield Problem(message, "49(1); EDPB 2/2018")
