"""Whether each place that an entry sends data to has a transfer on record that fits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registry.chapter_v import members, orders, tools
from registry.chapter_v.destinations import Destination, destinations, laws_of
from registry.chapter_v.problems import Problem, asks, refuses
from registry.chapter_v.tools import NO_TOOL, RECORD, Asked, tool_problems
from registry.chapter_v.words import TransferLaw
from registry.in_force import in_force
from registry.law.planned import planned
from registry.law.rule import UK_GDPR_FROM, Gap
from registry.records.absence import NOT_APPLICABLE
from registry.vocabulary import Answer

MISSING = refuses(
    "transfer",
    RECORD,
    _("No transfer to {importer} in {country} is recorded."),
    _("Enter it under Transfers, with its tool."),
    adds="transfer",
)
TO_COME = asks(
    "transfer-to-come",
    RECORD,
    _("No transfer to {importer} in {country} is recorded for the day on which it begins."),
    _("Enter it under Transfers, with its tool, before that day."),
    adds="transfer",
)
MEMBERS = asks(
    "transfer-members",
    "29, 44",
    _(
        "Members of {importer} in {country} act for others as well. Record a transfer, or that "
        "it is none, and why."
    ),
    _("Enter a transfer with its tool, or “no transfer” with the reason under evidence."),
    text="EDPB Guidelines 05/2021",
    adds="transfer",
)
UNDER_BOTH = asks(
    "transfer-under-both-laws",
    "44",
    _("The transfer to {about} is recorded under one law only, and this entry is under two."),
    _("Enter the transfer a second time, under the other law, with its tool."),
    valid_from=UK_GDPR_FROM,
    adds="transfer",
)
ELSEWHERE = asks(
    "transfer-elsewhere",
    RECORD,
    _("{about} may process the data in other countries, and it is not said in which."),
    _("Ask it, and enter the countries of processing; or that there are no others."),
    at="processing_countries",
)
RULES = (
    MISSING,
    TO_COME,
    MEMBERS,
    UNDER_BOTH,
    ELSEWHERE,
    *members.RULES,
    *tools.RULES,
    *orders.RULES,
)


def transfers(activity, on: date) -> Iterator[Gap]:
    """What the record of transfers misses. Fetch the activity `with_parts()` first."""
    told: dict[tuple, Gap] = {}
    laws = laws_of(activity, on)
    for law in laws:
        for gap in _under(law, laws[0], activity, on):
            # A recipient in two roles is asked once.
            told.setdefault(gap.key, gap)
    yield from told.values()
    yield from _to_come(activity, on, {gap.about for gap in told.values()})
    yield from _elsewhere(activity, on)
    yield from members.places_of_members(activity, on)
    yield from orders.foreign_orders(activity, on)


def _under(law: TransferLaw | None, first, activity, on: date) -> Iterator[Gap]:
    # A reason may say why people's own sending is no transfer. It says nothing of who works for
    # the organisation, and is none to look away from what is recorded.
    is_explained = activity.absences.get("transfers", "").startswith(NOT_APPLICABLE)
    rows = in_force(activity.organisation.transfers.all(), on)
    for engagement in in_force(activity.engagements.all(), on):
        if not engagement.is_personal_data:
            continue
        for at in destinations(engagement, law, on):
            flows = [row for row in rows if _leads_to(row, engagement, at)]
            country = at.country or at.importer.country or _("any country")
            about = f"{at.importer} ({country})"
            asked = Asked(activity, engagement, law, on)
            for problem in _problems(asked, first, at, flows, is_explained):
                gap = problem.gap(about, importer=at.importer, country=country)
                yield replace(gap, fills=_known(asked, at)) if gap.adds else gap


def _to_come(activity, on: date, asked: set[str]) -> Iterator[Gap]:
    """Where vendors that are planned will send data to, with nothing on record for that day."""
    is_explained = activity.absences.get("transfers", "").startswith(NOT_APPLICABLE)
    for row in planned(activity.engagements.all(), on):
        if not (row.is_personal_data and row.processor_id):
            continue
        begins = row.starts_on
        for law in laws_of(activity, begins):
            flows = in_force(activity.organisation.transfers.all(), begins)
            for at in destinations(row, law, begins):
                country = at.country or at.importer.country or _("any country")
                about = f"{at.importer} ({country})"
                if about in asked or (is_explained and not at.is_vendor):
                    continue
                if any(_leads_to(flow, row, at) for flow in flows):
                    continue
                asked.add(about)
                gap = TO_COME.gap(about, row=at.importer, importer=at.importer, country=country)
                told = _("From {day}: no transfer to {importer} in {country}.").format(
                    day=date_format(begins), importer=at.importer, country=country
                )
                fills = _known(Asked(activity, row, law, begins), at)
                yield replace(gap, message=told, fills=fills)


def _known(asked: Asked, at: Destination) -> tuple[tuple[str, int], ...]:
    """Of the transfer that is missing."""
    country = at.country or at.importer.country
    known = {
        "organisation": asked.activity.organisation_id,
        "processor": asked.engagement.processor_id,
        "body": asked.engagement.body_id,
        "country": country and country.pk,
    }
    return tuple((name, pk) for name, pk in known.items() if pk)


def _elsewhere(activity, on: date) -> Iterator[Gap]:
    """A country that may be any is not identified, as Article 30(1)(e) wants it."""
    engaged = [row for row in in_force(activity.engagements.all(), on) if row.is_personal_data]
    for processor in dict.fromkeys(row.processor for row in engaged if row.processor_id):
        if processor.may_process_elsewhere == Answer.YES:
            yield ELSEWHERE.gap(processor)


def _leads_to(row, engagement, at: Destination) -> bool:
    if (row.processor_id, row.body_id) != (engagement.processor_id, engagement.body_id):
        return False
    return at.country is None or row.country_id == at.country.pk


def _problems(asked: Asked, first, at: Destination, flows: list, is_explained) -> list[Problem]:
    is_inside = asked.engagement.body_id and not at.are_members
    if is_inside:
        # By default no transfer; a tool that somebody chose has to be one all the same.
        flows = [flow for flow in flows if flow.tool not in NO_TOOL]
    # Where a row states no law it answers to the first; and to any where none is known.
    ours = [flow for flow in flows if asked.law in {flow.law or first, None}]
    if not ours:
        if is_inside:
            return []
        is_second = flows and asked.law != first
        return [Problem(UNDER_BOTH)] if is_second else [*_missing(at, is_explained)]
    found = [
        [
            replace(problem, flow=flow)
            for problem in tool_problems(flow, at, replace(asked, law=_law_of(flow, asked)))
        ]
        for flow in ours
    ]
    # Of two on record, one that holds is enough to go on.
    return min(found, key=lambda them: (sum(problem.refuses for problem in them), len(them)))


def _law_of(flow, asked: Asked) -> TransferLaw:
    return asked.law or TransferLaw(flow.law or TransferLaw.UNION)


def _missing(at: Destination, is_explained: bool) -> Iterator[Problem]:
    if at.are_members:
        if not is_explained:
            yield Problem(MEMBERS)
    elif at.is_vendor or not is_explained:
        yield Problem(MISSING)
