"""What Article 30 still misses in an entry, each gap with the article that asks for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.law import (
    people_and_data,
    purposes,
    recipients,
    representative,
    responsible,
    risk,
)
from registry.law.days import agreements_in_force, in_force
from registry.law.rule import APPLIES_FROM, Gap, Rule
from registry.records.absence import NOT_APPLICABLE
from registry.vocabulary import (
    Jurisdiction,
    OrganisationRole,
    TransferTool,
    UnionLaw,
    UnitedKingdomLaw,
)

__all__ = [
    "APPLIES_FROM",
    "RULES",
    "Gap",
    "agreements_in_force",
    "findings_in",
    "gaps_in",
    "in_force",
]

RULES: dict[str, Rule] = {
    rule.code: rule
    for group in (responsible, representative, purposes, people_and_data, recipients, risk)
    for rule in group.RULES
}
# What a processor records of the same, and by which article.
PROCESSOR_ARTICLES = {
    "28(3)": "28(4)",
    "30(1)(a)": "30(2)(a)",
    "30(1)(e)": "30(2)(c)",
    "30(1)(g)": "30(2)(d)",
}


def gaps_in(activity, on: date) -> list[Gap]:
    """All gaps of an entry as it stands, read for a day. Fetch it `with_parts()` first.

    Points (a) to (g) of Article 30(1) in their order; for a processor those of 30(2). What the
    law did not ask on that day is no gap. A finding has its answer with it, if there is one.
    """
    gaps = _asked(activity, on)
    answers = {
        (row.rule, row.about): row for row in in_force(activity.acknowledged_findings.all(), on)
    }
    return [
        gap if gap.blocks_approval else replace(gap, answer=answers.get(gap.key)) for gap in gaps
    ]


def findings_in(activity, on: date) -> list[Gap]:
    """Those of the gaps with which the entry can be approved, if somebody sees to them."""
    return [gap for gap in gaps_in(activity, on) if not gap.blocks_approval]


def _asked(activity, on: date) -> list[Gap]:
    is_processor = activity.role == OrganisationRole.PROCESSOR
    checks = OF_PROCESSOR if is_processor else OF_CONTROLLER
    checks = (representative.governing_law, *checks)
    gaps = [gap for check in checks for gap in check(activity, on) if _is_asked(gap, activity, on)]
    if is_processor:
        gaps = [replace(gap, article=_for_processor(gap.article)) for gap in gaps]
    return gaps


def _is_asked(gap: Gap, activity, on: date) -> bool:
    if rule := RULES.get(gap.code):
        return rule.applies(on, jurisdictions_of(activity, on))
    # Transfers: what is stated has to be true on days before the Regulation too.
    return on >= APPLIES_FROM or bool(in_force(activity.organisation.transfers.all(), on))


def jurisdictions_of(activity, on: date) -> set[Jurisdiction]:
    """Whose law asks. Where nothing is stated it is that of the Union."""
    found = set()
    if activity.united_kingdom_law not in {UnitedKingdomLaw.NOT_STATED, UnitedKingdomLaw.NONE}:
        found.add(Jurisdiction.UK)
    country = activity.organisation.country
    is_open = activity.union_law == UnionLaw.NOT_STATED and not found
    # Whoever is established in the Union is under its law, whatever the entry says.
    if (
        is_open
        or (country and country.is_in_eea(on))
        or activity.union_law not in {UnionLaw.NOT_STATED, UnionLaw.NONE}
    ):
        found.add(Jurisdiction.EU)
    return found


def _for_processor(article: str) -> str:
    for of_controller, of_processor in PROCESSOR_ARTICLES.items():
        article = article.replace(of_controller, of_processor)
    return article


def _transfers(activity, on) -> Iterator[Gap]:
    # “None” alone is no reason to look away from where the recipients are; a reason is none to
    # look away from what is recorded.
    is_explained = activity.absences.get("transfers", "").startswith(NOT_APPLICABLE)
    flows = {
        (row.processor_id, row.body_id, row.country_id): row
        for row in in_force(activity.organisation.transfers.all(), on)
    }
    for engagement in in_force(activity.engagements.all(), on):
        if not engagement.is_personal_data:
            continue
        for importer, country in _destinations(engagement, on):
            flow = flows.get((engagement.processor_id, engagement.body_id, country.pk))
            if flow is None and is_explained:
                continue
            if problem := _tool_problem(flow, country, on):
                message = problem.format(importer=importer, country=country)
                yield Gap("engagements", message, "30(1)(e), 44")


def _destinations(engagement, on) -> Iterator[tuple]:
    """Importer and country of each place outside the EEA where an engagement takes data."""
    if processor := engagement.processor:
        countries = {*processor.processing_countries.all()}
        countries |= {processor.country} if processor.country else set()
        importer = processor
    elif importer := engagement.body:
        countries = {seat.country for seat in in_force(importer.seats.all(), on) if seat.country}
    else:
        return
    for country in sorted(countries, key=lambda country: country.code):
        if not country.is_in_eea(on):
            yield importer, country


def _tool_problem(flow, country, on) -> str | None:
    if flow is None:
        return _("No transfer to {importer} in {country} is recorded.")
    if flow.tool in {TransferTool.NOT_STATED, TransferTool.NONE_NEEDED}:
        return _("The transfer to {importer} in {country} has no transfer tool.")
    decision = flow.adequacy_decision
    if decision and not decision.is_valid(on):
        return _("The decision for the transfer to {importer} in {country} is not in force.")
    if decision and decision.is_partial and not flow.evidence:
        return _("Nothing on record shows that the decision on {country} covers {importer}.")
    return None


OF_PROCESSOR = (
    responsible.responsible,
    representative.representative,
    responsible.controllers_served,
    recipients.places,
    recipients.agreements,
    _transfers,
    risk.security,
)
OF_CONTROLLER = (
    responsible.responsible,
    representative.representative,
    purposes.purposes,
    people_and_data.people_and_data,
    recipients.recipients,
    recipients.places,
    recipients.agreements,
    _transfers,
    people_and_data.time_limits,
    risk.security,
    risk.automated,
    risk.assessment,
)
