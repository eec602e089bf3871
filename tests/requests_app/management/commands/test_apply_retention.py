"""The daily command: it proposes, removes what may go, and leaves a line in the log."""

import os
from datetime import date

import pytest
from django.core.management import call_command

from registry.files_kept import storage
from requests_app.models import Message, PendingRequest, RetentionRun
from requests_app.retention.removal import MARKER
from tests.requests_app.factories import (
    make_message,
    make_pending_request,
    make_request,
    make_request_policy,
)
from tests.support.tables import REQUEST_TABLES, everything

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 1, 31)


@pytest.fixture
def request_due():
    fields = {"received_on": LONG_AGO, "withdrawn_on": LONG_AGO, "closed_on": LONG_AGO}
    request = make_request(state="closed", **fields)
    make_message(request=request, text="Canary")
    return request


def test_it_proposes_and_removes_nothing_by_itself(request_due, capsys):
    call_command("apply_retention")
    out = capsys.readouterr().out
    assert f"due since 2021-01-31: {request_due.reference}, texts" in out
    assert "2 to confirm" in out
    assert "Canary" not in out
    assert Message.objects.get().text == "Canary"
    assert RetentionRun.objects.get().ran_by == "apply_retention"


def test_it_removes_what_is_confirmed(request_due, capsys):
    call_command("apply_retention", "--confirm", "--by", "Privacy lead")
    assert "Removed: the texts of 1 request, " in capsys.readouterr().out
    assert Message.objects.get().text == MARKER
    assert RetentionRun.objects.get().ran_by == "Privacy lead"


@pytest.mark.once
def test_it_asks_nobody_where_the_policy_says_so(request_due):
    make_request_policy(organisation=request_due.organisation, is_automatic=True)
    call_command("apply_retention")
    assert Message.objects.get().text == MARKER


@pytest.mark.once
def test_a_second_run_removes_nothing_more(request_due):
    call_command("apply_retention", "--confirm")
    versions = Message.history.count()
    call_command("apply_retention", "--confirm")
    assert Message.history.count() == versions
    assert RetentionRun.objects.order_by("pk").last().mode == "proposed"


def test_a_dry_run_writes_nothing(request_due, capsys):
    before = everything(REQUEST_TABLES)
    call_command("apply_retention", "--confirm", "--dry-run")
    assert "Nothing was written" in capsys.readouterr().out
    assert everything(REQUEST_TABLES) == before


@pytest.mark.once
def test_holds_are_listed_and_so_are_those_to_be_reviewed(capsys):
    fields = {"received_on": LONG_AGO, "withdrawn_on": LONG_AGO, "closed_on": LONG_AGO}
    request = make_request(
        state="closed", hold_reason="Court", hold_review_on=LONG_AGO, remarks="x", **fields
    )
    call_command("apply_retention", "--confirm")
    out = capsys.readouterr().out
    assert f"on hold: {request.reference}, texts" in out
    assert f"{request.reference}: the hold was due for review on 2020-01-31" in out


@pytest.mark.once
def test_files_that_no_row_names_are_swept_away(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path
    path = storage.path_of("a" * 32)
    path.parent.mkdir(parents=True)
    path.write_text("left behind")
    os.utime(path, (0, 0))
    call_command("apply_retention")
    assert not path.exists()


def test_forms_that_nobody_confirmed_in_time_are_forgotten():
    make_pending_request()
    call_command("apply_retention")
    assert not PendingRequest.objects.exists()
