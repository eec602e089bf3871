"""How long a session lasts, and when those of an account end."""

import time
from functools import partial

from allauth.account.adapter import get_adapter
from allauth.account.signals import authentication_step_completed
from allauth.account.signals import user_logged_in as signed_in_by_allauth
from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.usersessions.models import UserSession
from allauth.usersessions.signals import on_user_logged_in
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from registry.records.events import EventName, current_session_key
from registry.serving.beside import beside
from registry.serving.later import now_or_later
from registry.serving.session_store import remove_beside

BEGAN, USED = "signed_in_at", "used_at"
# A use is noted so often at most, for it costs a write: a session ends up to a minute early.
NOTED_EVERY = 60  # seconds

# allauth's own would have who signs in wait for whoever writes, where SQLite has one writer.
signed_in_by_allauth.disconnect(on_user_logged_in)


@receiver(user_logged_in)
def begin(sender, request, user, **kwargs):
    """Whatever signed in: a session that nobody knows of could not be ended."""
    request.session[BEGAN] = request.session[USED] = int(time.time())
    if not request.session.session_key:
        request.session.save()
    _list(request, user)


@receiver(authentication_step_completed)
def renew(sender, request, user, reauthenticated=False, **kwargs):
    """Who said again who they are goes on under another key: an earlier one opens nothing."""
    if reauthenticated:
        request.session.cycle_key()
        _list(request, user)


def _list(request, user) -> None:
    """Among the sessions of the account, now or as soon as whoever is writing has ended."""
    key, place = request.session.session_key, beside()
    session = UserSession(
        user=user,
        session_key=key,
        ip=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:HTTP_USER_AGENT_MAX_LENGTH],
    )
    if place:  # until it is written, it is known from here: see `end`
        place.set(f"{_listed(user)}{key}", "", settings.SESSION_IDLE_SECONDS)

    def note():
        UserSession.objects.purge_and_list(user)
        UserSession.objects.filter(session_key=key).delete()
        session.save(force_insert=True)
        if place:
            transaction.on_commit(partial(place.remove, f"{_listed(user)}{key}"))

    now_or_later(note, f"Session of account {user.pk}")


def is_over(session: SessionBase) -> bool:
    """Idle for too long, or simply too old. One that does not say when it began is over too."""
    now = time.time()
    is_idle = now - session.get(USED, 0) > settings.SESSION_IDLE_SECONDS
    return is_idle or now - session.get(BEGAN, 0) > settings.SESSION_COOKIE_AGE


def note_use(session: SessionBase) -> None:
    now = int(time.time())
    if now - session[USED] >= NOTED_EVERY:
        session[USED] = now


def end(users, *, besides: str | None = None) -> None:
    """The sessions of these accounts end at once, but for the one with the key `besides`."""
    ended = UserSession.objects.filter(user__in=users).exclude(session_key=besides)
    keys = {*ended.values_list("session_key", flat=True), *_waiting(users)} - {besides}
    remove_beside(keys)
    Session.objects.filter(session_key__in=keys).delete()
    ended.delete()
    # Once more: until this is committed, whoever uses one of them may put it beside.
    transaction.on_commit(partial(remove_beside, keys))


def _listed(user: AbstractBaseUser) -> str:
    return f"begun by {user.pk}: "


def _waiting(users) -> list[str]:
    """The keys of their sessions that began while somebody wrote, and are in no list yet."""
    if not (place := beside()):
        return []
    return [
        name.removeprefix(_listed(user)) for user in users for name in place.names(_listed(user))
    ]


def end_when_changed(name: str, *, by, about, table, details: dict) -> None:
    """A password, a factor, a role or a right of an account is another: whoever sits at another
    screen signs in again. Who changed it, at this one, goes on. That a provider names the account
    for the first time takes nothing from anybody, and may be written after that sign-in.
    """
    if name not in {EventName.ACCOUNT_CHANGED, EventName.PERMISSIONS_CHANGED}:
        return
    if details.get("is_new") or details.get("password") == "hashed anew" or "provider" in details:
        return
    end(_accounts(about, details), besides=current_session_key())


def _accounts(about, details: dict):
    accounts = get_user_model()
    if isinstance(about, AbstractBaseUser):
        return [about]
    if not isinstance(about, Group) or details.get("of") != "user":
        return []  # what a role may do is asked anew at each page
    named = Q(username__in=details.get("added", []) + details.get("removed", []))
    if "cleared" in details:
        named |= Q(groups=about)
    return accounts.objects.filter(named)
