"""Signing in by OpenID Connect, against a provider that really answers."""

import re
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace
from urllib.parse import quote

import httpx
import joserfc.jwk
import jwt
import oidc_provider_mock
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from config.settings import provider_id
from registry.models import EvidenceEvent
from registry.records.events import EventName
from registry.signing_in.provider import Provider
from tests.registry.signing_in.door import HOME, code, enter, is_in, somebody, with_app
from tests.support.held import writers_lock_held
from tests.support.noted import facts_of, noting
from tests.support.waiting import wait_for

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore:.*deprecated"),  # of the provider, in a thread of its own
]
ADDRESS = "lead@example.org"


@pytest.fixture(scope="module")
def running():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(running, settings):
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"]["server_url"] = running

    def knows(subject, **claims):
        answer = httpx.put(f"{running}/users/{quote(subject)}", json=claims)
        assert answer.status_code == 204

    return knows


def come_from(subject, *, client=None, **more):
    """As a browser that the provider sends back."""
    client = client or Client()
    leads_to = client.get(reverse("openid_connect_login"), more)["Location"]
    assert "code_challenge=" in leads_to
    assert "state=" in leads_to
    back = httpx.post(leads_to, data={"sub": subject}).headers["Location"]
    began = time.monotonic()
    answer = client.get(back)
    answer.took = time.monotonic() - began
    return client, answer


def verified(address=ADDRESS):
    return {"email": address, "email_verified": True, "name": "Ada Canary"}


def test_the_account_is_found_by_the_verified_address_and_then_by_the_subject(provider):
    user = somebody(email=ADDRESS)
    provider("s-1", **verified(ADDRESS.upper()))
    with noting() as events:
        client, answer = come_from("s-1", next="/admin/auth/")
    assert answer["Location"] == "/admin/auth/"
    assert is_in(client)
    assert (EventName.ACCOUNT_CHANGED, {"provider": "connected"}) in facts_of(events)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (user, "s-1", {})
    user.refresh_from_db()
    assert user.has_usable_password()
    provider("s-1", email="another@example.org", email_verified=False)
    assert is_in(come_from("s-1")[0])
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    ("accounts", "claims"),
    [
        pytest.param([{}], {}, id="without an address"),
        pytest.param([{}], {"email": ADDRESS}, id="with an address that nobody verified"),
        pytest.param([{}], verified("x@example.org"), id="with an address that nobody has"),
        pytest.param([{}, {"username": "second"}], verified(), id="with one of two accounts"),
        pytest.param([{"is_active": False}], verified(), id="of a closed account"),
        pytest.param([{"is_staff": False}], verified(), id="of an account without staff"),
    ],
)
def test_nobody_comes_in_whom_no_account_stands_for(provider, accounts, claims):
    for fields in accounts:
        somebody(email=ADDRESS, **fields)
    before = len(accounts)
    provider("s-2", **claims)
    client, answer = come_from("s-2")
    assert "You have no account here" in answer.content.decode()
    assert not is_in(client)
    assert type(somebody()).objects.count() == before + 1
    assert not SocialAccount.objects.exists()
    assert EvidenceEvent.objects.get(name=EventName.SIGN_IN_REFUSED).facts["why"] == "no account"


def test_who_was_connected_and_is_off_the_staff_since_stays_out(provider):
    user = somebody(email=ADDRESS)
    provider("s-3", **verified())
    come_from("s-3")
    user.is_staff = False
    user.save()
    client, answer = come_from("s-3")
    assert answer.status_code == 403
    assert not is_in(client)


def test_a_second_subject_with_the_address_of_an_account_is_not_let_in(provider):
    somebody(email=ADDRESS)
    provider("s-4", **verified())
    provider("s-5", **verified())
    assert is_in(come_from("s-4")[0])
    assert not is_in(come_from("s-5")[0])


def test_the_subject_of_another_provider_is_somebody_else(provider):
    elsewhere = provider_id("https://login.example.org")
    assert elsewhere != provider_id("https://login.example.net")
    SocialAccount.objects.create(user=somebody(), provider=elsewhere, uid="s-10")
    provider("s-10", email="another@example.org", email_verified=True)
    client, answer = come_from("s-10")
    assert answer.status_code != 302 or "signup" in answer["Location"]
    assert not is_in(client)


def test_the_second_factor_is_asked_for_all_the_same(provider, settings):
    settings.REQUIRE_MFA = True
    user = somebody(email=ADDRESS)
    provider("s-6", **verified())
    client, _answer = come_from("s-6")
    assert client.get(HOME)["Location"].startswith(reverse("mfa_index"))
    secret = with_app(user)
    client, answer = come_from("s-6")
    assert answer["Location"] == reverse("mfa_authenticate")
    enter(client, "mfa_authenticate", code(secret))
    assert is_in(client)


def test_who_has_no_password_sets_up_a_factor_after_the_provider(provider, settings):
    settings.REQUIRE_MFA = True
    user = somebody(email=ADDRESS)
    user.set_unusable_password()
    user.save()
    provider("s-7", **verified())
    client, _answer = come_from("s-7")
    page = client.get(reverse("mfa_activate_totp"))
    now = code(page.context["form"].secret)
    assert enter(client, "mfa_activate_totp", now).status_code == 302
    assert client.get(HOME)["Location"].startswith(reverse("mfa_reauthenticate"))


def test_whoever_is_signed_in_cannot_be_made_to_connect_another_subject(provider, client):
    client.force_login(somebody(email="other@example.org"))
    provider("s-8", **verified())
    _client, answer = come_from("s-8", client=client, process="connect")
    assert "did not work" in answer.content.decode()
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_is_refused(provider, client):
    somebody(email=ADDRESS)
    provider("s-9", **verified())
    _client, _answer = come_from("s-9", client=Client())
    page = client.get(reverse("openid_connect_callback"), {"code": "x", "state": "y"})
    assert "did not work" in page.content.decode()
    assert not is_in(client)


def test_a_provider_that_is_away_is_said_to_be(client, settings):
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://localhost:1"
    page = client.get(reverse("openid_connect_login"))
    assert "did not answer as expected" in re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_comes_by_the_provider_waits_for_no_writer(provider):
    user = somebody(email=ADDRESS)
    for subject in ("s-11", "s-12"):
        provider(subject, **verified())
    came = []
    for is_known in (False, True):
        with writers_lock_held():
            client, answer = come_from("s-11")
            assert (answer.status_code, answer.took < 2) == (302, True)
            assert is_in(client)
            assert is_in(come_from("s-11")[0])
            # Of two with one address the first one has the account, written or not.
            assert not is_in(come_from("s-12")[0])
            assert SocialAccount.objects.exists() is is_known
        wait_for(SocialAccount.objects.exists)
        assert is_in(client)
        came.append(SocialAccount.objects.get().last_login)
    wait_for(lambda: SocialAccount.objects.get().last_login > came[0])
    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (user, "s-11")


def test_no_redirect_of_the_provider_is_followed(client, settings):
    """To wherever it leads: only addresses are asked that are set, or that the provider names."""
    asked = []

    class Leads(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *said):
            pass

    with HTTPServer(("127.0.0.1", 0), Leads) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        app["settings"]["server_url"] = f"http://127.0.0.1:{server.server_port}"
        page = client.get(reverse("openid_connect_login"))
        server.shutdown()
    assert page.status_code == 503
    assert len(asked) == 1


def test_a_provider_under_another_name_than_the_one_that_is_set_lets_nobody_in(
    provider, settings, monkeypatch
):
    somebody(email=ADDRESS)
    provider("s-13", **verified())
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"]["server_url"] = app["settings"]["server_url"].replace("localhost", "127.0.0.1")
    # The provider of the tests names itself by how it is asked.
    assert Client().get(reverse("openid_connect_login")).status_code == 302
    other = {"issuer": "https://login.example.net"}
    monkeypatch.setitem(app["settings"], "openid_configuration_overrides", other)
    assert Client().get(reverse("openid_connect_login")).status_code == 503


@pytest.mark.parametrize("told", [{"sub": "s-12"}, {}], ids=["another", "nobody"])
def test_what_is_told_of_another_than_the_token_names_lets_nobody_in(provider, monkeypatch, told):
    somebody(email=ADDRESS)
    provider("s-11", **verified())
    monkeypatch.setattr(Provider, "_fetch_user_info", lambda *args: told | verified())
    client, answer = come_from("s-11")
    assert "did not work" in answer.content.decode()
    assert not is_in(client)


def test_a_token_that_another_has_signed_lets_nobody_in(provider, monkeypatch):
    somebody(email=ADDRESS)
    provider("s-14", **verified())
    another = jwt.PyJWK.from_dict(joserfc.jwk.RSAKey.generate_key(2048).as_dict(private=False))
    monkeypatch.setattr(
        jwt, "PyJWKSet", SimpleNamespace(from_dict=lambda said: SimpleNamespace(keys=[another]))
    )
    client, answer = come_from("s-14")
    assert "did not work" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
