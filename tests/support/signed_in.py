"""Who is signed in: by `force_login` as after all that the door may ask, or before all of it."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

OF_WHOM = "account_authentication_methods_user"


@receiver(user_logged_in)
def asked_again_just_now(sender, request, user, **kwargs):
    """Only of `force_login`, whose request comes from nowhere: few tests are about the door."""
    if "REMOTE_ADDR" not in request.META:
        request.session.update(session_of(user))


def session_of(user) -> dict:
    record = {"method": "password", "at": time.time(), "reauthenticated": True}
    return {AUTHENTICATION_METHODS_SESSION_KEY: [record], OF_WHOM: user_id_to_str(user)}


def not_asked(client) -> None:
    """As somebody who signed in with a password, and was asked nothing since."""
    set_records(client, {"method": "password", "at": time.time()})


def set_records(client, *records: dict) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = list(records)
    session.save()
