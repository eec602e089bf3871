"""First steps: done is what the register shows, skipped what somebody skipped."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.beginning.forms import own_organisation
from registry.beginning.steps import BY_NAME, MAY_MANAGE, STEPS, overview, standing
from registry.models import Appointment, AskedWork, Contact, JobRun, Mark
from registry.models.jobs import JobResult, WorkState
from registry.records.history import recorded
from registry.vocabulary import (
    AppointmentRole,
    Job,
    MarkName,
    NoRepresentative,
    UnitedKingdomLaw,
)
from registry.working.worker import work_off, worker
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


ROLES = {
    "officer": AppointmentRole.DPO,
    "representative": AppointmentRole.REPRESENTATIVE_UNION,
    "represented-uk": AppointmentRole.REPRESENTATIVE_UK,
}
IN_THE_UNION = {"name": "Foundation", "address": "A street"}
DONE_BY = {
    "organisation": lambda: factories.make_organisation(
        country=factories.country("US"), **IN_THE_UNION
    ),
    "contact": factories.make_contact,
    "officer": lambda: appoint(AppointmentRole.DPO),
    "representative": lambda: appoint(AppointmentRole.REPRESENTATIVE_UNION),
    "represented-uk": lambda: appoint(AppointmentRole.REPRESENTATIVE_UK),
    "vendor": factories.make_processor,
    "activity": factories.make_activity,
    "approval": factories.make_approved_activity,
    "publication": lambda: factories.make_engagement(
        processor=factories.make_processor(is_public=True), listed_from=timezone.localdate()
    ),
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


def needless(user):
    return {row.step.name for row in standing(user) if row.is_needless}


@pytest.mark.parametrize(
    ("home", "law", "found"),
    [
        ("BE", UnitedKingdomLaw.NONE, {"representative", "represented-uk"}),
        ("BE", UnitedKingdomLaw.TARGETING, {"representative"}),
        ("GB", UnitedKingdomLaw.TARGETING, {"represented-uk"}),
        ("US", UnitedKingdomLaw.TARGETING, set()),
    ],
)
def test_a_representative_is_asked_as_article_27_does(lead, home, law, found):
    organisation = factories.make_organisation(country=factories.country(home), **IN_THE_UNION)
    factories.make_activity(organisation=organisation, united_kingdom_law=law)
    assert needless(lead) == found
    assert done(lead).isdisjoint({"representative", "represented-uk"})


def test_the_representative_in_the_kingdom_is_there(client, lead):
    factories.country("GB")
    factories.make_organisation(country=factories.country("US"))
    who = {"choice": "appointed", "name": "A firm", "email": "firm@example.org"}
    client.post(address("represented-uk"), who)
    row = Appointment.objects.get()
    assert (row.role, row.country.code) == (AppointmentRole.REPRESENTATIVE_UK, "GB")
    assert overview(standing(lead)).total == len(STEPS)


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


@pytest.mark.slow
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


def shown(client, name):
    """A page as a browser sends it back: with what it has seen, and its number."""
    context = client.get(address(name)).context
    return {"seen": context["form"]["seen"].value(), "form_number": context["form_number"]}


def test_a_page_of_long_ago_writes_over_nothing_newer(client, lead):
    organisation = factories.make_organisation(name="Society", country=factories.country("US"))
    sent = shown(client, "organisation")
    sent |= {"name": "Foundation", "address": "A street", "country": organisation.country.pk}
    with recorded(by="somebody", reason="Moved"):
        organisation.address = "A square"
        organisation.save()
    page = client.post(address("organisation"), sent)
    assert "somebody changed" in page.text
    assert "A street" in page.text
    assert own_organisation().address == "A square"
    sent["seen"] = page.context["form"]["seen"].value()  # having read what is there now
    assert client.post(address("organisation"), sent).status_code == 302
    assert own_organisation().address == "A street"


def test_what_came_meanwhile_is_told_before_more_of_it_is_entered(client, lead):
    organisation = factories.make_organisation()
    sent = shown(client, "contact") | {"email": "privacy@example.org"}
    factories.make_contact(organisation=organisation)
    assert "to enter it as well, save again" in client.post(address("contact"), sent).text
    assert Contact.objects.count() == 1
    page = client.get(address("contact"))
    assert page.context["form"] is None
    assert reverse("admin:registry_contact_add") in page.text  # another one
    assert reverse("admin:registry_contact_change", args=[Contact.objects.get().pk]) in page.text


def test_a_second_click_is_answered_as_the_first(client, lead):
    factories.make_organisation()
    sent = shown(client, "contact") | {"email": "privacy@example.org"}
    ways = {client.post(address("contact"), sent).url for _click in range(2)}
    assert len(ways) == 1
    assert Contact.objects.count() == 1


def test_a_finished_step_leads_to_the_next_and_so_does_the_page_that_it_led_to(client, lead):
    factories.make_organisation(country=factories.country("BE"), **IN_THE_UNION)
    page = client.get(address("organisation")).text
    assert "Next: How people reach you" in page
    seen = overview(standing(lead))
    assert f"{seen.done} of {seen.total} done" in page
    library = reverse("admin:registry_processor_library")
    assert "Next: How people reach you" in client.get(library).text
    client.get(reverse("admin:index"))  # where they stand, and from where one goes elsewhere
    assert "on-the-way" not in client.get(library).text


MAIN = re.compile(r'class="(?:button )?default"')


@pytest.mark.parametrize("name", BY_NAME)
def test_a_page_has_one_way_on_and_a_step_that_is_done_no_empty_form(client, lead, name):
    factories.make_organisation(country=factories.country("US"), **IN_THE_UNION)
    if name == "publication":
        factories.make_processor()
    elif name == "approval":
        factories.make_activity()
    page = client.get(address(name)).text
    if name != "organisation":
        assert len(MAIN.findall(page)) <= 1
        assert ("Skip for now" in page, "Next: " in page) in [(True, False), (False, True)]
    if name not in DONE_BY or name == "organisation":
        return
    if name in {"contact", "officer", "representative", "represented-uk"}:
        own = own_organisation()
        make = factories.make_contact if name == "contact" else factories.make_appointment
        make(organisation=own, **({} if name == "contact" else {"role": ROLES[name]}))
    else:
        DONE_BY[name]()
    page = client.get(address(name)).text
    assert "Done, as the register shows" in page
    assert len(MAIN.findall(page)) == (2 if name == "backup" else 1)
    assert "Save and go on" not in page
    assert "Skip for now" not in page


@pytest.mark.parametrize(("role", "told"), [("dpo", "Approve it"), ("editor", "send the entry")])
def test_approval_begins_with_the_check_of_the_first_activity(client, role, told):
    client.force_login(factories.make_user(role=role))
    activity = factories.make_activity()
    page = client.get(address("approval")).text
    assert reverse("admin:registry_processingactivity_gaps", args=[activity.pk]) in page
    assert told in page


def test_what_stands_in_the_file_is_said_with_the_lines_to_write_and_how_to_start_again(
    client, lead, settings, tmp_path
):
    settings.BASE_DIR, settings.EMAIL_HOST = tmp_path, "mail.example.org"
    (tmp_path / ".env").touch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for name, shown in [("clock", "TIME_ZONE=UTC"), ("mail", "mail.example.org")]:
        page = client.get(address(name)).text
        for words in (str(tmp_path / ".env"), shown, "It is there.", "make run", "systemctl"):
            assert words in page


def test_the_clock_page_gives_the_lines_for_another_zone(client, lead):
    page = client.get(address("clock") + "?zone=Europe/Brussels").text
    assert "TIME_ZONE=Europe/Brussels" in page
    assert "In Europe/Brussels it is" in page
    assert "TIME_ZONE=UTC" in client.get(address("clock") + "?zone=Mars").text


def test_a_test_letter_goes_out_and_a_second_one_not_at_once(client, lead, mailoutbox):
    for _click in range(2):
        page = client.post(address("mail"), {"try": "1", "to": "a@example.org"}, follow=True)
    assert "Wait 20 seconds" in page.text
    assert [letter.to for letter in mailoutbox] == [["a@example.org"]]


def test_why_a_test_letter_was_refused_is_said(client, lead, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = client.post(address("mail"), {"try": "1", "to": "a@example.org"}, follow=True)
    assert "it refused the connection" in page.text


def test_a_backup_is_made_from_its_step_by_who_asks(client, lead, settings, tmp_path, monkeypatch):
    settings.BACKUP_FOLDER = tmp_path / "file"
    settings.BACKUP_FOLDER.touch()
    monkeypatch.setattr(worker, "begin", lambda: None)
    for expected in (WorkState.FAILED, WorkState.DONE):
        client.post(address("backup"), {"try": "1"})
        assert client.get(address("backup"))["Refresh"]
        work_off()
        work = AskedWork.objects.order_by("-asked_at").first()
        assert (work.state, work.asked_by) == (expected, lead), work.said
        assert work.said.splitlines()[0] in client.get(address("backup")).text
        settings.BACKUP_FOLDER = tmp_path / "backups"
    assert "backup" in done(lead)


@pytest.mark.slow
def test_a_backup_that_failed_is_none(lead):
    JobRun.objects.create(job=Job.BACKUP, ended_at=timezone.now(), result=JobResult.FAILED)
    assert "backup" not in done(lead)


@pytest.mark.parametrize(
    ("port", "command"),
    [("8000", "make run<"), ("80", "make run<"), ("8879", "make run PORT=8879<")],
)
def test_the_command_is_the_one_with_which_it_was_started(client, lead, port, command):
    assert command in client.get(address("clock"), SERVER_PORT=port).text


def test_what_is_set_in_a_file_comes_last():
    assert [step.name for step in STEPS][-3:] == ["clock", "mail", "backup"]
