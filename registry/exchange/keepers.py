"""Who keeps the register on a day: organisations, who speaks for them, and their entries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from registry.completeness import APPLIES_FROM, Gap, gaps_in
from registry.exchange.lines import Line, Part, line, lines, stated
from registry.exchange.points import Entry, entry_of
from registry.in_force import in_force
from registry.models import (
    Appointment,
    Disclosure,
    GeneralBasis,
    Organisation,
    ProcessingActivity,
    TransferPromise,
)
from registry.vocabulary import AppointmentRole


@dataclass(frozen=True)
class Keeper:
    """An organisation, who speaks for it, and its entries."""

    title: str
    lines: list[Line]
    contacts: list[Line]
    appointments: list[Part]
    disclosures: list[Part]
    bases: list[Part]
    safeguards: list[Part]
    gaps: list[Gap]
    entries: list[Entry]


def keepers_of(
    activities: list[ProcessingActivity],
    on: date,
    disclosures: models.QuerySet | None,
    names_people: bool,
) -> list[Keeper]:
    """Those who keep entries first; others are named as joint controllers, sponsors, clients."""
    kept = defaultdict(list)
    for activity in activities:
        kept[activity.organisation_id].append(activity)
    rows = (
        Organisation.objects.in_force(on)
        .select_related("country", "parent", "authority")
        .prefetch_related(
            "contacts",
            "appointments__person",
            "appointments__country",
            Prefetch("disclosures", disclosures),
            "general_bases__legal_basis",
            "transfer_promises__countries",
        )
    )
    rows = sorted(rows, key=lambda row: (not kept[row.pk], row.name.casefold(), row.name))
    return [_keeper(row, kept[row.pk], on, names_people) for row in rows]


def _keeper(organisation: Organisation, activities: list, on: date, names_people: bool) -> Keeper:
    shared, own = _gaps(activities, on)
    contacts = in_force(organisation.contacts.all(), on)
    return Keeper(
        title=organisation.name,
        lines=[
            *lines(organisation, "country", "address"),
            *stated(organisation, "website", "parent", "authority", "head_count"),
        ],
        contacts=[line(str(contact), [contact.value]) for contact in contacts],
        appointments=[
            _appointment(row, names_people)
            for role in AppointmentRole
            for row in in_force(organisation.appointments.all(), on)
            if row.role == role
        ],
        disclosures=[
            _disclosure(row)
            for row in in_force(organisation.disclosures.all(), on)
            if row.disclosed_on is None or row.disclosed_on <= on
        ],
        bases=[_basis(row) for row in in_force(organisation.general_bases.all(), on)],
        safeguards=[_safeguard(row) for row in in_force(organisation.transfer_promises.all(), on)],
        gaps=shared,
        entries=[entry_of(activity, own[activity.pk], on) for activity in activities],
    )


def _gaps(activities: list, on: date) -> tuple[list[Gap], dict[int, list[Gap]]]:
    """Each entry misses the same of its organisation, which is said once; then those of each."""
    shared, own = {}, defaultdict(list)
    for activity in activities if on >= APPLIES_FROM else []:
        for gap in gaps_in(activity, on):
            if gap.field == "organisation":
                shared[str(gap)] = gap
            else:
                own[activity.pk].append(gap)
    return list(shared.values()), own


def _disclosure(row: Disclosure) -> Part:
    told = [*lines(row, "ground"), *stated(row, "disclosed_on", "country", "agreement")]
    return Part(row.title, tuple(told))


def _basis(row: GeneralBasis) -> Part:
    told = stated(row, "condition", "statement", "starts_on", "ends_on")
    return Part(str(row.legal_basis), tuple(told))


def _safeguard(row: TransferPromise) -> Part:
    told = stated(row, "condition", "countries", "copy_from", "statement")
    return Part(row.get_tool_display(), tuple(told))


def _appointment(row: Appointment, is_named: bool) -> Part:
    """The only people whom a document names: the law wants them reached (Article 30(1)(a))."""
    person = row.person
    name = (person.name if is_named else str(person)) if person else ""
    told = [line(_("Name"), [name] if name else [], row, "person")]
    if person and person.email and is_named:
        told.append(line(_("E-mail"), [person.email]))
    told += stated(row, "position", "country", "contact", "no_representative", "mandate")
    told += stated(row, "starts_on", "ends_on")
    return Part(row.get_role_display(), tuple(told))
