"""A mail to whoever owns an account when the way in is another: it may not have been them."""

import logging
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from registry.outgoing import NotTaken, deliver, has_server
from registry.records.events import EventName
from registry.signing_in.factors import FACTORS

logger = logging.getLogger(__name__)


def tell_owner(name: str, *, by, about, table, details: dict) -> None:
    """Where an address and a mail server are known. Who did it stands in the history."""
    if name != EventName.ACCOUNT_CHANGED or not isinstance(about, AbstractBaseUser):
        return
    if about.email and has_server() and (what := _in_words(details)):
        transaction.on_commit(partial(_send, about.pk, about.email, what), robust=True)


def _in_words(details: dict) -> str:
    """Empty where nothing is another, and for what comes with a factor: recovery codes."""
    if details.get("password") == "changed":
        return _("The password of your account on the register of processing was changed.")
    factor = details.get("factor", {})
    if factor.get("added") in FACTORS:
        return _("A second factor was added to your account on the register of processing.")
    if factor.get("removed") in FACTORS:
        return _("A second factor of your account on the register of processing was removed.")
    return ""


def _send(pk: int, email: str, what: str) -> None:
    advice = _("If that was not you, tell whoever looks after the accounts at once.")
    body = f"{what}\n\n{advice}\n"
    try:
        deliver(email, subject=_("Your account on the register"), body=body)
    except NotTaken as error:
        logger.warning("Account %s could not be told of its change: %s", pk, error)
