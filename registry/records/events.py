"""What happens beside the versions of a table, told to whoever keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry import hooks


class EventName(models.TextChoices):
    """What may happen beside the versions of the register, and is kept as evidence."""

    SIGN_IN = "sign-in", _("signed in")
    SIGN_IN_FAILED = "sign-in failed", _("failed to sign in")
    SIGN_IN_REFUSED = "sign-in refused", _("was refused to sign in")
    ACCOUNT_CHANGED = "account changed", _("account changed")
    PERMISSIONS_CHANGED = "permissions changed", _("permissions changed")
    IMPORTED = "import", _("file imported")
    EXPORTED = "export", _("file exported")
    REVEALED = "reveal", _("hidden data shown")
    REDACTED = "redaction", _("redacted")
    PASSWORD_REFUSED = "password refused", _("failed to confirm who it is")
    RESTORED = "restore", _("restored from a backup")
    BACKED_UP = "backup", _("backup made")
    RESTORE_TRIED = "restore check", _("backup tried")
    ANCHORED = "anchor", _("checkpoint given to others")
    VERIFIED = "verification", _("history verified")


def announce(
    name: str,
    /,
    *,
    by: AbstractBaseUser | str,
    about: models.Model | None = None,
    table: type[models.Model] | None = None,
    **details,
) -> None:
    """Something happened: `by` is a user or a command's name, `about` the row that it concerns.

    Where it concerns no single row, `table` may say which table. The details are text, numbers,
    lists and mappings of them. They stay for as long as the register lives: no personal data.
    """
    if (answer := _answer.get()) is not None:
        details.setdefault("reason", answer[1])
    table = table or (about and type(about))
    hooks.event_announced(name, by=by, about=about, table=table, details=details)


_answer: ContextVar[tuple[AbstractBaseUser | str, str] | None] = ContextVar("answer", default=None)


@contextmanager
def answered_for(by: AbstractBaseUser | str, reason: str) -> Iterator[None]:
    """Who answers for what is announced inside, and why, where nobody passes it on: signals."""
    token = _answer.set((by, str(reason).strip()))
    try:
        yield
    finally:
        _answer.reset(token)


_request = ContextVar("current_request", default=None)


class ActorMiddleware:
    """Remembers whose request is being answered, for what happens where nobody passes it on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def current_actor() -> AbstractBaseUser | str:
    """Who answers for a step, else who is signed in to the request being answered, else words for
    a command or a visitor.
    """
    if (answer := _answer.get()) is not None:
        return answer[0]
    request = _request.get()
    if request is None:
        return "command line"
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else "visitor"


def current_session_key() -> str | None:
    """The key of the session that the request being answered belongs to, if it has one."""
    return getattr(getattr(_request.get(), "session", None), "session_key", None)
