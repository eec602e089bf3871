"""Since when: what begins in the register was mostly so before, and is asked about last month."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.filling_in import plain
from registry.library.accepting import settle
from registry.models import (
    Appointment,
    Contact,
    Engagement,
    Organisation,
    ProcessingActivity,
    Processor,
    ProcessorAgreement,
    Transfer,
)
from registry.past.views import as_it_was
from registry.records.moments import FIRST_DAY
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MAY = date(2020, 5, 1)
SINCE_MAY = {"since_when": "day", "since_on": "2020-05-01"}
ADDRESS = {"name": "Foundation", "address": "A street"}


@pytest.fixture
def lead(client):
    client.force_login(factories.make_user(role="dpo"))
    return client


def step(name):
    return reverse("admin:first_step", args=[name])


def begin(lead, **said):
    seen = lead.get(step("organisation")).context["form"]["seen"].value()
    sent = ADDRESS | {"country": factories.country("BE").pk, "seen": seen} | said
    assert lead.post(step("organisation"), sent).status_code == 302
    return Organisation.objects.get()


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "named when it began"])
def test_what_an_organisation_is_since_a_day_it_is_on_each_day_since(lead, is_there):
    if is_there:
        factories.make_organisation(name="Foundation")
    assert begin(lead, **SINCE_MAY).first_day == MAY
    with as_it_was(MAY):
        assert Organisation.objects.get().address == "A street"


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ({}, None),
        ({"since_when": "today"}, None),
        ({"since_when": "always"}, FIRST_DAY),
        ({"since_when": "today", "since_on": "2020-05-01"}, MAY),  # a day was typed
    ],
)
def test_who_says_nothing_says_from_today(lead, said, first):
    assert begin(lead, **said).first_day == (first or timezone.localdate())


def test_the_last_answer_is_suggested_to_the_next_steps_and_forms(lead):
    begin(lead, **SINCE_MAY)
    form = lead.get(step("contact")).context["form"]
    assert (form["since_when"].value(), form["since_on"].value()) == ("day", MAY)
    vendor = reverse("admin:registry_processor_card", args=["mailchimp"])
    assert lead.get(vendor).context["form"]["since_on"].value() == MAY
    add = reverse("admin:registry_processor_add")
    assert lead.get(add).context_data["adminform"].form["first_day"].value() == MAY
    lead.get(reverse("admin:index"))  # where one leaves them
    shown = lead.get(add).context_data["adminform"].form["first_day"].value()
    assert shown == timezone.localdate()


def test_who_is_appointed_and_reached_since_a_day_is_so_since(lead):
    begin(lead, **SINCE_MAY)
    lead.post(step("contact"), {"email": "privacy@example.org"} | SINCE_MAY)
    none = {"choice": "none", "why": "We are few", "since_when": "always"}
    lead.post(step("officer"), none)
    assert Contact.objects.get().starts_on == MAY
    assert (Appointment.objects.get().starts_on, Appointment.objects.get().first_day) == (None, MAY)


def test_a_day_before_the_organisation_is_refused_at_its_field(lead):
    begin(lead, **SINCE_MAY)
    sent = {"email": "privacy@example.org", "since_when": "day", "since_on": "2019-01-01"}
    page = lead.post(step("contact"), sent).text
    assert "Your organisation is on record since" in page
    assert "Enter the day, or choose" in lead.post(step("contact"), sent | {"since_on": ""}).text


def test_what_is_accepted_of_a_card_was_so_since_the_entry_is_there(lead):
    begin(lead, **SINCE_MAY)
    said = {"name": "Mailchimp", "reason": "Ours"} | SINCE_MAY
    lead.post(reverse("admin:registry_processor_card", args=["mailchimp"]), said)
    vendor = Processor.objects.get()
    factories.country("US")
    offered = [one.pk for one in vendor.suggestions.all()]
    settle(vendor, accepted=offered, by="test", reason="So it is")
    with as_it_was(MAY):
        assert Processor.objects.get().country.code == "US"


def test_an_activity_of_the_library_states_the_day_that_somebody_said(lead):
    organisation = begin(lead, **SINCE_MAY)
    page = reverse("admin:registry_processingactivity_card", args=["newsletter"])
    said = {"name": "Newsletter", "reference": "N", "organisation": organisation.pk, "reason": "So"}
    assert lead.post(page, said | SINCE_MAY).status_code == 302
    assert ProcessingActivity.objects.get().starts_on == MAY
    with as_it_was(MAY):
        assert ProcessingActivity.objects.in_force(MAY).exists()


def test_the_form_of_a_new_entry_asks_since_when_beside_the_reason(lead):
    page = lead.get(reverse("admin:registry_body_add"))
    *_others, bar = [group for group in page.context_data["groups"] if group.is_bar]
    assert ["first_day"] in [[field.field.name for field in line] for line in bar.fieldset]
    assert page.text.count("Since when") == 1


@pytest.mark.parametrize(("on", "is_told"), [("2020-04-30", True), ("2020-05-01", False)])
def test_a_day_before_everything_on_record_says_so_on_each_page_of_a_day(lead, on, is_told):
    factories.make_processor(first_day=MAY)
    for page in (
        reverse("admin:registry_processor_changelist"),
        reverse("admin:registry_processingactivity_document"),
        reverse("admin:registry_seat_changelist"),
        reverse("admin:access"),
        reverse("admin:map"),
    ):
        text = lead.get(page, {"_on": on}).text
        told = "Nothing that anybody entered is on record for this day. The register begins on"
        assert (told in text) is is_told
        assert not is_told or "_on=2020-05-01" in text


def test_the_plain_words_are_about_fields_that_there_are():
    tables = (ProcessingActivity, Processor, ProcessorAgreement, Engagement, Transfer)
    fields = {
        table._meta.model_name: {field.name for field in table._meta.get_fields()}
        for table in tables
    }
    for words in (plain.HELP, plain.LABELS):
        for name, said in words.items():
            assert said.keys() <= fields[name]


def test_a_form_asks_in_plain_words_and_the_list_keeps_those_of_the_law(lead):
    form = lead.get(reverse("admin:registry_transfer_add")).context_data["adminform"].form
    assert form["organisation"].label == "Exporter (who sends)"
    assert str(Transfer._meta.get_field("organisation").verbose_name) == "exporter"


def test_a_day_that_was_suggested_is_not_typed_whatever_another_tab_has_left(lead):
    begin(lead, **SINCE_MAY)
    assert 'name="initial-since_on" value="2020-05-01"' in lead.get(step("contact")).text
    lead.get(reverse("admin:index"))  # in another tab: nothing is suggested any more
    said = {"since_when": "today", "since_on": "2020-05-01", "initial-since_on": "2020-05-01"}
    lead.post(step("contact"), {"email": "privacy@example.org"} | said)
    assert Contact.objects.get().first_day == timezone.localdate()
    assert Contact.objects.get().starts_on is None


def test_what_ships_is_listed_below_the_word_that_nobody_entered_anything(lead):
    factories.make_processor(first_day=MAY)
    basis = factories.legal_basis("6(1)(a)")
    text = lead.get(reverse("admin:registry_legalbasis_changelist"), {"_on": "2019-01-01"}).text
    assert "Nothing that anybody entered is on record for this day." in text
    assert basis.citation in text
