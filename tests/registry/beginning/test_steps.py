"""First steps: done is what the register shows, skipped what somebody skipped."""

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.beginning.forms import own_organisation
from registry.beginning.steps import BY_NAME, MAY_MANAGE, STEPS, standing
from registry.models import Appointment, Contact, JobRun, Mark
from registry.models.jobs import JobResult
from registry.vocabulary import AppointmentRole, Job, MarkName, NoRepresentative
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def lead(client):
    user = factories.make_user(role="dpo")
    client.force_login(user)
    return user


def address(name):
    return reverse("admin:first_step", args=[name])


def done(user):
    return {row.step.name for row in standing(user) if row.is_done}


def is_on_home(client):
    return "first-steps-heading" in client.get(reverse("admin:index")).text


def appoint(role):
    organisation = factories.make_organisation(name="Abroad", country=factories.country("US"))
    factories.make_appointment(organisation=organisation, role=role)


IN_THE_UNION = {"name": "Foundation", "address": "A street"}
DONE_BY = {
    "organisation": lambda: factories.make_organisation(
        country=factories.country("US"), **IN_THE_UNION
    ),
    "contact": factories.make_contact,
    "officer": lambda: appoint(AppointmentRole.DPO),
    "representative": lambda: appoint(AppointmentRole.REPRESENTATIVE_UNION),
    "vendor": factories.make_processor,
    "activity": factories.make_activity,
    "colleague": lambda: factories.make_user(role="editor"),
    "backup": lambda: JobRun.note(Job.BACKUP, JobResult.DONE),
}


@pytest.mark.parametrize("name", DONE_BY)
def test_a_step_is_done_once_the_register_shows_it(lead, settings, name):
    settings.IS_TIME_ZONE_SET = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert done(lead) == set()
    DONE_BY[name]()
    assert name in done(lead)


def test_what_the_server_was_started_with_counts_too(lead, settings):
    settings.IS_TIME_ZONE_SET = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert done(lead) == {"clock", "mail"}


def test_who_is_in_the_union_needs_no_representative_there(lead):
    factories.make_organisation(country=factories.country("BE"), **IN_THE_UNION)
    assert "representative" in done(lead)


def test_all_steps_are_asked_in_one_question(lead, django_assert_num_queries):
    lead.get_all_permissions()
    with django_assert_num_queries(1):
        assert len(standing(lead)) == len(STEPS)


def test_what_one_may_not_do_is_not_shown(client):
    editor = factories.make_user(role="editor")
    shown = {row.step.name for row in standing(editor)}
    assert shown == {step.name for step in STEPS if step.needs != MAY_MANAGE}
    client.force_login(editor)
    assert client.get(address("mail")).status_code == 403
    assert client.get(address("no-such-step")).status_code == 404
    assert standing(factories.make_user(role="auditor")) == []


def test_they_stand_on_home_until_each_is_done_or_skipped(client, lead):
    for step in STEPS:
        assert is_on_home(client)
        client.post(address(step.name), {"skip": "1"})
    assert not is_on_home(client)
    assert "All first steps are done or skipped" in client.get(reverse("admin:first_steps")).text
    client.post(address("vendor"), {"take_up": "1"})
    assert is_on_home(client)


def test_the_example_has_no_first_steps(client, lead):
    Mark.put(MarkName.EXAMPLE)
    assert not is_on_home(client)
    page = client.get(reverse("admin:first_steps")).text
    assert reverse("admin:own_register") in page
    assert address("vendor") not in page


def test_the_short_pages_write_what_the_record_needs(client, lead):
    belgium = factories.country("US")
    said = {"name": "Foundation", "address": "A street", "country": belgium.pk}
    after = client.post(address("organisation"), said)
    assert after.url == address("contact")
    client.post(address("contact"), {"email": "privacy@example.org", "phone": "+1 555 0100"})
    client.post(address("officer"), {"choice": "none", "why": "We are few"})
    client.post(address("representative"), {"choice": NoRepresentative.REQUIRED})

    organisation = own_organisation()
    assert (organisation.address, organisation.country) == ("A street", belgium)
    assert Contact.objects.count() == 2
    officer, representative = Appointment.objects.order_by("pk")
    assert officer.absences == {"person": "not applicable: We are few"}
    assert representative.no_representative == NoRepresentative.REQUIRED
    assert done(lead) >= {"organisation", "contact", "officer", "representative"}
    newest = organisation.history.latest()
    assert (newest.history_author, newest.history_change_reason) == (
        lead.username,
        "First steps",
    )


@pytest.mark.parametrize(
    ("name", "sent", "told"),
    [
        ("organisation", {"name": "Foundation"}, "This field is required."),
        ("contact", {"email": "nobody"}, "Enter a valid email address."),
        ("officer", {"choice": "appointed"}, "Enter it, or say that there is none."),
        ("officer", {"choice": "none"}, "Say in a sentence why none is needed."),
        ("representative", {"choice": NoRepresentative.EXEMPT}, "holds only with all three"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, lead, name, sent, told):
    factories.make_organisation()
    page = client.post(address(name), sent)
    assert page.status_code == 200
    assert told in page.text
    assert not Appointment.objects.exists()


def test_who_is_appointed_is_kept_among_the_people_under_a_code(client, lead):
    factories.make_person(code="privacy-officer")
    factories.make_organisation(country=factories.country("US"))
    who = {"choice": "appointed", "name": "An officer", "email": "officer@example.org"}
    client.post(address("officer"), who)
    client.post(address("representative"), who | {"country": factories.country("BE").pk})
    officer, representative = Appointment.objects.order_by("pk")
    assert officer.person.code == "privacy-officer-2"
    assert officer.person.email == "officer@example.org"
    assert representative.country.code == "BE"
    assert done(lead) >= {"officer", "representative"}


@pytest.mark.parametrize("name", BY_NAME)
def test_each_page_opens_before_there_is_an_organisation(client, lead, name):
    page = client.get(address(name))
    assert page.status_code == 200
    assert str(BY_NAME[name].why) in page.text


def test_a_backup_that_failed_is_none(lead):
    JobRun.objects.create(job=Job.BACKUP, ended_at=timezone.now(), result=JobResult.FAILED)
    assert "backup" not in done(lead)
