"""That what retention removes is gone from rows and versions, and what stays of them."""

import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from simple_history.models import HistoricalChanges

from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.records.personal import DATA_SUBJECT, FREE_TEXT, data_class
from requests_app.models import (
    Attachment,
    DataSubjectRequest,
    Message,
    RequestPolicy,
    RetentionRun,
)
from requests_app.retention.proposals import PARTS, UNASSIGNED_PARTS, outlook
from requests_app.retention.removal import MARKER
from tests.requests_app.closed import (
    A_YEAR_LATER,
    THREE_YEARS_LATER,
    make_closed,
    make_full,
    run,
    said_in,
)
from tests.requests_app.factories import make_message, make_requester
from tests.support.factories import make_user
from tests.support.undone import made_once, stored

pytestmark = pytest.mark.django_db

EVERY_PART = [part for parts in PARTS.values() for part in parts]
WRITTEN = ("history_date", "history_author", "history_change_reason")


def make_run():
    """A run of which all timers are up: a full file, and one whose requester was corrected."""
    file = make_full()
    corrected = make_requester(request=make_closed(), name="Canary", phone="")
    with recorded(by="test", reason="Typed wrongly"):
        corrected.name = "Ada"
        corrected.save()
    written = list(corrected.history.order_by("history_id").values_list(*WRITTEN))
    lead = make_user(role="dpo")
    log = run(THREE_YEARS_LATER, by=lead)
    return SimpleNamespace(file=file, corrected=corrected, written=written, lead=lead, log=log)


after = made_once(make_run)


def test_who_asked_goes_with_the_texts_and_the_fingerprints(after):
    assert "anary" not in said_in(*{part.model for part in EVERY_PART})
    assert "f" * 64 not in said_in(Message)
    assert "5" * 64 not in said_in(Message)
    assert "0" * 64 not in said_in(Attachment)
    assert stored(after.file).requester_minimised_on == THREE_YEARS_LATER


def test_reference_dates_outcomes_and_sizes_stay(after):
    kept = ["reference", "state", "received_on", "closed_on", "withdrawn_on", "channel"]
    now = stored(after.file)
    assert [getattr(now, name) for name in kept] == [getattr(after.file, name) for name in kept]
    assert Attachment.objects.get().byte_count == 5


def test_what_was_empty_in_a_version_is_not_said_to_be_removed(after):
    first = after.corrected.history.earliest()
    assert (first.name, first.phone) == (MARKER, "")


def test_a_value_that_only_an_old_version_holds_goes_too(after):
    names = after.corrected.history.values_list("name", flat=True)
    assert {*names} == {MARKER, ""}


def test_who_wrote_a_version_when_and_why_stays(after):
    now = after.corrected.history.order_by("history_id").values_list(*WRITTEN)
    assert list(now)[: len(after.written)] == after.written


def test_the_newest_version_says_who_removed_it_and_by_which_timer(after):
    newest = after.corrected.history.latest()
    assert newest.history_author == after.lead.username
    assert newest.history_change_reason == (
        "Retention: the period is over for name and address of the requester"
    )


def test_a_run_is_kept_with_its_counts_and_without_names(after):
    log = RetentionRun.objects.get()
    assert log == after.log
    assert (log.mode, log.ran_by, log.on) == ("confirmed", after.lead.username, THREE_YEARS_LATER)
    assert [log.text_count, log.requester_count, log.fingerprint_count] == [2, 2, 1]
    assert log.version_count > 5
    assert after.file.reference in log.scope
    assert "anary" not in said_in(RetentionRun)


def test_after_a_run_nothing_is_due(after):
    assert outlook(THREE_YEARS_LATER).due == []


def test_a_reason_that_quotes_the_requester_goes_with_the_name_whatever_it_was_about():
    request = make_closed()
    make_requester(request=request, name="Kanarienvogel")
    message = make_message(request=request)
    with recorded(by="test", reason="Kanarienvogel called"):
        message.remarks = "Called"
        message.save()
    run(A_YEAR_LATER)
    assert "Kanarienvogel called" in said_in(Message)
    run(THREE_YEARS_LATER)
    assert "Kanarienvogel" not in said_in(Message)


# What the timers are about


KEPT = {
    # The check of identity: method, result, date, by whom.
    (DataSubjectRequest, "identity_method"),
    (DataSubjectRequest, "identity_reason"),
}
# About the office and not about a request.
OFFICE = {"legalperiod", "requestpolicy", "messagetemplate", "calendartoken", "retentionrun"}
REMOVED = {(part.model, name) for part in EVERY_PART for name in part.removed}


@pytest.mark.once
@pytest.mark.parametrize(
    "model",
    [
        model
        for model in apps.get_app_config("requests_app").get_models()
        if issubclass(model, RegisterModel)
        and not issubclass(model, HistoricalChanges)
        and model._meta.model_name not in OFFICE
    ],
)
def test_every_text_that_may_be_about_a_person_has_a_timer(model):
    """A new field is either removed by some timer, or named above with the reason."""
    forgotten = [
        field.name
        for field in model._meta.concrete_fields
        if data_class(field) in {DATA_SUBJECT, FREE_TEXT}
        and field.name != "absences"
        and (model, field.name) not in REMOVED | KEPT
    ]
    assert forgotten == []


@pytest.mark.once
def test_messages_without_a_request_lose_what_others_lose():
    assert {part.model for part in UNASSIGNED_PARTS} == {Message}


@pytest.mark.once
def test_the_marker_needs_no_more_room_than_any_field_has():
    for model, name in REMOVED:
        size = model._meta.get_field(name).max_length
        assert size is None or size >= len(MARKER)
    assert re.fullmatch(r"\[\w+\]", MARKER)
    assert RequestPolicy().text_months == 12
