"""Before some steps, whoever is signed in says again who they are."""

import time

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from registry.models import EvidenceEvent, Person
from registry.records.events import EventName
from registry.records.personal import names_people
from requests_app.models import Reveal
from tests.registry.signing_in.door import PASSWORD, code, enter, somebody, with_app
from tests.requests_app.factories import make_requester
from tests.support import factories
from tests.support.signed_in import not_asked, set_records

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def lead(client):
    client.user = somebody(is_superuser=True)
    client.force_login(client.user)
    not_asked(client)
    return client


def of_people():
    person = factories.make_person()
    requester = make_requester()
    request = requester.request.pk
    return {
        "redaction": reverse("admin:registry_person_redact", args=[person.pk]),
        "reveal": reverse("admin:requests_app_datasubjectrequest_reveal", args=[request]),
        "retention": reverse("admin:requests_app_retentionrun_proposals"),
        "identification": reverse(
            "admin:requests_app_datasubjectrequest_step", args=["remove_identification"]
        ),
        "export": reverse("admin:registry_person_export"),
        "history": reverse("admin:registry_person_history_file", args=[person.pk]),
        "bundle": reverse("admin:registry_person_bundle", args=[person.pk]),
        "case file": reverse("admin:requests_app_datasubjectrequest_casefile_json", args=[request]),
        "account": reverse("admin:auth_user_change", args=[1]),
        "new account": reverse("admin:auth_user_add"),
        "password": reverse("admin:account_step", args=[factories.make_user().pk, "link"]),
        "role": reverse("admin:auth_group_change", args=[Group.objects.first().pk]),
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_of_these_asks_again_and_others_do_not(lead, method):
    for what, page in of_people().items():
        answer = getattr(lead, method)(page)
        assert answer.status_code == 302, what
        assert answer["Location"].startswith(f"{reverse('account_reauthenticate')}?next="), what
    assert lead.get(reverse("admin:registry_datacategory_export")).status_code == 200
    assert names_people(Person)


def test_what_was_sent_is_done_once_the_password_was_right(lead):
    page = of_people()["reveal"]
    asked = lead.post(page, {"reason": "They called"})["Location"]
    assert not Reveal.objects.exists()
    shown = lead.post(asked, {"password": PASSWORD})
    assert shown.status_code == 200
    assert Reveal.objects.get().why == "They called"
    assert lead.get(page).status_code == 200  # not asked twice within five minutes


@pytest.mark.parametrize("what", ["export", "history", "bundle", "case file"])
def test_before_a_file_it_leads_back_to_the_page_with_its_button(lead, what):
    """A browser that gets a file stays on the page that asked, with the password in it."""
    asked = lead.post(of_people()[what], {"format": "csv"})["Location"]
    shown = lead.post(asked, {"password": PASSWORD})
    assert shown.status_code == 302
    page = lead.get(shown["Location"])
    assert page.status_code == 200
    assert "Content-Disposition" not in page


def test_a_password_that_was_sent_is_not_kept_while_it_asks(lead):
    words = {"username": "new", "password1": "canary 27 in a cage", "usable_password": "true"}
    lead.post(of_people()["new account"], words)
    assert "canary" not in str(dict(lead.session))


def test_after_five_minutes_it_asks_again(lead):
    page = of_people()["export"]
    now = {"method": "password", "reauthenticated": True}
    set_records(lead, now | {"at": time.time() - 299})
    assert lead.get(page).status_code == 200
    set_records(lead, now | {"at": time.time() - 301})
    assert lead.get(page).status_code == 302


def test_a_code_does_as_well_as_the_password(lead):
    secret = with_app(lead.user)
    lead.force_login(lead.user)
    not_asked(lead)
    page = of_people()["export"]
    assert lead.get(page)["Location"].startswith(reverse("mfa_reauthenticate"))
    assert enter(lead, "mfa_reauthenticate", code(secret), next=page)["Location"] == page
    assert lead.get(page).status_code == 200


def test_a_wrong_one_is_an_event_and_nothing_is_done(lead):
    asked = lead.post(of_people()["reveal"], {"reason": "They called"})["Location"]
    page = lead.post(asked, {"password": "wrong"})
    assert "The password is wrong" in page.content.decode()
    event = EvidenceEvent.objects.get(name=EventName.PASSWORD_REFUSED)
    assert (event.author, event.about_id) == (lead.user.username, lead.user.pk)
    assert not Reveal.objects.exists()


def test_the_action_of_a_list_asks_too(lead):
    chosen = {"action": "export_chosen", "_selected_action": [factories.make_person().pk]}
    answer = lead.post(reverse("admin:registry_person_changelist"), chosen)
    assert answer["Location"].startswith(f"{reverse('account_reauthenticate')}?next=")
    set_records(lead, {"method": "password", "reauthenticated": True, "at": time.time()})
    file = lead.post(reverse("admin:registry_person_changelist"), chosen)
    assert "attachment" in file["Content-Disposition"]
