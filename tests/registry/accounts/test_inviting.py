"""A link lets its owner choose a password: once, for days, and never for somebody else."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from registry.accounts import changing, inviting
from registry.models import EvidenceEvent
from tests.registry.signing_in.door import sign_in, somebody
from tests.support import factories
from tests.support.signed_in import not_asked

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CHOSEN = {"new_password1": "a quiet river in spring", "new_password2": "a quiet river in spring"}
WHY = {"reason": "The board decided"}
ASKED = {"username": "new", "email": "", "names": ["editor"], **WHY}


@pytest.fixture
def lead(client):
    client.user = factories.make_user(role="dpo")
    client.force_login(client.user)
    return client


def account():
    return get_user_model().objects.get(username="new")


def chosen(link, data=CHOSEN):
    browser = Client()
    page = browser.get(link, follow=True)
    if not page.context["validlink"]:
        return None
    return browser.post(page.request["PATH_INFO"], data)


def link_on(page):
    return re.search(r'value="http://testserver(/account/invitation/[^"]+)"', page.text)[1]


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def test_without_mail_the_link_is_shown_once_and_counts_once(lead):
    link = link_on(lead.post(reverse("admin:invite"), ASKED))
    assert link not in lead.get(reverse("admin:account", args=[account().pk])).text
    assert chosen(link, {"new_password1": "short", "new_password2": "short"}).status_code == 200
    assert chosen(link)["Location"] == reverse("account_login")
    assert account().check_password(CHOSEN["new_password1"])
    assert chosen(link) is None
    event = EvidenceEvent.objects.filter(about_id=account().pk).first()
    assert (event.author, event.facts["password"]) == ("new", "changed")


@pytest.mark.parametrize(
    ("address", "is_told"),
    [("http://127.0.0.1:8877", True), ("https://register.example.org", False)],
)
def test_a_link_that_nobody_else_can_follow_is_said_to_be_one(lead, settings, address, is_told):
    settings.BASE_URL = address
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = lead.post(reverse("admin:invite"), ASKED)
    assert f'value="{address}/account/invitation/' in page.text
    assert ("This link opens on this machine alone." in page.text) is is_told
    assert 'data-copy="link"' in page.text


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def test_a_second_click_is_answered_as_the_first(lead):
    invite, asked = reverse("admin:invite"), ASKED | {"form_number": "1"}
    assert link_on(lead.post(invite, asked))
    assert chosen(link_on(lead.post(invite, asked)))
    there = reverse("admin:account", args=[account().pk])
    assert lead.post(invite, asked).url == there  # not once somebody has chosen a password
    for name in ("deactivate", "activate"):
        step = reverse("admin:account_step", args=[account().pk, name])
        sent = WHY | {"form_number": name}
        assert [lead.post(step, sent).url for _click in range(2)] == [there, there]
    step = reverse("admin:account_step", args=[account().pk, "link"])
    lead.post(step, WHY | {"form_number": "2"})
    assert chosen(link_on(lead.post(step, WHY | {"form_number": "2"})))


def test_with_mail_it_goes_to_its_owner_once(lead):
    asked = ASKED | {"email": "new@example.org", "form_number": "1"}
    ways = {lead.post(reverse("admin:invite"), asked).url for _click in range(2)}
    assert ways == {reverse("admin:account", args=[account().pk])}
    assert len(mail.outbox) == 1


def test_with_mail_it_goes_to_its_owner_and_nobody_else_sees_it(lead):
    answer = lead.post(reverse("admin:invite"), ASKED | {"email": "new@example.org"})
    assert answer.status_code == 302
    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    assert "new" not in message.subject
    link = re.search(r"http://testserver(/account/\S+)", message.body)[1]
    assert chosen(link).status_code == 302


def test_a_link_ends_with_its_time_with_a_newer_one_and_with_the_account(lead, settings):
    inviting.invite(username="new", email="", names=["editor"], by=lead.user, reason="Why")
    step = reverse("admin:account_step", args=[account().pk, "link"])
    older = link_on(lead.post(step, WHY))
    newer = link_on(lead.post(step, WHY))
    assert chosen(older) is None
    changing.deactivate(account(), by=lead.user, **WHY)
    assert chosen(newer) is None
    changing.reactivate(account(), by=lead.user, **WHY)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert chosen(newer) is None


def test_each_page_that_changes_something_asks_again_who_it_is(lead):
    colleague = factories.make_user(role="editor")
    not_asked(lead)
    for page in ("invite", "roles", "deactivate", "factors", "link"):
        address = reverse("admin:invite")
        if page != "invite":
            address = reverse("admin:account_step", args=[colleague.pk, page])
        answer = lead.post(address, WHY)
        assert answer["Location"].startswith(reverse("account_reauthenticate")), page
    assert lead.get(reverse("admin:accounts")).status_code == 200


def test_sessions_end_with_the_roles_that_they_had(lead):
    colleague = somebody()
    browser, _answer = sign_in(colleague)
    step = reverse("admin:account_step", args=[colleague.pk, "roles"])
    assert browser.get(reverse("admin:index")).status_code == 200
    assert lead.post(step, {"names": ["auditor"], **WHY}).status_code == 302
    assert browser.get(reverse("admin:index")).status_code == 302
    assert lead.get(reverse("admin:index")).status_code == 200


def test_the_page_says_in_words_what_is_in_the_way(lead):
    own = reverse("admin:account", args=[lead.user.pk])
    assert "Nobody changes their own rights" in lead.get(own).text
    step = reverse("admin:account_step", args=[lead.user.pk, "deactivate"])
    assert lead.post(step, WHY).status_code == 403
    page = lead.get(reverse("admin:accounts")).text
    assert "Privacy lead (or data protection officer): works on all of the register" in page
