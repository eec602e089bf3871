"""All ways to write to the files of requests: none leaves a change without version and entry."""

import re
from datetime import date
from functools import partial
from io import BytesIO, StringIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command, get_commands
from django.urls import reverse

from requests_app import feeds
from requests_app.handling import lifecycle
from requests_app.models import CalendarToken, DataSubjectRequest
from tests.requests_app.admin.pages import TODAY, address, letter, take
from tests.requests_app.factories import (
    make_message,
    make_request,
    make_requester,
    receive_request,
    right,
)
from tests.requests_app.intake.messages import message
from tests.requests_app.steps import FIRST, PATHS, TAKE, WHO, request_in
from tests.support.evident import assert_each_is_evident, leaving_evidence
from tests.support.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 31)
CSV = {"format": "csv"}


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path / "private"


@pytest.fixture
def lead(client):
    client.user = make_user(role="dpo", email="lead@example.org")
    client.force_login(client.user)
    return client


def state_before(step):
    origins, _end = lifecycle.TRANSITIONS[step]
    return next(state for state in PATHS if state in origins)


def test_a_step_is_evident():
    requests = {step: request_in(state_before(step)) for step in TAKE}
    for step, request in requests.items():
        FIRST.get(step, lambda request: None)(request)
    assert_each_is_evident(
        (step, partial(TAKE[step], request, **WHO)) for step, request in requests.items()
    )


def test_no_step_is_left_out():
    assert set(TAKE) == set(lifecycle.TRANSITIONS)


# In the admin


@pytest.mark.slow
def test_what_is_done_in_the_admin_is_evident(lead):
    call_command("load_request_terms", verbosity=0)
    request = make_requester(request=receive_request("access"), email="ann@example.org").request
    came_in = {"channel": "post", "on": str(TODAY()), "text": "A letter.", "reason": "It came"}
    acts = {
        "step": lambda: take(lead, "begin", request),
        "letter": lambda: letter(lead, request),
        "incoming": lambda: lead.post(address("incoming", request.pk), came_in),
        "reveal": lambda: lead.post(address("reveal", request.pk), {"reason": "Yearly audit"}),
        "case file": lambda: lead.get(address("casefile_json", request.pk)),
        "export": lambda: lead.post(reverse("admin:requests_app_datasubjectrequest_export"), CSV),
    }
    assert_each_is_evident(acts.items())


def test_keys_of_a_calendar_are_evident(lead):
    acts = {
        "issued": lambda: feeds.issue(lead.user, **WHO),
        "revoked": lambda: feeds.revoke(CalendarToken.objects.get(), **WHO),
    }
    assert_each_is_evident(acts.items())


# From outside


def test_what_the_public_confirms_is_evident(client, settings):
    settings.PUBLIC_REQUEST_FORM = True
    cache.clear()
    right("erasure")
    make_organisation()
    typed = {"rights": ["erasure"], "name": "Ann Example", "email": "ann@example.org"}
    client.post("/requests/new/", typed | {"text": "Please delete my data."})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    with leaving_evidence():
        client.post(link)
    assert DataSubjectRequest.objects.exists()


# By command


def receive_mail():
    make_organisation()
    call_command("receive_mail", stdin=BytesIO(message("I want my data")), stdout=StringIO())


def apply_retention():
    closed = {"received_on": LONG_AGO, "withdrawn_on": LONG_AGO, "closed_on": LONG_AGO}
    make_message(request=make_request(state="closed", **closed), text="Old words")
    call_command("apply_retention", "--confirm", stdout=StringIO())


def send_reminders():
    user = make_user(role="requests officer", email="officer@example.org")
    make_request(state="in_progress", due_on=TODAY(), handler=user)
    call_command("send_reminders", stdout=StringIO())


COMMANDS = {
    "receive_mail": receive_mail,
    "apply_retention": apply_retention,
    "send_reminders": send_reminders,
    "load_request_terms": lambda: call_command("load_request_terms", verbosity=0),
}
# It needs a whole register, and has tests of its own.
ELSEWHERE = {"load_request_example"}
READING = {"request_deadline"}


def test_what_a_command_does_is_evident():
    assert_each_is_evident(COMMANDS.items())


def test_there_are_no_other_commands():
    ours = {name for name, app in get_commands().items() if app == "requests_app"}
    assert ours == {*COMMANDS, *ELSEWHERE, *READING}
