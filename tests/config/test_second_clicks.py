"""Whatever a form asks is done once, and a second click is answered like the first one."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from registry.accounts import inviting
from registry.asking import links
from registry.library import shelf
from registry.library.shelf import questions_for
from registry.models import (
    AskedColleague,
    AskedWork,
    EvidenceAnchor,
    EvidenceEvent,
    ProcessingActivity,
    Processor,
)
from registry.vocabulary import EventName
from requests_app.models import RetentionRun
from tests.registry.admin.forms import as_sent
from tests.registry.signing_in.door import PASSWORD, code, with_app
from tests.support.factories import make_activity, make_organisation, make_person, make_user
from tests.support.signed_in import set_records
from tests.support.tables import everything

# That each form has its number: tests/templates/test_numbers.py.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]


@pytest.fixture
def lead(client):
    client.user = make_user(role="dpo", password=PASSWORD)
    client.force_login(client.user)
    return client


def state():
    return everything(), EvidenceEvent.objects.count(), AskedWork.objects.count()


def twice(client, url, said, **more):
    """What is answered to both, and that the second one changed nothing."""
    data = {"form_number": "n1", **said}
    first = client.post(url, data, **more)
    before = state()
    second = client.post(url, data, **more)
    assert state() == before
    assert (first.status_code, first.get("Location")) == (
        second.status_code,
        second.get("Location"),
    ), second.content.decode()
    return first, second


WHY = {"reason": "The board decided"}


def test_the_password_of_an_invitation(client):
    account = inviting.invite(username="new", email="", names=["editor"], by="test", reason="Why")
    page = client.get(inviting.link_of(account, RequestFactory().get("/")), follow=True)
    chosen = dict.fromkeys(("new_password1", "new_password2"), "a quiet river in spring")
    first, _second = twice(client, page.request["PATH_INFO"], chosen)
    assert first["Location"] == reverse("account_login")


def test_the_own_password(lead):
    chosen = dict.fromkeys(("password1", "password2"), "a quiet river in spring")
    twice(lead, reverse("account_change_password"), {"oldpassword": PASSWORD, **chosen})
    lead.user.refresh_from_db()
    assert lead.user.check_password(chosen["password1"])
    assert not EvidenceEvent.objects.filter(name=EventName.PASSWORD_REFUSED).exists()


def test_a_factor_that_is_set_up(lead):
    page = reverse("mfa_activate_totp")
    said = {"code": code(lead.get(page).context["form"].secret), "form_number": "n1"}
    first, second = lead.post(page, said), lead.post(page, said)
    # To use it is what the door asks for before anything else.
    assert (first.url, second.url.partition("?")[0]) == (
        reverse("mfa_view_recovery_codes"),
        reverse("mfa_reauthenticate"),
    )
    assert Authenticator.objects.filter(type="totp").count() == 1


@pytest.mark.parametrize("name", ["mfa_generate_recovery_codes", "mfa_deactivate_totp"])
def test_new_codes_and_a_factor_that_is_removed(lead, name):
    with_app(lead.user)
    used = Authenticator.objects.get(type="totp").pk
    said = {"method": "mfa", "id": used, "at": time.time(), "reauthenticated": True}
    set_records(lead, said)
    twice(lead, reverse(name), {})


def test_a_session_that_is_ended(lead):
    other = UserSession.objects.create(
        user=lead.user, session_key="other", ip="127.0.0.1", user_agent=""
    )
    twice(lead, reverse("session_end", args=[other.pk]), {})


def test_an_account_of_djangos_own_page(client):
    client.force_login(make_user(is_superuser=True))
    typed = {"username": "new"}
    twice(client, reverse("admin:auth_user_add"), typed)
    again = client.post(reverse("admin:auth_user_add"), {"username": "NEW"})
    assert "Another account has this name." in again.text


def test_the_page_of_a_checkpoint(lead):
    page = reverse("admin:registry_evidenceanchor_page")
    size = lead.get(page).context["checkpoint"].size
    twice(lead, page, {"size": size, "target": "Minutes"})
    assert EvidenceAnchor.objects.count() == 1


def test_a_redaction(lead):
    person = make_person(email="jan@example.org")
    page = reverse("admin:registry_person_redact", args=[person.pk])
    form = lead.get(page).context["form"]
    keys = [key for _heading, some in form.fields["chosen"].choices for key, _label in some]
    said = {"chosen": keys, "seen": form["seen"].initial, "ground": "erasure", **WHY}
    twice(lead, page, said)
    assert EvidenceEvent.objects.filter(name=EventName.REDACTED).count() == 1


def test_what_is_asked_for_beside_the_requests(lead):
    twice(lead, reverse("admin:work"), {"kind": "verification"})
    AskedWork.objects.update(state="done")
    twice(lead, reverse("admin:runs"), {"job": "send_reminders"})
    assert AskedWork.objects.count() == 2


def test_a_file_that_is_confirmed(lead):
    file = SimpleUploadedFile("processors.csv", b"name\nZapier\n")
    page = lead.post(reverse("admin:registry_processor_import"), {"file": file}).text
    token = re.search(r'name="token" value="(\w+)"', page)[1]
    twice(lead, reverse("admin:registry_processor_process_import"), {"token": token})
    assert Processor.objects.count() == 1


@pytest.mark.parametrize("table", ["processor", "processingactivity"])
def test_a_card_of_the_library(lead, table):
    make_organisation()
    cards = shelf.vendors() if table == "processor" else shelf.activities()
    page = reverse(f"admin:registry_{table}_card", args=[next(iter(cards))])
    form = lead.get(page).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    organisation = {"organisation": make_organisation().pk} if table != "processor" else {}
    twice(lead, page, {**said, **organisation, **WHY})
    assert (Processor if table == "processor" else ProcessingActivity).objects.count() == 1


def test_a_colleague_who_answers_and_the_answers_that_are_taken(lead):
    now = timezone.now()
    asked = links.ask(make_activity(), questions_for(""), by=lead.user, days=7, now=now)
    outside = reverse("colleague_answer", args=[links.token_of(asked)])
    twice(Client(), outside, {"answer-owner": "Office"})
    assert Client().post(outside, {"answer-owner": "Somebody else"}).status_code == 410
    page = reverse("admin:registry_processingactivity_proposal", args=[asked.activity_id])
    taken = {"answer-owner": "Office", "take-owner": "on", **WHY}
    first, _second = twice(lead, f"{page}?asked={asked.pk}", taken)
    assert first.status_code == 302
    assert not AskedColleague.objects.exists()


def test_what_retention_removes(lead):
    page = reverse("admin:requests_app_retentionrun_proposals")
    twice(lead, page, {"proposal": ["texts-1"]})
    assert RetentionRun.objects.count() <= 1


def test_an_entry_that_is_added(lead):
    page = reverse("admin:registry_processor_add")
    typed = {name: value for name, value in as_sent(lead.get(page)).items() if value}
    twice(lead, page, typed | {"name": "Acme", "change_reason": "New"})
    assert Processor.objects.count() == 1
