"""Logs: one line for each event, on stderr, without what people typed."""

import logging
import re
import traceback

from django.core.exceptions import ImproperlyConfigured

from registry.serving.numbers import number_of_request

# Also not the keys in addresses: whoever reads them there could use them.
LEFT_OUT = re.compile(r"(/answer/|/requests/confirm/|/requests/due/|/account/invitation/|\?)\S*")


class OneLineFormatter(logging.Formatter):
    """An event as one line: no query string nor key, of an exception its type and place only.

    Both can hold names: `?q=` is a search for a person, and the message of a database error
    quotes the row that it refused.
    """

    def format(self, record):
        request = getattr(record, "request", None)
        record.number = getattr(request, "number", "") or number_of_request() or "-"
        line = super().format(record)
        return LEFT_OUT.sub(r"\1…", line).replace("\r", " ").replace("\n", " ")

    def formatException(self, exc_info):  # noqa: N802 (named by logging)
        kind, _exception, trace = exc_info
        frames = reversed(traceback.extract_tb(trace))
        places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
        return f"[{kind.__module__}.{kind.__qualname__} at {places}]"


def logging_to_stderr(level: str) -> dict:
    """A configuration for Django and for the application server alike."""
    if level not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(f'LOG_LEVEL "{level}" is none of DEBUG, INFO, WARNING, ERROR')
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "one line": {
                "()": OneLineFormatter,
                "format": "{asctime} {levelname} {name} {number} {message}",
                "style": "{",
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers, which mail and print, give way to the one above.
            "django": {"handlers": [], "level": level},
            "django.server": {"handlers": [], "propagate": True},
            "django.db.backends": {"level": "INFO"},  # below it are the values of each query
            "gunicorn.error": {"handlers": [], "propagate": True},
            "gunicorn.http.wsgi": {"level": "ERROR"},  # it warns of each HEAD; it drops the body
        },
    }
