"""No page of staff opens to a session that used no second factor, where one is asked for."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from tests.registry.signing_in.door import (
    HOME,
    code,
    enter,
    recovery_codes,
    sign_in,
    somebody,
    with_app,
)
from tests.support.signed_in import set_records

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What is for everyone, by the name of its address, and what is there to sign in and out.
FOR_EVERYONE = {
    *("home", "processors", "processors_json", "processors_csv", "healthz"),
    *("request_new", "request_notice", "request_sent", "request_confirm", "requests_due"),
    *("account_login", "account_inactive", "account_logout", "admin:login", "admin:logout"),
    *("mfa_authenticate", "mfa_login_webauthn", "invitation", "colleague_answer"),
    *("openid_connect_login", "openid_connect_callback"),
    *("socialaccount_login_cancelled", "socialaccount_login_error"),
}
SET_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
USE = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


@pytest.fixture(autouse=True)
def asked(settings):
    settings.REQUIRE_MFA = True


def all_addresses(resolver=None, names=()):
    """Name and address of each page there is, with something in the place of what it is about."""
    resolver = resolver or get_resolver()
    for name in filter(lambda name: isinstance(name, str), resolver.reverse_dict):
        for candidates, *_rest in resolver.reverse_dict.getlist(name):
            for address, parameters in candidates:
                yield ":".join((*names, name)), address % dict.fromkeys(parameters, "1")
    for name, (prefix, inner) in resolver.namespace_dict.items():
        for full, address in all_addresses(inner, (*names, name)):
            yield full, prefix + address


ADDRESSES = sorted(set(all_addresses()))


def test_there_are_addresses_to_try():
    assert len(ADDRESSES) > 500
    assert {name for name, _address in ADDRESSES} >= FOR_EVERYONE | SET_UP | USE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "has_factor", "addresses"),
    [
        pytest.param("get", False, ADDRESSES, id="an account without a factor"),
        pytest.param("post", True, ADDRESSES, id="a session from before the factor"),
        # The door looks at the address, and not at what is done there.
        pytest.param("post", False, ADDRESSES[::20], id="an account without a factor, sending"),
        pytest.param("get", True, ADDRESSES[::20], id="a session from before, looking"),
    ],
)
def test_every_page_of_staff_leads_to_the_factor(method, has_factor, addresses):
    opens, leads_to = USE, "/account/factors/confirm/"
    if not has_factor:
        opens, leads_to = SET_UP, "/account/factors/"
    user = somebody(is_superuser=True)
    client, _answer = sign_in(user)
    if has_factor:
        with_app(user)
        client.force_login(user)
        set_records(client, {"method": "password", "at": time.time(), "reauthenticated": True})
    let_in = [
        f"{method} /{address}"
        for name, address in addresses
        if name not in FOR_EVERYONE | opens
        for answer in [getattr(client, method)(f"/{address}")]
        if not (answer.status_code == 302 and answer["Location"].startswith(f"{leads_to}?next="))
    ]
    assert let_in == []


def test_with_the_factor_of_the_account_the_pages_open():
    user = somebody()
    secret = with_app(user)
    client, answer = sign_in(user)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(HOME).status_code == 302  # not signed in yet
    assert enter(client, "mfa_authenticate", code(secret))["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_a_session_from_before_uses_the_factor_and_goes_on():
    user = somebody()
    secret = with_app(user)
    client = Client()
    client.force_login(user)
    assert client.get(HOME)["Location"] == "/account/factors/confirm/?next=%2Fadmin%2F"
    password = {"password": "wrong or right", "next": HOME}
    assert client.post(reverse("account_reauthenticate"), password)["Location"].startswith(
        reverse("mfa_reauthenticate")
    )
    assert enter(client, "mfa_reauthenticate", code(secret), next=HOME)["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_who_sets_up_a_factor_then_uses_it_and_only_then_sees_the_recovery_codes():
    user = somebody()
    client, _answer = sign_in(user)
    assert client.get(HOME)["Location"].startswith("/account/factors/?")
    confirm = client.get(reverse("mfa_activate_totp"))["Location"]
    client.post(confirm, {"password": "a long word that nobody guesses"})
    page = client.get(reverse("mfa_activate_totp"))
    now = code(page.context["form"].secret)
    codes = enter(client, "mfa_activate_totp", now)["Location"]
    assert codes == reverse("mfa_view_recovery_codes")
    assert client.get(codes)["Location"].startswith(reverse("mfa_reauthenticate"))
    assert enter(client, "mfa_reauthenticate", now, next=codes)["Location"] == codes
    shown = client.get(codes).content.decode()
    assert all(one in shown for one in recovery_codes(user))
    assert client.get(HOME).status_code == 200


def test_a_recovery_code_lets_in_once_and_other_factors_are_set_up_then():
    user = somebody()
    with_app(user)
    lost = recovery_codes(user)[0]
    client, _answer = sign_in(user)
    assert enter(client, "mfa_authenticate", lost)["Location"] == HOME
    assert client.get(HOME).status_code == 200
    again, _answer = sign_in(user)
    assert "already" in enter(again, "mfa_authenticate", lost).content.decode()
    assert again.get(HOME).status_code == 302
    assert len(recovery_codes(user)) == 9


def test_a_factor_that_was_taken_away_counts_no_more():
    user = somebody()
    secret = with_app(user)
    client, _answer = sign_in(user)
    enter(client, "mfa_authenticate", code(secret))
    Authenticator.objects.filter(user=user).delete()
    assert client.get(HOME).status_code == 302
    client.force_login(user)
    factor = {"method": "mfa", "at": time.time(), "id": 1, "type": "totp"}
    set_records(client, factor)
    assert client.get(HOME)["Location"].startswith(reverse("mfa_index"))


def test_the_factor_takes_no_query_of_its_own(settings):
    user = somebody()
    secret = with_app(user)
    client, _answer = sign_in(user)
    enter(client, "mfa_authenticate", code(secret))
    page = reverse("admin:registry_country_changelist")
    counts = []
    for settings.REQUIRE_MFA in (True, True, False):  # the first fills what is kept
        with CaptureQueriesContext(connection) as taken:
            assert client.get(page).status_code == 200
        counts.append(len(taken))
    assert counts[1] == counts[2]


def test_roles_may_be_told_apart(settings):
    settings.REQUIRE_MFA_ROLES = ["dpo"]
    reader, lead, admin = (
        somebody(role="committee reader"),
        somebody(role="dpo"),
        somebody(role=None, is_superuser=True),
    )
    answers = {user: sign_in(user)[0].get(HOME).status_code for user in (reader, lead, admin)}
    assert answers == {reader: 200, lead: 302, admin: 302}
    reader.groups.add(Group.objects.get(name="dpo"))
    assert sign_in(reader)[0].get(HOME).status_code == 302


def test_where_no_factor_is_asked_for_one_that_is_there_still_guards_itself(settings):
    settings.REQUIRE_MFA = False
    user = somebody()
    client, _answer = sign_in(user)
    assert client.get(HOME).status_code == 200
    with_app(user)
    client.force_login(user)
    assert client.get(HOME).status_code == 200
    for page in ["mfa_deactivate_totp", "mfa_view_recovery_codes", "account_change_password"]:
        assert client.get(reverse(page))["Location"].startswith(reverse("mfa_reauthenticate")), page


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_password_is_called_too_little_only_where_it_is(settings, is_asked):
    settings.REQUIRE_MFA = is_asked
    client, _answer = sign_in(somebody())
    page = client.get(reverse("mfa_index")).content.decode()
    assert ("A password alone is not enough here" in page) == is_asked
    assert ("None of these is required here" in page) != is_asked


# The one door


@pytest.mark.parametrize(
    ("old", "leads_to"),
    [
        ("/admin/login/", "/account/login/?next=%2Fadmin%2F"),
        ("/admin/login/?next=/admin/auth/", "/account/login/?next=%2Fadmin%2Fauth%2F"),
        ("/admin/login/?next=https://evil.example/", "/account/login/?next=%2Fadmin%2F"),
        ("/admin/login/?next=//evil.example/", "/account/login/?next=%2Fadmin%2F"),
        ("/admin/password_change/", "/account/password/"),
        ("/admin/", "/admin/login/?next=/admin/"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_old_address_leads_to_the_one_door(client, old, leads_to, method):
    said = {"username": somebody().username, "password": "a long word that nobody guesses"}
    answer = getattr(client, method)(old, said if method == "post" else None)
    if "password_change" in old:
        assert answer.status_code == 302
    else:
        assert answer["Location"] == leads_to
    assert not client.session.get("_auth_user_id")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:x"]
)
def test_an_address_elsewhere_leads_home(settings, elsewhere):
    settings.REQUIRE_MFA = False
    settings.CSRF_TRUSTED_ORIGINS = ["https://evil.example"]
    client, answer = sign_in(somebody(), next=elsewhere)
    assert answer["Location"] == HOME
    assert client.get(f"/account/login/?next={elsewhere}")["Location"] == HOME


def test_nobody_signs_up_and_no_account_without_staff_comes_in(settings):
    settings.REQUIRE_MFA = False
    assert Client().get("/account/signup/").status_code == 404
    client, _answer = sign_in(somebody(is_staff=False, role=None))
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("page", ["account_login", "account_change_password", "mfa_index"])
def test_no_browser_keeps_the_pages_of_the_door(client, settings, page):
    settings.REQUIRE_MFA = False
    client.force_login(somebody())
    answer = client.get(reverse(page))
    assert "no-store" in answer["Cache-Control"]
    assert "camera=()" in answer["Permissions-Policy"]
