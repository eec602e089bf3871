"""The page on which something is removed for good: by whom, with what, and what is shown after."""

import pytest
from django.urls import reverse

from registry.admin.evidence import redactions
from registry.evidence.redaction.forgetting import offer
from registry.models import EvidenceEvent, Person
from registry.records.events import EventName
from registry.records.history import recorded
from tests.support import factories
from tests.support.taking import take

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def sign_in(client, role="dpo"):
    user = factories.make_user(role=role, is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def person():
    """Somebody on a committee, whose name was first written wrongly."""
    person = factories.make_person(code="treasurer-2018", name="Jann Doh", email="jan@example.org")
    with recorded(by="test", reason="Was called Jann Doh"):
        person.name = "Jan Doe"
        person.save()
    factories.make_seat(person=person, designation="Treasurer", remarks="Call in the evening")
    return person


def address(row):
    return reverse(f"admin:registry_{row._meta.model_name}_redact", args=[row.pk])


def offered(client, row):
    """The form as somebody opens it; none for those who may not."""
    page = client.get(address(row))
    return page.context["form"] if page.status_code == 200 else None


def redact(client, row, *chosen, follow=False, form=None, **said):
    form = form or offered(client, row)
    defaults = {
        "seen": form["seen"].initial if form else "",
        "ground": "erasure",
        "reason": "Asked for by letter",
    }
    return client.post(address(row), {"chosen": chosen, **defaults, **said}, follow=follow)


def boxes(form) -> dict[str, str]:
    """Of the form: what may be ticked, by its key, as it is written."""
    return {
        key: str(label) for _heading, some in form.fields["chosen"].choices for key, label in some
    }


def test_the_page_lists_what_there_is_without_saying_it(client, person):
    sign_in(client)
    change = client.get(reverse("admin:registry_person_change", args=[person.pk]))
    page = reverse("admin:registry_person_redact", args=[person.pk])
    assert f'href="{page}"' in change.content.decode()
    page = client.get(page)
    assert page.context["title"] == "Redact: treasurer-2018"
    shown = page.content.decode()
    for label in ["Name (2 versions)", "E-mail (2 versions)", "Seat: Treasurer", "Remarks (1 ver"]:
        assert label in shown
    assert "Jan Doe" not in shown
    assert "evening" not in shown


def test_what_was_chosen_goes_and_the_certificate_says_so_without_a_value(client, person):
    user = sign_in(client)
    page = redact(client, person, "registry.person:name", "registry.person:email", follow=True)
    event = EvidenceEvent.objects.get(name=EventName.REDACTED)
    address = reverse("admin:registry_evidenceevent_certificate", args=[event.pk])
    assert page.redirect_chain == [(address, 302)]
    certificate = page.content.decode()
    for said in [
        "Person: treasurer-2018",
        "e-mail, name",
        user.username,
        "Asked for by letter",
        "Article 17",
        "All match.",
    ]:
        assert said in certificate
    assert "Jan Doe" not in certificate
    person.refresh_from_db()
    assert (person.name, person.email) == ("[removed]", "")
    assert set(person.history.values_list("name", flat=True)) == {"[removed]"}
    assert person.seats.get().remarks == "Call in the evening"


@pytest.mark.slow
def test_the_history_says_when_by_whom_and_why_and_leads_to_the_certificate(client, person):
    user = sign_in(client)
    redact(client, person, "registry.person:name")
    event = EvidenceEvent.objects.get(name=EventName.REDACTED)
    address = reverse("admin:registry_evidenceevent_certificate", args=[event.pk])
    first = person.history.earliest("history_id")
    for page in [
        reverse("admin:registry_person_history", args=[person.pk]),
        reverse("admin:registry_person_version", args=[person.pk, first.pk]),
    ]:
        shown = client.get(page).content.decode()
        assert f"by {user.username}: Name. Ground: a request for erasure" in shown
        assert f'href="{address}"' in shown
    assert (
        address
        in client.get(
            reverse("admin:registry_evidenceevent_change", args=[event.pk])
        ).content.decode()
    )


@pytest.mark.slow
def test_a_reason_that_quotes_what_goes_is_shown_ticked_and_goes_with_it(client, person):
    sign_in(client)
    form = offered(client, person)
    ticked = form["chosen"].initial
    redact(client, person, *ticked, form=form)
    assert "Jann" not in str(list(person.history.values()))


@pytest.mark.slow
def test_a_reason_stays_where_its_tick_is_removed(client, person):
    sign_in(client)
    redact(client, person, "registry.person:name")
    assert "Was called Jann Doh" in str(list(person.history.values()))
    assert "Jann" not in person.history.earliest().name


@pytest.mark.slow
def test_other_entries_that_ever_named_the_person_are_listed_when_asked(client, person):
    sign_in(client)
    processor = factories.make_processor(name="Acme", remarks="Ask Jan Doe")
    with recorded(by="test", reason="Nobody to be asked"):
        processor.remarks = ""
        processor.save()
    page = reverse("admin:registry_person_redact", args=[person.pk])
    other = reverse("admin:registry_processor_redact", args=[processor.pk])
    assert other not in client.get(page).content.decode()
    assert (
        f'<a href="{other}">Processor: Acme</a>'
        in client.get(page, {"elsewhere": ""}).content.decode()
    )


def test_that_more_entries_may_name_the_person_is_said(client, person, monkeypatch):
    sign_in(client)
    monkeypatch.setattr(redactions, "MOST", 1)
    page = reverse("admin:registry_person_redact", args=[person.pk]) + "?elsewhere"
    factories.make_processor(remarks="Ask Jan Doe")
    factories.make_processor(remarks="Ask Jan Doe too")
    assert "These are the first 1." in client.get(page).content.decode()


@pytest.mark.slow
def test_reasons_and_authors_go_where_they_are_chosen(client, person):
    sign_in(client)
    before = person.history.count()
    redact(client, person, "history_change_reason", "history_author")
    older = person.history.order_by("history_id")[:before]
    assert set(older.values_list("history_author", "history_user_id")) == {("[removed]", None)}
    assert set(older.values_list("history_change_reason", flat=True)) == {"[removed]"}


def told(page) -> list[str]:
    """What the page after a redaction says that it did."""
    return [str(message) for message in page.context["messages"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("later", "told_of"),
    [
        ([], "Removed from 1 version and from the current entry."),
        (["By phone"], "Removed from 2 versions and from the current entry."),
        ([""], "Removed from 1 version or event."),
        (["By phone", ""], "Removed from 2 versions or events."),
    ],
)
def test_it_is_told_from_how_many_versions_it_went_and_whether_from_today(client, later, told_of):
    sign_in(client)
    person = factories.make_person(remarks="By phone")
    for number, remarks in enumerate(later):
        with recorded(by="test", reason="Another day"):
            person.email, person.remarks = f"{number}@example.org", remarks
            person.save()
    assert told(redact(client, person, "registry.person:remarks", follow=True)) == [told_of]


@pytest.mark.slow
def test_what_waited_to_be_said_of_the_entry_is_not_said_any_more(client):
    sign_in(client)
    contact = factories.make_contact(value="jan@example.org")
    form = offered(client, contact)
    assert take(client, "retire", contact).status_code == 302  # to a page that would say so
    seen = offer(contact).seal
    page = redact(client, contact, "registry.contact:value", form=form, seen=seen, follow=True)
    assert told(page) == ["Removed from 2 versions and from the current entry."]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"reason": "Jan Doe left"}, "__all__", id="a reason that keeps the name"),
        pytest.param({"reason": ""}, "reason", id="no reason"),
        pytest.param({"ground": "whim"}, "ground", id="no ground"),
    ],
)
def test_what_is_refused_removes_nothing_and_is_said(client, person, said, field):
    sign_in(client)
    page = redact(client, person, "registry.person:name", **said)
    assert page.context["form"].errors[field]
    assert Person.objects.get().name == "Jan Doe"
    assert not EvidenceEvent.objects.filter(name=EventName.REDACTED).exists()


@pytest.mark.parametrize("role", ["editor", "auditor", "requests officer", "committee reader"])
def test_only_the_privacy_lead_may(client, person, role):
    sign_in(client, role)
    assert redact(client, person, "registry.person:name").status_code in {403, 404}
    assert Person.objects.get().name == "Jan Doe"
