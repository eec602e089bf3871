"""Addresses of the pages for requests, and how tests fill them in."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.support import taking
from tests.support.taking import page_of as step

__all__ = ["step"]
TODAY = timezone.localdate
# So many queries a form may take, whatever is in it.
FORM = 15


def queries(client, page, **data):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page, data).status_code == 200, page
    return captured.captured_queries


def address(page, *args):
    return reverse(f"admin:requests_app_datasubjectrequest_{page}", args=args)


def of(row, page="change"):
    return reverse(f"admin:requests_app_{row._meta.model_name}_{page}", args=[row.pk])


def take(client, name, *rows, **fields):
    return taking.take(client, name, *rows, **{"on": str(TODAY())} | fields)


def letter(client, request, name=None, button="_send", **fields):
    """Send what the page of a letter offers, with some fields filled in otherwise."""
    page = address("letter", request.pk, name) if name else address("write", request.pk)
    shown = client.get(page)
    data = {
        "seen": shown.context["seen"] if shown.status_code == 200 else "",
        "delivery": "send",
        "on": str(TODAY()),
        "subject": "Your request",
        "text": "Here is our answer.",
        "reason": "As agreed",
        button: "on",
    }
    return client.post(page, data | fields)


def errors_of(page):
    """On the page of a letter."""
    return str(page.context["letter"].errors) + str(page.context["about"].errors)
