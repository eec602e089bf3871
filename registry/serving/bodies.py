"""How much a request may carry, decided by its address and its sender before any of it is read."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

# Of whoever has not signed in: a password, a link that is confirmed.
OF_STRANGERS = 64 * 1024
# What stands around files and fields in a form that carries them.
AROUND_FILES = 1024 * 1024

logger = logging.getLogger(__name__)


def of_a_form() -> int:
    """Of somebody who has signed in. No more than Django keeps in memory, so nothing is spooled."""
    return min(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.FILE_UPLOAD_MAX_MEMORY_SIZE)


def takes_from_strangers(limit: int) -> Callable:
    """Declares of a view how many bytes anybody may send it."""

    def declare(view):
        view.takes_from_strangers = limit
        return view

    return declare


class BodyLimitMiddleware:
    """Answers 413 to what is too large. After the one that knows who asks; before all that reads.

    Django reads no more than the length that was declared, so a false one gains nothing. What
    comes in pieces has none, and Django would take it for empty: it is refused too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            why = _("The length of what was sent is not known. Send it with a Content-Length.")
            return refused(request, 411, _("The length is missing"), why)
        length = _length_of(request)
        if length > OF_STRANGERS and length > (limit := limit_for(request)):
            logger.warning("A body of %d bytes was refused at %s", length, request.path)
            why = _(
                "This page takes {most} at most, and {sent} were sent. Nothing was read or saved. "
                "Go back, and send less text or a smaller file."
            ).format(most=filesizeformat(limit), sent=filesizeformat(length))
            return refused(request, 413, _("This is too large"), why)
        return self.get_response(request)


def limit_for(request: HttpRequest) -> int:
    """How many bytes this request may carry. Only large ones ask, and with them who has sent it."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return OF_STRANGERS
    if not request.user.is_staff:
        return getattr(view, "takes_from_strangers", OF_STRANGERS)
    return getattr(view, "takes_bytes", None) or of_a_form()


def refused(request: HttpRequest, status: int, title: str, why: str) -> HttpResponse:
    context = {"code": status, "title": title, "why": why}
    return render(request, "refused.html", context, status=status)


def _length_of(request: HttpRequest) -> int:
    """As Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
