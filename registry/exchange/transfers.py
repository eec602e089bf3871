"""Where data of an entry goes, and by what: recipients and transfers, for a reader."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.chapter_v.words import SAFEGUARDS
from registry.exchange.lines import Line, Part, line, lines, stated
from registry.exchange.recipients import seat_countries
from registry.in_force import in_force
from registry.models import Transfer


def told_of_recipient(engagement, on: date) -> Part:
    told = [
        *lines(engagement, "role"),
        *stated(engagement, "country", "sub_processor_of", "authorised_on", "is_bound"),
        *lines(engagement, "service", "data_categories"),
    ]
    if engagement.processor:
        told += lines(engagement.processor, "country", "processing_countries")
        told += stated(engagement.processor, "processing_certainty", "may_process_elsewhere")
    elif engagement.body:
        told.append(line(_("Countries of its seats"), seat_countries(engagement.body, on)))
    if not engagement.is_personal_data:
        told.append(
            line(_("Personal data"), [_("No: only totals that cannot be linked to a person")])
        )
    if engagement.is_example:
        told.append(line(_("Named as an example"), [_("Others of its kind are not named")]))
    if engagement.starts_on and engagement.starts_on > on:
        told.append(line(_("Planned"), [_("Does not receive data yet")]))
    told += [*lines(engagement, "starts_on"), *stated(engagement, "ends_on")]
    if engagement.listed_from:
        told.append(listing(engagement))
    return Part(engagement.headline, tuple(told))


def listing(engagement) -> Line:
    return line(_("Listed publicly from"), [date_format(engagement.listed_from)])


def transfers_of(activity, engagements, on: date) -> list[Transfer]:
    """The transfers of the organisation that lead to this activity's recipients."""
    processors = {row.processor_id for row in engagements} - {None}
    bodies = {row.body_id for row in engagements} - {None}
    flows = [
        row
        for row in in_force(activity.organisation.transfers.all(), on)
        if row.processor_id in processors or row.body_id in bodies
    ]
    return sorted(flows, key=lambda row: (_importer(row).casefold(), str(row.country), row.pk))


def _importer(flow: Transfer) -> str:
    return str(flow.importer)


def told_of_transfer(flow: Transfer, on: date) -> Part:
    told = [*stated(flow, "country_certainty", "law"), *lines(flow, "tool")]
    if flow.adequacy_decision:
        told.append(line(_("Adequacy decision"), [flow.decision_as_relied_on(on)]))
    told += lines(flow, "evidence")
    told += stated(flow, "clauses", "module", "concluded_on", "is_unchanged")
    told += stated(flow, "importer_under_gdpr", "approval")
    told += stated(flow, "derogation", "derogation_law", "authority_told_on", "people_told_on")
    told += lines(flow, "impact_assessment") if flow.tool in SAFEGUARDS else []
    told += stated(flow, "supplementary_measures", "starts_on", "ends_on")
    where = flow.country
    if flow.processor and flow.processor.is_international:
        where = _("international organisation, {country}").format(country=flow.country)
    return Part(f"{_importer(flow)}: {where}", tuple(told))
