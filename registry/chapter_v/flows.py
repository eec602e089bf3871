"""Whether each place that an entry sends data to has a transfer on record that fits."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.chapter_v.destinations import Destination, destinations, law_by_seat
from registry.chapter_v.problems import Problem
from registry.chapter_v.tools import NO_TOOL, RECORD, tool_problems
from registry.chapter_v.words import TransferLaw
from registry.in_force import in_force
from registry.records.absence import NOT_APPLICABLE


def transfer_problems(activity, on: date) -> Iterator[tuple[str, Problem]]:
    """Each with its sentence. Fetch the activity `with_parts()` first."""
    # A reason may say why people's own sending is no transfer. It says nothing of who works for
    # the organisation, and is none to look away from what is recorded.
    is_explained = activity.absences.get("transfers", "").startswith(NOT_APPLICABLE)
    law = law_by_seat(activity.organisation, on)
    rows = in_force(activity.organisation.transfers.all(), on)
    for engagement in in_force(activity.engagements.all(), on):
        if not engagement.is_personal_data:
            continue
        for at in destinations(engagement, law, on):
            flows = [row for row in rows if _leads_to(row, engagement, at, law)]
            country = at.country or at.importer.country or _("any country")
            for problem in _problems(activity, engagement, at, flows, law, on, is_explained):
                yield problem.told(at.importer, country), problem


def _leads_to(row, engagement, at: Destination, law) -> bool:
    if (row.processor_id, row.body_id) != (engagement.processor_id, engagement.body_id):
        return False
    is_there = at.country is None or row.country_id == at.country.pk
    return is_there and (not row.law or law is None or row.law == law)


def _problems(activity, engagement, at, flows, law, on, is_explained) -> list[Problem]:
    if engagement.body_id and not at.are_members:
        # By default no transfer; a tool that somebody chose has to be one all the same.
        flows = [flow for flow in flows if flow.tool not in NO_TOOL]
    if not flows:
        is_inside = engagement.body_id and not at.are_members
        return [] if is_inside else [*_missing(at, is_explained)]
    found = [
        [*tool_problems(flow, at, engagement, activity.role, _law_of(flow, law), on)]
        for flow in flows
    ]
    # An exporter in a third country may answer to both laws: one that holds is enough to go on.
    return min(found, key=lambda them: sum(problem.refuses for problem in them))


def _law_of(flow, law: TransferLaw | None) -> TransferLaw:
    return law or TransferLaw(flow.law or TransferLaw.UNION)


def _missing(at: Destination, is_explained: bool) -> Iterator[Problem]:
    if at.are_members:
        if not is_explained:
            message = _(
                "Members of {importer} in {country} act for others as well. Record a transfer, or "
                "that it is none, and why."
            )
            yield Problem(message, "29, 44")
    elif at.is_vendor or not is_explained:
        yield Problem(_("No transfer to {importer} in {country} is recorded."), RECORD, True)
