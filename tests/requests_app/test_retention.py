"""What has to go when, that it is gone everywhere then, and what stays."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from simple_history.models import HistoricalChanges

from registry.base.history import recorded
from registry.base.model import RegisterModel
from registry.base.personal import DATA_SUBJECT, FREE_TEXT, data_class
from registry.lifecycle import retire
from requests_app import storage
from requests_app.models import (
    Attachment,
    DataSubjectRequest,
    Message,
    RequestedRight,
    Requester,
    RequestPolicy,
    RetentionRun,
)
from requests_app.removal import MARKER
from requests_app.retention import PARTS, STRAY_PARTS, Timer, apply, outlook
from tests.factories import make_organisation, make_right, make_user
from tests.requests_app.factories import (
    make_attachment,
    make_checklist_item,
    make_message,
    make_recipient_notice,
    make_request,
    make_request_policy,
    make_requester,
    make_reveal,
)

pytestmark = pytest.mark.django_db

CLOSED_ON = date(2024, 1, 31)
A_YEAR_LATER = date(2025, 1, 31)
THREE_YEARS_LATER = date(2027, 1, 31)
NEVER_EMPTY = {"name": "Canary name", "stored_name": "0" * 32}


def make_closed(closed_on=CLOSED_ON, **fields):
    """The shortest way to a closed file: the requester took it back."""
    received_on = closed_on - timedelta(days=10)
    defaults = {"state": "closed", "withdrawn_on": closed_on, "closed_on": closed_on}
    return make_request(received_on=received_on, **defaults | fields)


def make_full(**fields):
    """A closed file with a canary in each text that may say something about a person."""
    request = make_closed(remarks="Canary remarks", extension_reason="Canary why", **fields)
    message = make_message(
        request=request,
        subject="Canary subject",
        text="Canary text",
        message_id=f"<canary{request.pk}@example.org>",
        correspondent="Canary correspondent",
        fingerprint="f" * 64,
        fingerprint_salt="5" * 64,
        remarks="Canary remarks",
    )
    make_attachment(
        message=message, name="Canary name", stored_name=f"{request.pk:032x}", remarks="Canary"
    )
    make_requester(
        request=request,
        name="Canary Person",
        email="canary@example.org",
        address="Canary Street",
        phone="canary",
        representative="Canary & Partners",
        mandate="Canary mandate",
    )
    make_checklist_item(request=request, note="Canary note")
    make_recipient_notice(request=request, explanation="Canary explanation")
    make_reveal(request=request, why="Canary why")
    return request


def stored(*models) -> str:
    """All that these tables say, and their versions."""
    return str([list(m.objects.values()) + list(m.history.values()) for m in models])


def due(on):
    return [(p.request and p.request.reference, p.timer) for p in outlook(on).due]


def run(on, **options):
    return apply(outlook(on), **{"by": "test", "is_confirmed": True} | options)


# When


@pytest.mark.parametrize(
    ("on", "timers"),
    [
        pytest.param(A_YEAR_LATER - timedelta(days=1), [], id="a day early"),
        pytest.param(A_YEAR_LATER, [Timer.TEXTS], id="texts, to the day"),
        pytest.param(
            THREE_YEARS_LATER,
            [Timer.TEXTS, Timer.REQUESTER, Timer.FINGERPRINTS],
            id="all, to the day",
        ),
    ],
)
def test_each_timer_runs_from_the_day_of_closing(on, timers):
    request = make_full()
    assert due(on) == [(request.reference, timer) for timer in timers]


@pytest.mark.parametrize(("months", "due_on"), [(1, date(2024, 2, 29)), (0, CLOSED_ON)])
def test_the_months_are_those_of_the_policy(months, due_on):
    organisation = make_organisation()
    make_request_policy(organisation=organisation, text_months=months)
    make_full(organisation=organisation)
    assert due(due_on - timedelta(days=1)) == []
    assert [timer for _reference, timer in due(due_on)] == [Timer.TEXTS]


def test_an_open_file_has_no_timer():
    make_request(received_on=date(2010, 1, 1))
    assert due(THREE_YEARS_LATER) == []


def test_what_was_put_aside_as_no_request_has_its_timer_from_that_day():
    request = make_request(remarks="Canary")
    retire(request, on=CLOSED_ON, by="test", reason="Spam")
    assert due(A_YEAR_LATER) == [(request.reference, Timer.TEXTS)]


def test_a_file_that_was_opened_again_has_no_timer():
    request = make_full()
    with recorded(by="test", reason="Once more"):
        DataSubjectRequest.objects.change_all(
            [DataSubjectRequest(pk=request.pk, state="in_progress", closed_on=None)],
            ["state", "closed_on"],
        )
    assert due(THREE_YEARS_LATER) == []


def test_a_hold_stops_every_timer_and_is_listed_when_it_is_to_be_reviewed():
    request = make_full(hold_reason="A case in court", hold_review_on=A_YEAR_LATER)
    view = outlook(A_YEAR_LATER)
    assert view.due == []
    assert [proposal.request for proposal in view.held] == [request]
    assert view.holds_to_review == [request]
    assert outlook(A_YEAR_LATER - timedelta(days=1)).holds_to_review == []


def test_after_a_run_nothing_is_due():
    make_full()
    for on in (A_YEAR_LATER, THREE_YEARS_LATER):
        run(on)
        assert outlook(on).due == []


def test_what_is_added_later_to_a_minimised_file_goes_too():
    request = make_full()
    run(A_YEAR_LATER)
    make_message(request=request, text="Late canary")
    assert due(A_YEAR_LATER) == [(request.reference, Timer.TEXTS)]


# What


def test_texts_go_after_a_year_and_who_asked_stays():
    make_full()
    run(A_YEAR_LATER)
    tables = [part.model for part in PARTS[Timer.TEXTS]]
    assert "anary" not in stored(*tables)
    assert MARKER in stored(Message)
    assert "Canary Person" in stored(Requester)
    assert DataSubjectRequest.objects.get().text_minimised_on == A_YEAR_LATER
    assert DataSubjectRequest.objects.get().requester_minimised_on is None


def test_who_asked_goes_after_three_years_with_the_fingerprints():
    make_full()
    run(THREE_YEARS_LATER)
    assert "anary" not in stored(Requester, Message, Attachment)
    assert "f" * 64 not in stored(Message)
    assert "5" * 64 not in stored(Message)
    assert "0" * 64 not in stored(Attachment)
    assert DataSubjectRequest.objects.get().requester_minimised_on == THREE_YEARS_LATER


def test_reference_dates_outcomes_and_sizes_stay():
    request = make_full()
    run(THREE_YEARS_LATER)
    after = DataSubjectRequest.objects.get()
    kept = ["reference", "state", "received_on", "closed_on", "withdrawn_on", "channel"]
    assert [getattr(after, name) for name in kept] == [getattr(request, name) for name in kept]
    assert Attachment.objects.get().byte_count == 5


def test_what_was_empty_in_a_version_is_not_said_to_be_removed():
    requester = make_requester(request=make_closed(), phone="")
    run(THREE_YEARS_LATER)
    first = requester.history.earliest()
    assert (first.name, first.phone) == (MARKER, "")


def test_a_value_that_only_an_old_version_holds_goes_too():
    requester = make_requester(request=make_closed(), name="Canary")
    with recorded(by="test", reason="Typed wrongly"):
        requester.name = "Ada"
        requester.save()
    run(THREE_YEARS_LATER)
    assert "Canary" not in stored(Requester)


def test_who_wrote_a_version_when_and_why_stays():
    requester = make_requester(request=make_closed())
    before = requester.history.values_list(
        "history_date", "history_author", "history_change_reason"
    )
    before = list(before)
    run(THREE_YEARS_LATER)
    after = requester.history.order_by("history_id").values_list(
        "history_date", "history_author", "history_change_reason"
    )
    assert list(after)[: len(before)] == before


def test_the_newest_version_says_who_removed_it_and_by_which_timer():
    requester = make_requester(request=make_closed())
    lead = make_user(role="dpo")
    run(THREE_YEARS_LATER, by=lead)
    newest = requester.history.latest()
    assert newest.history_author == lead.username
    assert newest.history_change_reason == (
        "Retention: time is up for name and address of the requester"
    )


def test_other_files_are_left_alone():
    make_full()
    other = make_full(closed_on=A_YEAR_LATER)
    before = str(list(Message.history.filter(request=other.pk).values()))
    run(A_YEAR_LATER)
    assert str(list(Message.history.filter(request=other.pk).values())) == before


def test_a_file_that_breaks_a_rule_of_later_days_loses_its_texts_too():
    request = make_full()
    right = RequestedRight(request=request, right=make_right())  # and no outcome
    with recorded(by="test", reason="Before there was the rule") as unit:
        right.save()
        unit.flush(is_checked=False)
    run(A_YEAR_LATER)
    assert "anary" not in stored(Message)


def test_messages_without_a_request_go_a_year_after_they_came():
    message = make_message(at=datetime(2024, 1, 31, 12, tzinfo=UTC), text="Canary")
    with recorded(by="test", reason="Filed alone"):
        message.request = None
        message.save()
    make_attachment(message=message, name="Canary", stored_name="a" * 32)
    assert due(A_YEAR_LATER - timedelta(days=1)) == []
    assert due(A_YEAR_LATER) == [(None, Timer.STRAYS)]
    run(A_YEAR_LATER)
    assert "Canary" not in stored(Message, Attachment)
    assert due(A_YEAR_LATER) == []


KEPT = {
    # The check of identity: method, result, date, by whom.
    (DataSubjectRequest, "identity_method"),
    (DataSubjectRequest, "identity_reason"),
}
# About the office and not about a request.
OFFICE = {"legalperiods", "requestpolicy", "messagetemplate", "calendartoken", "retentionrun"}


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
    removed = {
        (part.model, name) for parts in PARTS.values() for part in parts for name in part.removed
    }
    forgotten = [
        field.name
        for field in model._meta.concrete_fields
        if data_class(field) in {DATA_SUBJECT, FREE_TEXT}
        and field.name != "absences"
        and (model, field.name) not in removed | KEPT
    ]
    assert forgotten == []


def test_messages_without_a_request_lose_what_others_lose():
    assert {part.model for part in STRAY_PARTS} == {Message}


def test_a_reason_that_quotes_the_requester_goes_with_the_name_whatever_it_was_about():
    request = make_closed()
    make_requester(request=request, name="Kanarienvogel")
    message = make_message(request=request)
    with recorded(by="test", reason="Kanarienvogel called"):
        message.remarks = "Called"
        message.save()
    run(A_YEAR_LATER)
    assert "Kanarienvogel called" in stored(Message)
    run(THREE_YEARS_LATER)
    assert "Kanarienvogel" not in stored(Message)


# The log of the runs


def test_a_run_is_kept_with_its_counts_and_without_names():
    request = make_full()
    log = run(THREE_YEARS_LATER)
    assert RetentionRun.objects.get() == log
    assert (log.mode, log.ran_by, log.on) == ("confirmed", "test", THREE_YEARS_LATER)
    counts = [log.text_count, log.requester_count, log.fingerprint_count, log.attachment_count]
    assert counts[:3] == [1, 1, 1]
    assert log.version_count > 5
    assert request.reference in log.scope
    assert "anary" not in stored(RetentionRun)


def test_a_run_that_only_proposes_removes_nothing_and_is_kept():
    make_full()
    log = run(A_YEAR_LATER, is_confirmed=False)
    assert (log.mode, log.waiting_count, log.version_count) == ("proposed", 1, 0)
    assert "Canary text" in stored(Message)


def test_where_the_policy_is_automatic_nobody_is_asked():
    automatic, careful = make_organisation(), make_organisation()
    make_request_policy(organisation=automatic, is_automatic=True)
    make_request_policy(organisation=careful)
    make_full(organisation=automatic)
    kept = make_full(organisation=careful)
    log = run(A_YEAR_LATER, is_confirmed=False)
    assert (log.mode, log.text_count, log.waiting_count) == ("automatic", 1, 1)
    assert due(A_YEAR_LATER) == [(kept.reference, Timer.TEXTS)]


def test_only_what_was_chosen_is_removed():
    first, second = make_full(), make_full()
    run(A_YEAR_LATER, keys={f"texts-{first.pk}"})
    assert due(A_YEAR_LATER) == [(second.reference, Timer.TEXTS)]


def test_a_run_takes_about_as_many_queries_for_ten_files_as_for_one():
    organisation = make_organisation()
    counts = []
    for files in (1, 10):
        for _number in range(files):
            make_full(organisation=organisation)
        with CaptureQueriesContext(connection) as queries:
            run(THREE_YEARS_LATER)
        counts.append(len(queries))
    assert counts[1] < counts[0] + 20


# Gone from the disk


@pytest.mark.django_db(transaction=True)
def test_a_removed_value_is_nowhere_on_the_disk(settings, tmp_path, client):
    settings.PRIVATE_FILES = tmp_path / "private"
    canary = "Kanarienvogel-7261"
    lead = make_user(role="dpo", is_superuser=True)
    client.force_login(lead)
    client.get("/admin/")
    request = make_closed(remarks=canary, extension_reason=canary)
    for number in range(30):  # more than a page, so that some lie in overflow pages
        message = make_message(request=request, subject=canary, text=f"{canary} " * 200 * number)
    with recorded(by="test", reason="Filed"):
        attachment = storage.store(canary.encode(), message=message, name=f"{canary}.txt")
    requester = make_requester(request=request, name=canary, email=f"{canary}@example.org")
    with recorded(by="test", reason="Changed"):
        requester.address = canary
        requester.save()
    LogEntry.objects.create(
        user=lead,
        action_flag=2,
        object_id=str(requester.pk),
        object_repr=str(requester),
        change_message="[]",
    )
    path = storage.path_of(attachment.stored_name)
    assert path.exists()
    run(timezone.localdate() + timedelta(days=3650))
    assert not path.exists()
    assert canary not in str(list(LogEntry.objects.values()))
    assert canary not in str([session.get_decoded() for session in Session.objects.all()])
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        files = [path for path in Path(name).parent.glob(f"{Path(name).name}*") if path.is_file()]
        assert files
        assert [path.name for path in files if canary.encode() in path.read_bytes()] == []
    for model in apps.get_app_config("requests_app").get_models():
        assert canary not in str(list(model._base_manager.values()))


@pytest.mark.django_db(transaction=True)
def test_a_run_that_fails_removes_neither_rows_nor_files(settings, tmp_path, monkeypatch):
    settings.PRIVATE_FILES = tmp_path
    request = make_full()
    with recorded(by="test", reason="Filed"):
        message = request.messages.get()
        attachment = storage.store(b"Canary", message=message, name="Canary.txt")
    with pytest.raises(ValueError, match="no mode"):
        apply_with_a_fault(monkeypatch)
    assert "Canary text" in stored(Message)
    assert storage.path_of(attachment.stored_name).exists()


def apply_with_a_fault(monkeypatch):
    def fail(self, *args, **kwargs):
        raise ValueError("no mode")

    monkeypatch.setattr(RetentionRun, "save", fail)
    run(A_YEAR_LATER)


def test_the_marker_needs_no_more_room_than_any_field_has():
    for parts in PARTS.values():
        for part in parts:
            for name in part.removed:
                size = part.model._meta.get_field(name).max_length
                assert size is None or size >= len(MARKER)
    assert re.fullmatch(r"\[\w+\]", MARKER)
    assert RequestPolicy().text_months == 12
