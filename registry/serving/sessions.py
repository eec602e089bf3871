"""Sessions that neither undo what was committed, nor keep anybody from signing in."""

import logging

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import DatabaseError

log = logging.getLogger("registry.serving")


class SessionMiddleware(DjangoSessionMiddleware):
    """What can no longer be noted in the session (a message, most often) is no failure of a page.

    Only who gets a new session, by signing in, has nothing without it.
    """

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError, OSError) as error:
            if _is_new(request):
                raise
            kind = type(error.__context__ or error)
            log.warning(
                "%s %s: answered, but its session could not be written (%s.%s)",
                *(request.method, request.path, kind.__module__, kind.__qualname__),
                extra={"request": request},
            )
            return response


def _is_new(request) -> bool:
    return request.session.session_key != request.COOKIES.get(settings.SESSION_COOKIE_NAME)
