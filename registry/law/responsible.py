"""Who is responsible: Articles 26, 30(1)(a), 30(2)(a) and 37."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.in_force import in_force
from registry.law.rule import Gap, Rule, refuses
from registry.law.words import says_something
from registry.records.absence import NONE
from registry.vocabulary import AppointmentRole, OrganisationRole

CONTACT = refuses(
    "contact",
    "30(1)(a)",
    "organisation",
    _("No contact details are recorded."),
    _("Enter an address or a contact of the organisation."),
    at="address",
)
COUNTRY = refuses(
    "country",
    "27, 30(1)(a)",
    "organisation",
    _("It is not stated in which country the organisation is established."),
    _("Enter the country of the organisation. It decides about the representative."),
    at="country",
)
OFFICER = Rule(
    "officer",
    "37, 30(1)(a)",
    "organisation",
    _("No data protection officer is recorded, nor why there is none."),
    _("Enter the officer under Appointments, or state why none is needed."),
    at="appointments",
)
OFFICER_NONE = Rule(
    "officer-none",
    "37(1), 5(2)",
    "organisation",
    _("It is stated without a reason that there is no data protection officer."),
    _("Write “not applicable: ” and why Article 37(1) asks for none."),
    at="absences-person",
)
OFFICER_CONTACT = refuses(
    "officer-contact",
    "30(1)(a)",
    "organisation",
    _("No contact details of the data protection officer are recorded."),
    _("Enter contact details with the appointment, or the e-mail address of the person."),
    at="contact",
)
OTHER_CONTACT = refuses(
    "controller-contact",
    "30(1)(a)",
    "other_controllers",
    _("No contact details of {about} are recorded."),
    _("Open that organisation, and enter an address or a contact."),
    at="address",
)
OTHER_COUNTRY = Rule(
    "controller-country",
    "26, 27",
    "other_controllers",
    _("It is not stated in which country {about} is established."),
    _("Open that organisation, and enter its country."),
    at="country",
)
PROCESSING = refuses(
    "processing",
    "30(2)(b)",
    "processing_categories",
    _("No categories of processing are recorded."),
    _("Say what is done on behalf of each controller."),
)
OWNER = Rule(
    "owner",
    "5(2), 24(1)",
    "owner",
    _("No owner is recorded."),
    _("Enter the unit or role that is responsible for this activity."),
)
ROLE = refuses(
    "role",
    "4(7), 30(1)(a)",
    "role",
    _("It is not stated as what the organisation acts."),
    _("Choose our role in this activity."),
)
JOINT_CONTROLLER = refuses(
    "joint-controller",
    "26, 30(1)(a)",
    "other_controllers",
    _("No joint controller is recorded."),
    _("Choose the joint controllers."),
)
ITSELF = refuses(
    "other-controller-itself",
    "26, 30(1)(a)",
    "other_controllers",
    _("The organisation is named as the other controller of its own activity."),
    _("Choose the others, or correct our role."),
)
ARRANGEMENT = Rule(
    "arrangement",
    "26(1)",
    "arrangement",
    _("No arrangement between the joint controllers is recorded."),
    _("Say how they share their duties, and where the arrangement is kept."),
)
CONTROLLER_SERVED = refuses(
    "controller-served",
    "30(2)(a)",
    "other_controllers",
    _("No controller is recorded."),
    _("Choose the controllers on whose behalf you act."),
)
RULES = (
    CONTACT,
    COUNTRY,
    OFFICER,
    OFFICER_NONE,
    OFFICER_CONTACT,
    OTHER_CONTACT,
    OTHER_COUNTRY,
    PROCESSING,
    OWNER,
    ROLE,
    JOINT_CONTROLLER,
    ITSELF,
    ARRANGEMENT,
    CONTROLLER_SERVED,
)


def responsible(activity, on: date) -> Iterator[Gap]:
    organisation = activity.organisation
    if not has_contact(organisation, on):
        yield CONTACT.gap()
    if organisation.country is None and not _is_explained(organisation, "country"):
        yield COUNTRY.gap()
    yield from _officer(organisation, on)
    if not activity.owner and not activity.is_absent("owner"):
        yield OWNER.gap()
    if activity.role == OrganisationRole.NOT_STATED:
        yield ROLE.gap()
    if activity.role == OrganisationRole.JOINT_CONTROLLER:
        if not activity.other_controllers.all():
            yield JOINT_CONTROLLER.gap()
        yield from _others(activity, on)
        if not activity.arrangement:
            yield ARRANGEMENT.gap()


def _officer(organisation, on: date) -> Iterator[Gap]:
    rows = in_force(organisation.appointments.all(), on)
    officer = next((row for row in rows if row.role == AppointmentRole.DPO), None)
    if officer is None or not (officer.person_id or officer.is_absent("person")):
        yield OFFICER.gap()
    elif officer.person_id and not (officer.contact or officer.person.email):
        yield OFFICER_CONTACT.gap(row=officer)
    elif not officer.person_id and officer.absences["person"] == NONE:
        yield OFFICER_NONE.gap(row=officer)


def controllers_served(activity, on: date) -> Iterator[Gap]:
    if not activity.other_controllers.all():
        yield CONTROLLER_SERVED.gap()
    yield from _others(activity, on)
    if not says_something(activity.processing_categories):
        yield PROCESSING.gap()


def _others(activity, on: date) -> Iterator[Gap]:
    for organisation in activity.other_controllers.all():
        if organisation == activity.organisation:
            yield ITSELF.gap()
            continue
        if not has_contact(organisation, on):
            yield OTHER_CONTACT.gap(organisation)
        if organisation.country_id is None and not _is_explained(organisation, "country"):
            yield OTHER_COUNTRY.gap(organisation)


def has_contact(organisation, on: date) -> bool:
    return bool(organisation.address or in_force(organisation.contacts.all(), on))


def _is_explained(row, name: str) -> bool:
    """“None” is no reason."""
    return row.absences.get(name, NONE) != NONE
