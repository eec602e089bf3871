"""What has to go when, and that it is gone from the disk then."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.base.history import recorded
from registry.lifecycle import retire
from requests_app import storage
from requests_app.models import (
    Attachment,
    DataSubjectRequest,
    Message,
    RequestedRight,
    Requester,
    RetentionRun,
)
from requests_app.removal import MARKER
from requests_app.retention import PARTS, Timer, outlook
from tests.factories import make_organisation, make_right, make_user, one_block
from tests.requests_app.closed import (
    A_YEAR_LATER,
    CLOSED_ON,
    THREE_YEARS_LATER,
    due,
    make_closed,
    make_full,
    run,
    said_in,
)
from tests.requests_app.factories import (
    make_attachment,
    make_message,
    make_request,
    make_request_policy,
    make_requester,
)

pytestmark = pytest.mark.django_db


# When


def test_each_timer_runs_from_the_day_of_closing():
    request = make_full()
    early = timedelta(days=1)
    for on, timers in {
        A_YEAR_LATER - early: [],
        A_YEAR_LATER: [Timer.TEXTS],
        THREE_YEARS_LATER - early: [Timer.TEXTS],
        THREE_YEARS_LATER: [Timer.TEXTS, Timer.REQUESTER, Timer.FINGERPRINTS],
    }.items():
        assert due(on) == [(request.reference, timer) for timer in timers], on


@pytest.mark.once
@pytest.mark.parametrize(("months", "due_on"), [(1, date(2024, 2, 29)), (0, CLOSED_ON)])
def test_the_months_are_those_of_the_policy(months, due_on):
    organisation = make_organisation()
    make_request_policy(organisation=organisation, text_months=months)
    make_full(organisation=organisation)
    assert due(due_on - timedelta(days=1)) == []
    assert [timer for _reference, timer in due(due_on)] == [Timer.TEXTS]


@pytest.mark.once
def test_an_open_file_has_no_timer():
    make_request(received_on=date(2010, 1, 1))
    assert due(THREE_YEARS_LATER) == []


@pytest.mark.once
def test_what_was_put_aside_as_no_request_has_its_timer_from_that_day():
    request = make_request(remarks="Canary")
    retire(request, on=CLOSED_ON, by="test", reason="Spam")
    assert due(A_YEAR_LATER) == [(request.reference, Timer.TEXTS)]


@pytest.mark.once
def test_a_file_that_was_opened_again_has_no_timer():
    request = make_full()
    with recorded(by="test", reason="Once more"):
        DataSubjectRequest.objects.change_all(
            [DataSubjectRequest(pk=request.pk, state="in_progress", closed_on=None)],
            ["state", "closed_on"],
        )
    assert due(THREE_YEARS_LATER) == []


@pytest.mark.once
def test_a_hold_stops_every_timer_and_is_listed_when_it_is_to_be_reviewed():
    request = make_full(hold_reason="A case in court", hold_review_on=A_YEAR_LATER)
    view = outlook(A_YEAR_LATER)
    assert view.due == []
    assert [proposal.request for proposal in view.held] == [request]
    assert view.holds_to_review == [request]
    assert outlook(A_YEAR_LATER - timedelta(days=1)).holds_to_review == []


@pytest.mark.once
def test_what_is_added_later_to_a_minimised_file_goes_too():
    request = make_closed()
    make_message(request=request, text="Canary")
    run(A_YEAR_LATER)
    assert due(A_YEAR_LATER) == []
    make_message(request=request, text="Late canary")
    assert due(A_YEAR_LATER) == [(request.reference, Timer.TEXTS)]


# What


def test_texts_go_after_a_year_and_who_asked_stays():
    make_full()
    run(A_YEAR_LATER)
    tables = [part.model for part in PARTS[Timer.TEXTS]]
    assert "anary" not in said_in(*tables)
    assert MARKER in said_in(Message)
    assert "Canary Person" in said_in(Requester)
    assert DataSubjectRequest.objects.get().text_minimised_on == A_YEAR_LATER
    assert DataSubjectRequest.objects.get().requester_minimised_on is None


@pytest.mark.once
def test_other_files_are_left_alone():
    make_full()
    other = make_full(closed_on=A_YEAR_LATER)
    before = str(list(Message.history.filter(request=other.pk).values()))
    run(A_YEAR_LATER)
    assert str(list(Message.history.filter(request=other.pk).values())) == before


@pytest.mark.once
def test_a_file_that_breaks_a_rule_of_later_days_loses_its_texts_too():
    request = make_full()
    right = RequestedRight(request=request, right=make_right())  # and no outcome
    with recorded(by="test", reason="Before there was the rule") as unit:
        right.save()
        unit.flush(is_checked=False)
    run(A_YEAR_LATER)
    assert "anary" not in said_in(Message)


def test_messages_without_a_request_go_a_year_after_they_came():
    message = make_message(at=datetime(2024, 1, 31, 12, tzinfo=UTC), text="Canary")
    with recorded(by="test", reason="Filed alone"):
        message.request = None
        message.save()
    make_attachment(message=message, name="Canary", stored_name="a" * 32)
    assert due(A_YEAR_LATER - timedelta(days=1)) == []
    assert due(A_YEAR_LATER) == [(None, Timer.STRAYS)]
    run(A_YEAR_LATER)
    assert "Canary" not in said_in(Message, Attachment)
    assert due(A_YEAR_LATER) == []


# The log of the runs


@pytest.mark.once
def test_a_run_that_only_proposes_removes_nothing_and_is_kept():
    make_full()
    log = run(A_YEAR_LATER, is_confirmed=False)
    assert (log.mode, log.waiting_count, log.version_count) == ("proposed", 1, 0)
    assert "Canary text" in said_in(Message)


@pytest.mark.once
def test_where_the_policy_is_automatic_nobody_is_asked():
    automatic, careful = make_organisation(), make_organisation()
    make_request_policy(organisation=automatic, is_automatic=True)
    make_request_policy(organisation=careful)
    make_full(organisation=automatic)
    kept = make_full(organisation=careful)
    log = run(A_YEAR_LATER, is_confirmed=False)
    assert (log.mode, log.text_count, log.waiting_count) == ("automatic", 1, 1)
    assert due(A_YEAR_LATER) == [(kept.reference, Timer.TEXTS)]


@pytest.mark.once
def test_only_what_was_chosen_is_removed():
    first, second = make_full(), make_full()
    run(A_YEAR_LATER, keys={f"texts-{first.pk}"})
    assert due(A_YEAR_LATER) == [(second.reference, Timer.TEXTS)]


@pytest.mark.once
def test_a_run_takes_about_as_many_queries_for_ten_files_as_for_one():
    organisation = make_organisation()
    counts = []
    for files in (1, 10):
        with one_block():
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
    with one_block():
        for number in range(30):  # more than a page, so that some lie in overflow pages
            text = f"{canary} " * 200 * number
            message = make_message(request=request, subject=canary, text=text)
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
    assert "Canary text" in said_in(Message)
    assert storage.path_of(attachment.stored_name).exists()


def apply_with_a_fault(monkeypatch):
    def fail(self, *args, **kwargs):
        raise ValueError("no mode")

    monkeypatch.setattr(RetentionRun, "save", fail)
    run(A_YEAR_LATER)
