"""No query of a page takes longer than it may. Where one would, the page says so, and nothing else.

For the server alone (config/wsgi.py): a command takes the time that it needs.
"""

import logging
import sqlite3
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import OperationalError
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

# SQLite looks at the clock each time that it has taken so many steps, some twenty milliseconds.
STEPS = 1_000_000
# A query that is read slowly by whoever asked takes few of them, and may go on.
LEAST = 20
RETRY_AFTER = 60  # seconds

logger = logging.getLogger(__name__)


_is_at_leisure: ContextVar[bool] = ContextVar("at_leisure", default=False)


def at_leisure() -> None:
    """In the thread that says so, a query takes the time that it needs: no page waits for it."""
    _is_at_leisure.set(True)


def bound_queries(seconds: float) -> None:
    """From now on, for each connection of this process that is made. 0: no bound."""
    if seconds:

        def bound_new(connection, **kwargs):
            if not _is_at_leisure.get():
                bound(connection, seconds)

        connection_created.connect(bound_new, weak=False, dispatch_uid="query_time")


def bound(connection, seconds: float) -> None:
    """Ends each query of this connection that takes longer, with an OperationalError."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            milliseconds = str(int(seconds * 1000))
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [milliseconds])
        return
    watch = _Watch(seconds)
    others = [it for it in connection.execute_wrappers if not isinstance(it, _Watch)]
    connection.execute_wrappers[:] = [*others, watch]
    connection.connection.set_progress_handler(watch.is_over, STEPS)


class _Watch:
    """The time that the newest query of a connection to SQLite has taken."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._begin()

    def _begin(self) -> None:
        self.began, self.looked = time.monotonic(), 0

    def __call__(self, execute, *args):
        self._begin()
        return execute(*args)

    def is_over(self) -> bool:
        self.looked += 1
        return self.looked > LEAST and time.monotonic() - self.began > self.seconds


class QueryTimeMiddleware:
    """Answers 503 for a page one of whose queries was ended, with one line in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not was_ended(error):
            return None
        logger.error("A query took longer than %d s at %s", settings.QUERY_SECONDS, request.path)
        context = {
            "code": 503,
            "title": _("This takes too long"),
            "why": _(
                "The page was stopped, so that it does not keep others waiting. Nothing was saved. "
                "Search for less, choose a filter, or try again in a few minutes."
            ),
        }
        response = render(request, "refused.html", context, status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response


def was_ended(error: BaseException | None) -> bool:
    """Whether this was raised for a query that took too long, or while what it left was undone."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        cause = error.__cause__
        if isinstance(error, OperationalError) and (
            isinstance(cause, QueryCanceled)
            or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
        ):
            return True
        error = cause or error.__context__
    return False
