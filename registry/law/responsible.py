"""Who is responsible: Articles 26, 27, 30(1)(a), 30(2)(a) and 37."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.law.days import in_force
from registry.law.rule import Gap, Rule, refuses
from registry.vocabulary import AppointmentRole, OrganisationRole

CONTACT = refuses(
    "contact",
    "30(1)(a)",
    "organisation",
    _("No contact details are recorded."),
    _("Enter an address or a contact of the organisation."),
)
REPRESENTATIVE = refuses(
    "representative",
    "27, 30(1)(a)",
    "organisation",
    _("No representative in the Union is recorded, nor why there is none."),
    _("Enter the representative under Appointments, or why none is designated."),
)
OFFICER = Rule(
    "officer",
    "37, 30(1)(a)",
    "organisation",
    _("No data protection officer is recorded, nor why there is none."),
    _("Enter the officer under Appointments, or state why none is needed."),
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
    REPRESENTATIVE,
    OFFICER,
    OWNER,
    ROLE,
    JOINT_CONTROLLER,
    ARRANGEMENT,
    CONTROLLER_SERVED,
)


def responsible(activity, on: date) -> Iterator[Gap]:
    organisation = activity.organisation
    if not has_contact(organisation, on):
        yield CONTACT.gap()
    appointed = {row.role: row for row in in_force(organisation.appointments.all(), on)}
    is_abroad = organisation.country and not organisation.country.is_in_eea(on)
    if is_abroad and not _is_answered(appointed.get(AppointmentRole.REPRESENTATIVE_UNION)):
        yield REPRESENTATIVE.gap()
    if not _is_answered(appointed.get(AppointmentRole.DPO)):
        yield OFFICER.gap()
    if not activity.owner and not activity.is_absent("owner"):
        yield OWNER.gap()
    if activity.role == OrganisationRole.NOT_STATED:
        yield ROLE.gap()
    if activity.role == OrganisationRole.JOINT_CONTROLLER:
        if not activity.other_controllers.all():
            yield JOINT_CONTROLLER.gap()
        if not activity.arrangement:
            yield ARRANGEMENT.gap()


def controllers_served(activity, on: date) -> Iterator[Gap]:
    if not activity.other_controllers.all():
        yield CONTROLLER_SERVED.gap()


def has_contact(organisation, on: date) -> bool:
    return bool(organisation.address or in_force(organisation.contacts.all(), on))


def _is_answered(appointment) -> bool:
    if appointment is None:
        return False
    return bool(appointment.person_id or appointment.is_absent("person"))
