"""Going through the door as a browser does, without one: passwords, codes and what they lead to."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from tests.support.factories import make_user

PASSWORD = "a long word that nobody guesses"
HOME = "/admin/"
# The page that costs least of those which only they see who are in.
LIGHT = "/admin/jsi18n/"


def is_in(client) -> bool:
    return client.get(LIGHT).status_code == 200


def somebody(**fields):
    return make_user(**{"role": "dpo", "password": PASSWORD} | fields)


def with_app(user) -> str:
    """Sets up an authenticator app, and recovery codes; gives the key of the app."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code(secret: str) -> str:
    counter = int(time.time()) // 30
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def recovery_codes(user) -> list[str]:
    codes = Authenticator.objects.get(user=user, type="recovery_codes")
    return codes.wrap().get_unused_codes()


def sign_in(user, password=PASSWORD, *, client=None, **how):
    """Gives the client, and the answer to the password."""
    client = client or Client()
    said = {"login": user.get_username(), "password": password}
    return client, client.post(reverse("account_login"), said | how)


def enter(client, page: str, what: str, *, field="code", **more):
    return client.post(reverse(page), {field: what, **more})
