"""The representatives in the Union and in the United Kingdom: Articles 27 and 30(1)(a)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.governing import UK
from registry.law.rule import APPLIES_FROM, UK_GDPR_FROM, Gap, Rule
from registry.records.absence import NONE
from registry.vocabulary import (
    Answer,
    AppointmentRole,
    Jurisdiction,
    NoRepresentative,
    Severity,
    UnionLaw,
    UnitedKingdomLaw,
)

REFUSES, FINDING = Severity.REFUSES, Severity.FINDING
# Once for each territory, with its name in place of “{place}”.
ASKED = {
    "representative": (
        REFUSES,
        "27, 30(1)(a)",
        _("No representative in {place} is recorded, nor why there is none."),
        _("Enter the representative under Appointments, or why none is designated."),
        "appointments",
    ),
    "representative-none": (
        REFUSES,
        "27, 30(1)(a)",
        _("It is stated without a reason that there is no representative in {place}."),
        _("Choose why no representative is designated."),
        "no_representative",
    ),
    "representative-denied": (
        REFUSES,
        "3(2), 27(1)",
        _("The appointment says that Article 3(2) does not apply, and the activity that it does."),
        _("Correct one of them."),
        "no_representative",
    ),
    "representative-outside": (
        REFUSES,
        "27(3)",
        _("The representative is in {about}, which is outside {area}."),
        _("A representative is established in {area}. Correct the country, or enter another one."),
        "country",
    ),
    "representative-contact": (
        REFUSES,
        "30(1)(a)",
        _("No contact details of the representative in {place} are recorded."),
        _("Enter contact details with the appointment, or the e-mail address of the person."),
        "contact",
    ),
    "representative-country": (
        FINDING,
        "27(3)",
        _("It is not stated in which country the representative in {place} is established."),
        _("Enter the country with the appointment."),
        "country",
    ),
    "mandate": (
        FINDING,
        "27(1), 27(4)",
        _("No written mandate of the representative in {place} is recorded."),
        _("Say where the mandate is kept."),
        "mandate",
    ),
    "representative-required": (
        FINDING,
        "27(1)",
        _("A representative in {place} is required, and none is designated."),
        _("Designate one in writing."),
        "person",
    ),
    "representative-ground": (
        FINDING,
        "27(2)",
        _("The reason why there is no representative in {place} names no ground of the law."),
        _("Choose with the appointment: 3(2) does not apply, 27(2)(a) or (b), or required."),
        "no_representative",
    ),
    "representative-conditions": (
        FINDING,
        "27(2)(a)",
        _("The exemption from a representative holds only with all three of its conditions."),
        _(
            "Confirm that it is occasional, without large-scale use of data of Articles 9 and 10, "
            "and unlikely to be a risk; or designate a representative."
        ),
        "is_occasional",
    ),
    "representative-exempt-denied": (
        REFUSES,
        "27(2)(a)",
        _("The appointment says “occasional, no risk”, and the activity says otherwise."),
        _("Correct one of them, or designate a representative."),
        "no_representative",
    ),
}


@dataclass(frozen=True)
class Territory:
    """Where people are who need somebody to turn to, and who represents those outside."""

    rules: dict[str, Rule]
    office: str
    holds: Callable  # a country, on a day
    targets: Callable  # whether an activity may be aimed at people there


def _rules(suffix: str, text: str, place, area, **more) -> dict[str, Rule]:
    words = {"place": place, "area": area, "about": "{about}"}
    return {
        code: Rule(
            code + suffix,
            f"{article}{text}",
            "organisation",
            format_lazy(message, **words),
            format_lazy(remedy, **words),
            severity=severity,
            at=at,
            **more,
        )
        for code, (severity, article, message, remedy, at) in ASKED.items()
    }


UNION = Territory(
    _rules(
        "",
        "",
        _("the Union"),
        _("the Union and the EEA"),
        jurisdictions=(Jurisdiction.EU,),
        valid_from=APPLIES_FROM,
    ),
    AppointmentRole.REPRESENTATIVE_UNION,
    lambda country, on: country.is_in_eea(on),
    lambda activity: activity.union_law in {UnionLaw.NOT_STATED, UnionLaw.TARGETING},
)
KINGDOM = Territory(
    _rules(
        "-uk",
        " UK GDPR",
        _("the United Kingdom"),
        _("the United Kingdom"),
        jurisdictions=(Jurisdiction.UK,),
        valid_from=UK_GDPR_FROM,
    ),
    AppointmentRole.REPRESENTATIVE_UK,
    lambda country, on: country.code == UK,
    lambda activity: activity.united_kingdom_law == UnitedKingdomLaw.TARGETING,
)
RULES = (*UNION.rules.values(), *KINGDOM.rules.values())


def representative(activity, on: date) -> Iterator[Gap]:
    """Asked of those outside a territory, unless its law does not reach them by 3(2)."""
    country = activity.organisation.country
    if country is None:
        return
    for there in (UNION, KINGDOM):
        if there.holds(country, on) or not there.targets(activity):
            continue
        rows = in_force(activity.organisation.appointments.all(), on)
        office = next((row for row in rows if row.role == there.office), None)
        if office is None:
            yield there.rules["representative"].gap()
        elif office.person_id:
            yield from _designated(there, office, on)
        elif code := _not_designated(there, activity, office):
            yield there.rules[code].gap(row=office)


def _designated(there: Territory, office, on: date) -> Iterator[Gap]:
    if office.country is None:
        yield there.rules["representative-country"].gap(row=office)
    elif not there.holds(office.country, on):
        yield there.rules["representative-outside"].gap(office.country, row=office)
    if not (office.contact or office.person.email):
        yield there.rules["representative-contact"].gap(row=office)
    if not office.mandate:
        yield there.rules["mandate"].gap(row=office)


def _not_designated(there: Territory, activity, office) -> str:
    """The code of what is wrong with the reason, if anything is."""
    match office.no_representative:
        case NoRepresentative.REQUIRED:
            return "representative-required"
        case NoRepresentative.NOT_SUBJECT:
            stated = activity.union_law if there is UNION else activity.united_kingdom_law
            return "representative-denied" if stated == UnionLaw.TARGETING else ""
        case NoRepresentative.EXEMPT:
            if activity.is_occasional == Answer.NO or activity.is_risk == Answer.YES:
                return "representative-exempt-denied"
            conditions = (office.is_occasional, office.is_not_large_scale, office.is_without_risk)
            return "" if all(conditions) else "representative-conditions"
        case NoRepresentative.NOT_STATED:
            stated = office.absences.get("person", "")
            names = {"": "representative", NONE: "representative-none"}
            return names.get(stated, "representative-ground")
    return ""
