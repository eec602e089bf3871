"""Which law governs, and the representative in the Union: Articles 3, 27 and 30(1)(a)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.rule import Gap, Rule, refuses
from registry.records.absence import NONE
from registry.vocabulary import AppointmentRole, Jurisdiction, NoRepresentative, UnionLaw

UNION = (Jurisdiction.EU,)
LAW_UNSTATED = Rule(
    "governing-law",
    "3, 27(1)",
    "union_law",
    _("It is not stated by what the GDPR applies to this activity."),
    _("Choose Article 3(1), 3(2) or 3(3), or that it does not apply."),
    jurisdictions=UNION,
)
LAW_DENIED = refuses(
    "governing-law-denied",
    "3(1)",
    "union_law",
    _("The GDPR applies: the organisation is established in the Union or the EEA."),
    _("Choose Article 3(1), or correct the country of the organisation."),
    jurisdictions=UNION,
)
REPRESENTATIVE = refuses(
    "representative",
    "27, 30(1)(a)",
    "organisation",
    _("No representative in the Union is recorded, nor why there is none."),
    _("Enter the representative under Appointments, or why none is designated."),
    jurisdictions=UNION,
)
NO_REASON = refuses(
    "representative-none",
    "27, 30(1)(a)",
    "organisation",
    _("It is stated without a reason that there is no representative in the Union."),
    _("Choose why no representative is designated."),
    jurisdictions=UNION,
)
CONTRADICTED = refuses(
    "representative-denied",
    "3(2), 27(1)",
    "organisation",
    _("The appointment says that Article 3(2) does not apply, and the activity that it does."),
    _("Correct one of them."),
    jurisdictions=UNION,
)
OUTSIDE = refuses(
    "representative-outside",
    "27(3)",
    "organisation",
    _("The representative is in {about}, which is outside the Union and the EEA."),
    _(
        "A representative is established where the people are: in the Union, Iceland, "
        "Liechtenstein or Norway. Correct the country, or enter another one."
    ),
    jurisdictions=UNION,
)
CONTACT = refuses(
    "representative-contact",
    "30(1)(a)",
    "organisation",
    _("No contact details of the representative in the Union are recorded."),
    _("Enter contact details with the appointment, or the e-mail address of the person."),
    jurisdictions=UNION,
)
COUNTRY = Rule(
    "representative-country",
    "27(3)",
    "organisation",
    _("It is not stated in which country the representative is established."),
    _("Enter the country with the appointment."),
    jurisdictions=UNION,
)
MANDATE = Rule(
    "mandate",
    "27(1), 27(4)",
    "organisation",
    _("No written mandate of the representative is recorded."),
    _("Say where the mandate is kept."),
    jurisdictions=UNION,
)
REQUIRED = Rule(
    "representative-required",
    "27(1)",
    "organisation",
    _("A representative in the Union is required, and none is designated."),
    _("Designate one in writing."),
    jurisdictions=UNION,
)
GROUND = Rule(
    "representative-ground",
    "27(2)",
    "organisation",
    _("The reason why there is no representative names no ground of the law."),
    _("Choose with the appointment: 3(2) does not apply, 27(2)(a) or (b), or required."),
    jurisdictions=UNION,
)
CONDITIONS = Rule(
    "representative-conditions",
    "27(2)(a)",
    "organisation",
    _("The exemption from a representative holds only with all three of its conditions."),
    _(
        "Confirm that it is occasional, without large-scale use of data of Articles 9 and 10, and "
        "unlikely to be a risk; or designate a representative."
    ),
    jurisdictions=UNION,
)
RULES = (
    LAW_UNSTATED,
    LAW_DENIED,
    REPRESENTATIVE,
    NO_REASON,
    CONTRADICTED,
    OUTSIDE,
    CONTACT,
    COUNTRY,
    MANDATE,
    REQUIRED,
    GROUND,
    CONDITIONS,
)


def governing_law(activity, on: date) -> Iterator[Gap]:
    country = activity.organisation.country
    if country is None:
        return
    if country.is_in_eea(on):
        if activity.union_law == UnionLaw.NONE:
            yield LAW_DENIED.gap()
    elif activity.union_law == UnionLaw.NOT_STATED:
        yield LAW_UNSTATED.gap()


def representative(activity, on: date) -> Iterator[Gap]:
    """Asked of those outside the Union, unless the law does not reach them by 3(2)."""
    country = activity.organisation.country
    may_target = activity.union_law in {UnionLaw.NOT_STATED, UnionLaw.TARGETING}
    if country is None or country.is_in_eea(on) or not may_target:
        return
    rows = in_force(activity.organisation.appointments.all(), on)
    office = next((row for row in rows if row.role == AppointmentRole.REPRESENTATIVE_UNION), None)
    if office is None:
        yield REPRESENTATIVE.gap()
    elif office.person_id:
        yield from _designated(office, on)
    else:
        yield from _not_designated(activity, office)


def _designated(office, on: date) -> Iterator[Gap]:
    if office.country is None:
        yield COUNTRY.gap()
    elif not office.country.is_in_eea(on):
        yield OUTSIDE.gap(office.country)
    if not (office.contact or office.person.email):
        yield CONTACT.gap()
    if not office.mandate:
        yield MANDATE.gap()


def _not_designated(activity, office) -> Iterator[Gap]:
    match office.no_representative:
        case NoRepresentative.REQUIRED:
            yield REQUIRED.gap()
        case NoRepresentative.NOT_SUBJECT:
            if activity.union_law == UnionLaw.TARGETING:
                yield CONTRADICTED.gap()
        case NoRepresentative.EXEMPT:
            if not (office.is_occasional and office.is_not_large_scale and office.is_without_risk):
                yield CONDITIONS.gap()
        case NoRepresentative.NOT_STATED:
            stated = office.absences.get("person", "")
            rule = {"": REPRESENTATIVE, NONE: NO_REASON}.get(stated, GROUND)
            yield rule.gap()
