"""What Article 49 asks for where a transfer rests on a derogation."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v.destinations import Destination
from registry.chapter_v.problems import Problem, asks, refuses
from registry.chapter_v.words import NOT_FOR_PUBLIC_POWERS
from registry.in_force import in_force
from registry.vocabulary import TransferTool

PUBLIC_TASK = "6(1)(e)"
GUIDELINES = "EDPB Guidelines 2/2018"
NOT_FOR_AUTHORITIES = refuses(
    "derogation-public-powers",
    "49(3)",
    _("The derogation for the transfer to {about} is not open to public authorities."),
    _("Use a tool of Article 45 or 46, or a derogation of Article 49(1)(d) to (g)."),
    at="tool",
)
MAYBE_NOT_FOR_AUTHORITIES = asks(
    "derogation-public-authority",
    "49(3)",
    _(
        "The derogation for the transfer to {about} is not open to a public authority where it "
        "exercises its public powers."
    ),
    _("Say under the derogation why no public powers are exercised, or use another tool."),
    at="tool",
)
UNDOCUMENTED = refuses(
    "derogation-undocumented",
    "30(1)(e), 49(6)",
    _("The assessment and the safeguards for the transfer to {about} are not recorded."),
    _("Write both into the transfer: the record has to hold them."),
    at="derogation",
)
REASON = asks(
    "derogation-reason",
    "49(1), 5(2)",
    _("It is not said why the derogation covers the transfer to {about}."),
    _("Say so in the transfer, under the derogation."),
    at="derogation",
)
AUTHORITY_TOLD = asks(
    "derogation-authority-told",
    "49(1) subparagraph 2",
    _("It is not recorded when the authority was told of the transfer to {about}."),
    _("Inform the supervisory authority, and enter the day."),
    at="authority_told_on",
)
PEOPLE_TOLD = asks(
    "derogation-people-told",
    "49(1) subparagraph 2",
    _("It is not recorded when the people were told of the transfer to {about}."),
    _("Inform the people of the transfer and the interests, and enter the day."),
    at="people_told_on",
)
RECOGNISED = asks(
    "derogation-law",
    "49(4)",
    _("It is not said which law recognises the public interest in the transfer to {about}."),
    _("Name the law of the Union, of a member state or, under the UK GDPR, of the UK."),
    at="derogation",
)
ROUTINE = asks(
    "derogation-routine",
    "49(1); EDPB 2/2018",
    _(
        "A derogation is for exceptional cases, and {about} works for the organisation. "
        "Use a tool of Article 45 or 46."
    ),
    _("Agree on clauses, or choose another vendor."),
    text=GUIDELINES,
    at="tool",
)
RULES = (
    NOT_FOR_AUTHORITIES,
    MAYBE_NOT_FOR_AUTHORITIES,
    UNDOCUMENTED,
    REASON,
    AUTHORITY_TOLD,
    PEOPLE_TOLD,
    RECOGNISED,
    ROUTINE,
)


def derogation_problems(flow, at: Destination, activity, on: date) -> Iterator[Problem]:
    if flow.tool in NOT_FOR_PUBLIC_POWERS and activity.organisation.is_public_authority:
        if _is_public_task(activity, on):
            yield Problem(NOT_FOR_AUTHORITIES)
        elif not flow.derogation:
            yield Problem(MAYBE_NOT_FOR_AUTHORITIES)
    is_last_resort = flow.tool == TransferTool.COMPELLING_INTERESTS
    if not flow.derogation:
        yield Problem(UNDOCUMENTED if is_last_resort else REASON)
    if is_last_resort and not _is_past(flow.authority_told_on, on):
        yield Problem(AUTHORITY_TOLD)
    if is_last_resort and not _is_past(flow.people_told_on, on):
        yield Problem(PEOPLE_TOLD)
    if flow.tool == TransferTool.PUBLIC_INTEREST and not flow.derogation_law:
        yield Problem(RECOGNISED)
    if at.is_vendor:
        yield Problem(ROUTINE)


def _is_past(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _is_public_task(activity, on: date) -> bool:
    bases = {
        basis.citation
        for purpose in in_force(activity.purposes.all(), on)
        for basis in purpose.legal_bases.all()
    }
    return PUBLIC_TASK in bases
