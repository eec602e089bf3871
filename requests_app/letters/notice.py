"""What happens with what somebody sends here: Article 13, from the register and the policy."""

from collections.abc import Iterator
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from registry.models import Appointment, Contact, Organisation, ProcessingActivity
from registry.vocabulary import AppointmentRole, ContactUse
from requests_app.handling.inheritance import with_sponsors
from requests_app.handling.recipients import Recipient, planned_for, received_for
from requests_app.letters import recipients as receiving
from requests_app.letters.access import authority_of
from requests_app.letters.activities import INFORMATION, READ, About
from requests_app.letters.languages import Language
from requests_app.letters.telling import Telling
from requests_app.models import RequestPolicy
from requests_app.timing import Rules

REPRESENTATIVES = (
    (AppointmentRole.REPRESENTATIVE_UNION, "representative_union"),
    (AppointmentRole.REPRESENTATIVE_UK, "representative_uk"),
)


class PublicTelling(Telling):
    """Nobody can fill a gap on a public page: it is shown as what it is."""

    names_people = False

    def gap(self, article, what, activity=None, **words):
        super().gap(article, what, activity, **words)
        return self.say("ask_us")


def notice_text(telling: Telling, organisation: Organisation, on: date | None = None) -> str:
    return "\n".join([telling.say("notice"), *notice_lines(telling, organisation, on)])


def public_notice(language: Language, organisation: Organisation) -> list[str]:
    """The same for the public form, without its heading."""
    return list(notice_lines(PublicTelling(language), organisation))


def notice_lines(
    telling: Telling, organisation: Organisation, on: date | None = None
) -> Iterator[str]:
    on = on or timezone.localdate()
    policy = Rules().policy_of(organisation.pk)
    section = telling.section
    yield from section("controller", [telling.quote(organisation)])
    yield from section("contact", _contacts(telling, organisation, on))
    yield from section("dpo", _officer(telling, organisation, on))
    for role, phrase in REPRESENTATIVES:
        appointment = _appointment(organisation, role, on)
        if appointment and appointment.person_id:
            yield from section(phrase, [_reached(telling, appointment)])
    about = _about(telling, policy.activity, on)
    own = list(about.purposes()) if about and about.activity.purposes.all() else []
    yield from section("purposes", own or [telling.say("notice_purpose")])
    if about:
        received = receiving.fetched(list(_recipients(about.activity, on)))
        yield from section("recipients", receiving.of_activity(about, received))
        yield from section("transfers", receiving.transfers(about, received))
    else:
        yield from section("recipients", [telling.gap("13(1)(e)", "gap_recipients")])
    yield from section("periods", _periods(telling, policy))
    yield from section("required", [telling.say("notice_required")])
    yield from section("rights", [telling.say("your_rights")])
    yield telling.say("complaint") + authority_of(telling, organisation)


def _contacts(telling: Telling, organisation: Organisation, on: date) -> Iterator[str]:
    for one in with_sponsors(organisation):
        contacts = Contact.objects.in_force(on).filter(organisation=one)
        by_use = {use: contacts.filter(use=use) for use in (ContactUse.PRIVACY, ContactUse.GENERAL)}
        said = [telling.quote(row.value) for rows in by_use.values() for row in rows]
        if one.address:
            said.append(telling.quote(one.address))
        if said:
            yield ", ".join(dict.fromkeys(said))
            return
    yield telling.gap("13(1)(a)", "gap_contact")


def _appointment(organisation: Organisation, role: str, on: date) -> Appointment | None:
    for one in with_sponsors(organisation):
        rows = Appointment.objects.in_force(on).filter(organisation=one, role=role)
        if found := rows.select_related("person", "country").first():
            return found
    return None


def _officer(telling: Telling, organisation: Organisation, on: date) -> Iterator[str]:
    officer = _appointment(organisation, AppointmentRole.DPO, on)
    if officer is None:
        yield telling.gap("13(1)(b)", "gap_dpo")
    elif officer.person_id:
        yield _reached(telling, officer, needs="13(1)(b)")
    elif "person" in officer.absences:
        yield telling.say("nobody_appointed")
    else:
        yield telling.gap("13(1)(b)", "gap_dpo")


def _reached(telling: Telling, appointment: Appointment, needs: str = "") -> str:
    """By the office and its address. The world is told of no person, and of no address of one."""
    email = appointment.person.email
    address = appointment.contact or (email and telling.say("on_request"))
    if email and telling.names_people:
        address = appointment.contact or email
    if not address and needs:
        return telling.gap(needs, "gap_dpo")
    said = [appointment.position, address, appointment.country]
    return ", ".join(telling.quote(word) for word in said if word)


def _about(telling: Telling, activity: ProcessingActivity | None, on: date) -> About | None:
    if activity is None:
        return None
    prefetch_related_objects([activity], "organisation__country", *READ)
    return About(telling, activity, on, INFORMATION)


def _recipients(activity: ProcessingActivity, on: date) -> Iterator[Recipient]:
    yield from received_for([activity.pk], on)
    yield from planned_for([activity.pk], on)


def _periods(telling: Telling, policy: RequestPolicy) -> list[str]:
    """As the timers of the policy remove them."""
    return [
        telling.say("notice_texts", months=policy.text_months),
        telling.say("notice_requester", months=policy.requester_months),
        telling.say("notice_fingerprints", months=policy.fingerprint_months),
        telling.say("notice_identification", days=policy.identification_days),
        telling.say("notice_rest"),
    ]
