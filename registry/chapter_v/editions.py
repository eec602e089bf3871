"""Standard clauses by edition: on which days a contract on them was a tool, and by which law."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v.problems import Problem
from registry.chapter_v.words import ClauseEdition, ClauseModule, TransferLaw
from registry.vocabulary import Answer, OrganisationRole, RecipientRole

OF_PROCESSING = (RecipientRole.PROCESSOR, RecipientRole.SUB_PROCESSOR)


@dataclass(frozen=True)
class Edition:
    """A row of the law: from when, contracts concluded until when, and how long those last."""

    clauses: ClauseEdition
    law: TransferLaw
    applies_from: date
    concluded_until: date | None
    valid_until: date | None
    source: str


REPEALED, OLD_UNTIL = date(2021, 9, 26), date(2022, 12, 27)
UK_CONCLUDED, UK_UNTIL = date(2022, 9, 21), date(2024, 3, 21)
TRANSITION = "(EU) 2021/914, Article 4(2) to (4)"
UK_TRANSITION = "Data Protection Act 2018, Schedule 21, paragraph 7"
EDITIONS = (
    Edition(
        ClauseEdition.CONTROLLERS_2001,
        TransferLaw.UNION,
        date(2001, 9, 3),
        REPEALED,
        OLD_UNTIL,
        f"2001/497/EC, Article 7; {TRANSITION}",
    ),
    # Contracts of before 15 May 2010 went on: 2010/87/EU, Article 7(2).
    Edition(
        ClauseEdition.PROCESSORS_2002,
        TransferLaw.UNION,
        date(2002, 4, 3),
        date(2010, 5, 14),
        OLD_UNTIL,
        f"2002/16/EC, Article 7; 2010/87/EU, Article 7; {TRANSITION}",
    ),
    Edition(
        ClauseEdition.CONTROLLERS_2004,
        TransferLaw.UNION,
        date(2005, 4, 1),
        REPEALED,
        OLD_UNTIL,
        f"2004/915/EC, Article 3; {TRANSITION}",
    ),
    Edition(
        ClauseEdition.PROCESSORS_2010,
        TransferLaw.UNION,
        date(2010, 5, 15),
        REPEALED,
        OLD_UNTIL,
        f"2010/87/EU, Article 8; {TRANSITION}",
    ),
    Edition(
        ClauseEdition.MODULES_2021,
        TransferLaw.UNION,
        date(2021, 6, 27),
        None,
        None,
        "(EU) 2021/914, Article 4(1)",
    ),
    *(
        Edition(clauses, TransferLaw.UK, date(2021, 1, 1), UK_CONCLUDED, UK_UNTIL, UK_TRANSITION)
        for clauses in (
            ClauseEdition.CONTROLLERS_2001,
            ClauseEdition.CONTROLLERS_2004,
            ClauseEdition.PROCESSORS_2010,
        )
    ),
)
BY_LAW = {(row.clauses, row.law): row for row in EDITIONS}
# When the United Kingdom's own tools came: section 119A of the Data Protection Act 2018.
UK_TOOLS_FROM = date(2022, 3, 21)


def clause_problems(flow, law: TransferLaw, on: date) -> Iterator[Problem]:
    """What the edition, the day of the contract and its parties leave open or exclude."""
    if not flow.clauses:
        yield Problem(
            _("It is not stated on which clauses the transfer to {where} rests."), "46(2)(c)"
        )
        return
    edition = BY_LAW.get((ClauseEdition(flow.clauses), law))
    if edition is None:
        message = _(
            "The clauses for the transfer to {where} are no tool of the UK GDPR on their own. "
            "Choose the UK Addendum or the UK agreement."
        )
        yield Problem(message, "46 UK GDPR", True)
        return
    yield from _on_the_day(flow, edition, on)


def _on_the_day(flow, edition: Edition, on: date) -> Iterator[Problem]:
    last = edition.concluded_until
    signed = flow.concluded_on
    is_over = edition.valid_until is not None and on > edition.valid_until
    is_early = on < edition.applies_from and edition.law == TransferLaw.UNION
    if is_over or is_early:
        message = _("The clauses for the transfer to {where} are not in force on this day.")
        yield Problem(message, edition.source, True)
        return
    if signed and (signed > on or (last and signed > last)):
        message = _("The contract with {where} is of {day}, too late for its clauses.")
        if signed > on:
            message = _("The contract with {where} is of {day}, and not made yet.")
        yield Problem(message, edition.source, True, signed)
    if not signed:
        message = _("It is not stated when the contract for the transfer to {where} was made.")
        yield Problem(message, "46(2)(c)")
    if last is None or on <= last:
        return
    if flow.is_unchanged == Answer.NO:
        message = _("The processing by {where} has changed: the old clauses no longer cover it.")
        yield Problem(message, edition.source, True)
    elif flow.is_unchanged == Answer.NOT_STATED:
        message = _("It is not stated whether the processing by {where} is unchanged.")
        yield Problem(message, edition.source)


def party_problems(flow, engagement, own_role: str) -> Iterator[Problem]:
    """Whether the clauses are made for these two parties."""
    is_processing = engagement.role in OF_PROCESSING
    if flow.clauses == ClauseEdition.MODULES_2021:
        if flow.importer_under_gdpr == Answer.YES:
            message = _(
                "{where} is itself under the GDPR; the clauses of 2021 are not made for that. "
                "Choose another tool."
            )
            yield Problem(message, "(EU) 2021/914, Article 1(1), recital 7", True)
        if not flow.module:
            yield Problem(_("The module of the clauses with {where} is not stated."), "46(2)(c)")
        elif flow.module not in _modules(is_processing, own_role):
            yield Problem(
                _("The module of the clauses with {where} is for other parties."), "46(2)(c)"
            )
    elif flow.clauses:
        for_processors = {ClauseEdition.PROCESSORS_2002, ClauseEdition.PROCESSORS_2010}
        if is_processing != (flow.clauses in for_processors):
            yield Problem(_("The clauses with {where} are for other parties."), "46(2)(c)")


def _modules(is_processing: bool, own_role: str) -> set[str]:
    if own_role == OrganisationRole.PROCESSOR:
        return {ClauseModule.TO_SUB_PROCESSOR if is_processing else ClauseModule.TO_OWN_CONTROLLER}
    # A controller's processor sends it on under the third.
    if is_processing:
        return {ClauseModule.TO_PROCESSOR, ClauseModule.TO_SUB_PROCESSOR}
    return {ClauseModule.TO_CONTROLLER}
