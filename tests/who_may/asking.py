"""What the register answers to somebody who asks, without what the browser adds."""

from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from tests.support.signed_in import session_of

_asked = RequestFactory()


class Said(StrEnum):
    """How a page answers, as far as it matters for who may open it."""

    OPEN = "open"
    REFUSED = "refused"
    SIGN_IN = "asked to sign in"
    NOT_THERE = "not there"


@dataclass
class Answer:
    said: Said
    response: HttpResponse | None = None
    # Of a response that is no page: 400, 405.
    status: int = HTTPStatus.OK
    is_sent: bool = False

    @property
    def comes_back(self) -> bool:
        """Whether a page was sent and is shown again, as it is when it is opened."""
        is_page = hasattr(self.response, "render") and self.status == HTTPStatus.OK
        return self.is_sent and is_page

    def written(self) -> bytes:
        """All that leaves the register: lines of the head, and the body."""
        response = self.response
        if response is None:
            return b""
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        return response.serialize_headers() + b"\n\n" + self.body()

    def body(self) -> bytes:
        response = self.response
        return b"".join(response.streaming_content) if response.streaming else response.content

    def __enter__(self):
        return self

    def __exit__(self, *error):
        # Its files; `close()` of the response itself would take the database along.
        for close in getattr(self.response, "_resource_closers", ()):
            close()


def ask(user, method: str, address: str, sent: dict | None = None, match=None) -> Answer:
    """The answer of the view. A page is not written out before `written`."""
    request = getattr(_asked, method.lower())(address, sent or {})
    request.user = user
    request.session = SessionStore()
    said = {BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]}
    # They said again just now who they are: that this is asked is tried with the door.
    request.session._session_cache = said | (session_of(user) if user.is_authenticated else {})
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    request.resolver_match = match = match or resolve(request.path_info)
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except PermissionDenied:
        return Answer(Said.REFUSED)
    except Http404:
        return Answer(Said.NOT_THERE)
    return Answer(_said(response, match), response, response.status_code, method == "POST")


def _said(response: HttpResponse, match) -> Said:
    if response.status_code == HTTPStatus.FORBIDDEN:
        return Said.REFUSED
    if response.status_code == HTTPStatus.NOT_FOUND:
        return Said.NOT_THERE
    if response.status_code == HTTPStatus.FOUND:
        if response.url.startswith((reverse("admin:login"), reverse("account_login"))):
            return Said.OPEN if match.url_name == "logout" else Said.SIGN_IN
        # How Django says that there is no such row.
        if response.url == reverse("admin:index") and match.url_name not in {"login", "logout"}:
            return Said.NOT_THERE
    return Said.OPEN


@contextmanager
def undone():
    """What is written inside is taken back."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        connection.run_on_commit = []


@contextmanager
def noted():
    """Statements that write, for as long as the block lasts."""
    written: list[str] = []

    def look(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield written
