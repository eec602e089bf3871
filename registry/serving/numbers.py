"""The number of a request: in its answer, on its error page, and in its lines of the log."""

import re
import secrets
from contextvars import ContextVar

from django.conf import settings

HEADER = "X-Request-ID"
# What a proxy may write. Nothing else gets into a line of the log.
NUMBER = re.compile(r"[A-Za-z0-9_-]{8,64}")

_number: ContextVar[str] = ContextVar("request_number", default="")


def number_of_request() -> str:
    """Of the request that this thread answers, or answered last; empty in a command."""
    return _number.get()


class NumberMiddleware:
    """The outermost: gives each request a number, or takes the one of a proxy that is trusted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number = _given(request) or secrets.token_hex(8)
        # Not taken back: Django writes its line about an answer after the last middleware.
        _number.set(request.number)
        response = self.get_response(request)
        response[HEADER] = request.number
        return response


def _given(request) -> str:
    if not (settings.BEHIND_PROXY or settings.TRUSTED_PROXIES):
        return ""
    given = request.headers.get(HEADER, "")
    return given if NUMBER.fullmatch(given) else ""
