"""Sign-ins that failed or were refused: each a line of the server's log, few of them events.

Nothing that somebody typed is kept, not even a name that no account has.
"""

import logging
import sqlite3
from datetime import timedelta
from functools import partial

from allauth.core import context
from allauth.mfa.signals import authentication_failed
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registry.records.events import EventName, announce
from registry.serving.later import now_or_later
from registry.serving.visitors import visitor_of

logger = logging.getLogger(__name__)

# Of each account and each address there is an event at the first failure of an hour, and then only
# when their number has one digit more. So the log says how many, and nobody can fill it.
TOLD_AT = frozenset(10**digits for digits in range(12))
# So many events an hour in all; then only the next of a thousand, of ten thousand and so on.
MOST_AN_HOUR = 300
HOUR = timedelta(hours=1)


def failed(request: HttpRequest, user, **how) -> None:
    """A wrong password, code or key. Of somebody who is signed in: when asked again."""
    if _signed_in(request):
        _count(EventName.PASSWORD_REFUSED, request, request.user, how)
    else:
        _count(EventName.SIGN_IN_FAILED, request, user, how)


def refused(request: HttpRequest, why: str, user=None) -> None:
    """Whatever was entered: too many tries, no account, an account that is closed."""
    _count(EventName.SIGN_IN_REFUSED, request, user or _signed_in(request), {"why": why})


def _signed_in(request: HttpRequest | None):
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


@receiver(user_login_failed)
def _wrong_password(sender, credentials, request=None, **kwargs):
    name = credentials.get("username", "")
    failed(request, get_user_model().objects.filter(username=name).first(), means="password")


@receiver(authentication_failed)
def _wrong_code(sender, request, user, authenticator, **kwargs):
    failed(request, user, means=authenticator.type)


def _count(name: EventName, request: HttpRequest | None, user, facts: dict) -> None:
    request = request or context.request
    hour = f"{timezone.now():%Y-%m-%dT%H}"
    address = _pseudonym(request, hour)
    whose = f"account {user.pk}" if user else f"address {address}"
    try:
        count = _one_more(f"{name} {whose} {hour}")
        logger.warning("%s: %s, address %s, %s this hour", name.value, whose, address, count)
        if count not in TOLD_AT:
            return
        told = _one_more(f"told {hour}")
        if told > MOST_AN_HOUR and told not in TOLD_AT:
            return
        by = user if name == EventName.PASSWORD_REFUSED else "visitor"
        facts = facts | {"count": count, "address": address}
        note = partial(announce, name, by=by, about=user, table=get_user_model(), **facts)
        now_or_later(note, f"{name.value}: {whose}")
    except (DatabaseError, sqlite3.Error):
        # Whoever signs in does not wait for the log, and is not told about it either.
        logger.exception("An attempt to sign in could not be recorded.")


def _pseudonym(request: HttpRequest, hour: str) -> str:
    """Tells the addresses of one day apart. The address cannot be found from it without the key."""
    said = f"{hour[:10]} {visitor_of(request)}"
    return salted_hmac("registry.signing_in.attempts", said, algorithm="sha256").hexdigest()[:12]


def _one_more(what: str) -> int:
    digest = salted_hmac("registry.signing_in.attempts.count", what, algorithm="sha256")
    return cache.one_more(f"sign-in:{digest.hexdigest()}", HOUR.total_seconds())
