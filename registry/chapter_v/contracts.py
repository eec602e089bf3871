"""Contracts on standard clauses: whether edition, day, parties and module fit."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v.editions import BY_LAW, UNDER_THE_ADDENDUM, Edition
from registry.chapter_v.problems import DIRECTIVE_FROM, Problem, asks, never_true, refuses
from registry.chapter_v.words import ClauseEdition, ClauseModule, TransferLaw
from registry.law.rule import UK_GDPR_FROM
from registry.vocabulary import Answer, OrganisationRole, RecipientRole, TransferTool

OF_PROCESSING = (RecipientRole.PROCESSOR, RecipientRole.SUB_PROCESSOR)
FOR_PROCESSORS = (ClauseEdition.PROCESSORS_2002, ClauseEdition.PROCESSORS_2010)
CLAUSES = "46(2)(c)"
TRANSITION = "(EU) 2021/914, Article 4; Data Protection Act 2018, Schedule 21, paragraph 7"

UNSTATED = asks(
    "clauses-edition",
    CLAUSES,
    _("It is not stated on which clauses the transfer to {about} rests."),
    _("Choose the edition of the clauses in the transfer."),
    at="clauses",
)
NOT_OF_THE_UK = refuses(
    "clauses-without-addendum",
    "46 UK GDPR",
    _(
        "The clauses for the transfer to {about} are no tool of the UK GDPR on their own. "
        "Choose the UK Addendum or the UK agreement."
    ),
    _("Sign the UK Addendum or the UK agreement, and choose it as the tool."),
    valid_from=UK_GDPR_FROM,
    text="Data Protection Act 2018, section 119A",
    at="tool",
)
ADDENDUM = refuses(
    "addendum-edition",
    "46 UK GDPR",
    _("The UK Addendum with {about} is added to clauses that it is not made for."),
    _("It stands with the clauses of (EU) 2021/914. Choose these, or the UK agreement."),
    valid_from=UK_GDPR_FROM,
    text="Addendum B1.0, in force 21 March 2022, Table 2",
    at="clauses",
)
NOT_IN_FORCE = never_true(
    "clauses-not-in-force",
    CLAUSES,
    _("The clauses for the transfer to {about} are not in force on this day."),
    _("Sign the clauses that are in force, and record them from that day on."),
    text=TRANSITION,
    at="clauses",
)
TOO_LATE = never_true(
    "contract-too-late",
    CLAUSES,
    _("The contract with {about} is of {day}, too late for its clauses."),
    _("Correct the day or the edition, or sign the clauses that are in force."),
    text=TRANSITION,
    at="concluded_on",
)
NOT_YET = never_true(
    "contract-not-made",
    CLAUSES,
    _("The contract with {about} is of {day}, and not made yet."),
    _("Correct the day of the contract, or the days of the transfer."),
    at="concluded_on",
)
TOO_EARLY = asks(
    "contract-before-its-clauses",
    CLAUSES,
    _("The contract with {about} is of {day}, before its clauses were adopted."),
    _("Enter the day on which the clauses were agreed, or correct the edition."),
    valid_from=DIRECTIVE_FROM,
    at="concluded_on",
)
DAY = asks(
    "contract-day",
    CLAUSES,
    _("It is not stated when the contract for the transfer to {about} was made."),
    _("Enter the day of the contract."),
    text=TRANSITION,
    at="concluded_on",
)
CHANGED = refuses(
    "processing-changed",
    CLAUSES,
    _("The processing by {about} has changed: the old clauses no longer cover it."),
    _("Sign the clauses that are in force."),
    text=TRANSITION,
    at="is_unchanged",
)
UNCHANGED = asks(
    "processing-unchanged",
    CLAUSES,
    _("It is not stated whether the processing by {about} is unchanged."),
    _("Say in the transfer whether it is: old clauses cover nothing new."),
    text=TRANSITION,
    at="is_unchanged",
)
UNDER_GDPR = refuses(
    "importer-under-gdpr",
    "(EU) 2021/914, Article 1(1), recital 7",
    _(
        "{about} is itself under the GDPR; the clauses of 2021 are not made for that. "
        "Choose another tool."
    ),
    _("Choose another tool."),
    text="(EU) 2021/914, Article 1(1), recital 7",
    at="importer_under_gdpr",
)
MODULE = asks(
    "clauses-module",
    CLAUSES,
    _("The module of the clauses with {about} is not stated."),
    _("Choose the module in the transfer."),
    text="(EU) 2021/914, Annex, clause 2",
    at="module",
)
OTHER_MODULE = asks(
    "clauses-module-parties",
    CLAUSES,
    _("The module of the clauses with {about} is for other parties."),
    _("Compare the module with the roles of both, and correct one of them."),
    text="(EU) 2021/914, Annex, clause 2",
    at="module",
)
OTHER_PARTIES = asks(
    "clauses-parties",
    CLAUSES,
    _("The clauses with {about} are for other parties."),
    _("Compare the edition with the role of the importer, and correct one of them."),
    text="2001/497/EC and 2004/915/EC, Article 1; 2002/16/EC and 2010/87/EU, Article 1",
    at="clauses",
)
RULES = (
    UNSTATED,
    NOT_OF_THE_UK,
    ADDENDUM,
    NOT_IN_FORCE,
    TOO_LATE,
    NOT_YET,
    TOO_EARLY,
    DAY,
    CHANGED,
    UNCHANGED,
    UNDER_GDPR,
    MODULE,
    OTHER_MODULE,
    OTHER_PARTIES,
)


def contract_problems(flow, engagement, own_role: str, law, on: date) -> Iterator[Problem]:
    match flow.tool:
        case TransferTool.STANDARD_CLAUSES:
            yield from clause_problems(flow, law, on)
            yield from party_problems(flow, engagement, own_role)
        case TransferTool.UK_ADDENDUM:
            yield from _addendum(flow, on)
            yield from party_problems(flow, engagement, own_role)
        case _ if _is_not_made(flow, on):
            yield Problem(NOT_YET, day=flow.concluded_on)


def clause_problems(flow, law: TransferLaw, on: date) -> Iterator[Problem]:
    """What the edition and the day of the contract leave open or exclude."""
    if not flow.clauses:
        yield Problem(UNSTATED)
    elif edition := BY_LAW.get((ClauseEdition(flow.clauses), law)):
        yield from _on_the_day(flow, edition, on)
    else:
        yield Problem(NOT_OF_THE_UK)


def _addendum(flow, on: date) -> Iterator[Problem]:
    if not flow.clauses:
        yield Problem(UNSTATED)
    elif flow.clauses != UNDER_THE_ADDENDUM:
        yield Problem(ADDENDUM)
    if _is_not_made(flow, on):
        yield Problem(NOT_YET, day=flow.concluded_on)


def _is_not_made(flow, on: date) -> bool:
    return flow.concluded_on is not None and flow.concluded_on > on


def _on_the_day(flow, edition: Edition, on: date) -> Iterator[Problem]:
    last = edition.concluded_until
    signed = flow.concluded_on
    is_over = edition.valid_until is not None and on > edition.valid_until
    is_early = on < edition.applies_from and edition.law == TransferLaw.UNION
    if is_over or is_early:
        yield Problem(NOT_IN_FORCE, edition.source)
        return
    if not signed:
        yield Problem(DAY)
    elif signed > on:
        yield Problem(NOT_YET, edition.source, signed)
    elif last and signed > last:
        yield Problem(TOO_LATE, edition.source, signed)
    elif signed < edition.adopted_on:
        yield Problem(TOO_EARLY, edition.source, signed)
    if last is None or on <= last:
        return
    if flow.is_unchanged == Answer.NO:
        yield Problem(CHANGED, edition.source)
    elif flow.is_unchanged == Answer.NOT_STATED:
        yield Problem(UNCHANGED, edition.source)


def party_problems(flow, engagement, own_role: str) -> Iterator[Problem]:
    """Whether the clauses are made for these two parties."""
    is_processing = engagement.role in OF_PROCESSING
    if flow.clauses == ClauseEdition.MODULES_2021:
        # The Addendum makes them clauses of another law, for importers under the GDPR too.
        is_alone = flow.tool == TransferTool.STANDARD_CLAUSES
        if is_alone and flow.importer_under_gdpr == Answer.YES:
            yield Problem(UNDER_GDPR)
        if not flow.module:
            yield Problem(MODULE)
        elif flow.module not in _modules(is_processing, own_role):
            yield Problem(OTHER_MODULE)
    elif flow.clauses and is_processing != (flow.clauses in FOR_PROCESSORS):
        yield Problem(OTHER_PARTIES)


def _modules(is_processing: bool, own_role: str) -> set[str]:
    if own_role == OrganisationRole.PROCESSOR:
        return {ClauseModule.TO_SUB_PROCESSOR if is_processing else ClauseModule.TO_OWN_CONTROLLER}
    # A controller's processor sends it on under the third.
    if is_processing:
        return {ClauseModule.TO_PROCESSOR, ClauseModule.TO_SUB_PROCESSOR}
    return {ClauseModule.TO_CONTROLLER}
