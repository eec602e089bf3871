"""What came only to identify somebody goes after the check, and that it was there stays known."""

from datetime import date, timedelta

import pytest

from registry.evidence.verify.whole import verify
from registry.files_kept.storage import path_of
from registry.models import EvidenceRedaction
from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.messages.storage import store
from requests_app.models import Attachment, Message, RetentionRun
from requests_app.retention.applying import apply
from requests_app.retention.identification import may_be_removed, remove_what_came
from requests_app.retention.proposals import outlook
from requests_app.vocabulary import MessageKind
from tests.requests_app.closed import said_in
from tests.requests_app.factories import make_message, make_request_policy
from tests.requests_app.steps import WHO, request_in, settle

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CHECKED_ON = date(2026, 2, 3)  # the day of `settle`
WEEK = timedelta(days=7)
WORDS = ("Canary of May", "canary-reply", "canary-scan", "kept.txt")


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_FILES = tmp_path


def asked(**fields):
    """A request with a reply that is only for the check, and with a scan beside the request."""
    request = request_in("waiting_identity", **fields)
    reply = make_message(
        request=request, kind=MessageKind.IDENTIFICATION, subject="Canary", text="Canary of May"
    )
    own = make_message(request=request, kind=MessageKind.REQUEST, text="What do you hold?")
    with recorded(by="test", reason="Came"):
        for message, name, is_marked in [
            (reply, "canary-reply.txt", False),
            (own, "canary-scan.txt", True),
            (own, "kept.txt", False),
        ]:
            file = store(b"canary", message=message, name=name)
            file.is_identification = is_marked
            file.save()
    return request


def is_kept():
    return {
        name
        for name in ["Canary of May", "canary-reply", "canary-scan", "kept.txt"]
        if name in said_in(Message, Attachment)
    }


def test_the_step_removes_text_and_files_from_every_version():
    request = asked()
    assert not may_be_removed(request)
    settle(request, **WHO)
    request.refresh_from_db()
    assert may_be_removed(request)
    remove_what_came(request, **WHO)
    assert is_kept() == {"kept.txt"}
    assert not may_be_removed(request)
    rows = Attachment.objects.order_by("pk")
    assert [bool(row.file_removed_on) for row in rows] == [True, True, False]
    # That it was there, and what it was by its digest, stays; so does that it was removed.
    assert all(row.sha256 for row in rows)
    assert EvidenceRedaction.objects.filter(field="text").exists()
    assert Message.objects.filter(kind=MessageKind.IDENTIFICATION).exists()


@pytest.mark.django_db(transaction=True)
def test_the_files_go_from_the_disk_and_the_history_still_verifies():
    request = asked()
    settle(request, **WHO)
    paths = {file.name: path_of(file.stored_name) for file in Attachment.objects.all()}
    remove_what_came(request, **WHO)
    assert {name for name, path in paths.items() if path.exists()} == {"kept.txt"}
    assert not verify().faults


@pytest.mark.parametrize(
    ("days", "policy", "is_due"), [(6, None, False), (7, None, True), (2, 2, True), (1, 2, False)]
)
def test_retention_removes_it_by_itself_so_many_days_after_the_check(days, policy, is_due):
    request = asked()
    settle(request, **WHO)
    if policy is not None:
        make_request_policy(organisation=request.organisation, identification_days=policy)
    view = outlook(CHECKED_ON + timedelta(days=days))
    assert bool(view.due) == is_due
    run = apply(view, by="test")
    assert ("Canary of May" not in is_kept()) == is_due
    if is_due:
        assert run.scope == f"what came for identification: {request.reference}"
        assert (run.message_count, run.attachment_count, run.waiting_count) == (1, 2, 0)
        assert outlook(CHECKED_ON + WEEK).due == []
    assert RetentionRun.objects.count() == 1


def test_before_the_check_and_on_hold_it_stays():
    request = asked()
    assert outlook(date(2030, 1, 1)).due == []
    settle(request, **WHO)
    with recorded(by="test", reason="A court asks"):
        request.refresh_from_db()
        request.hold_reason, request.hold_review_on = "A court asks", date(2031, 1, 1)
        request.save()
    view = outlook(date(2030, 1, 1))
    assert (len(view.due), len(view.held)) == (0, 1)
    assert not may_be_removed(request)


def test_it_goes_too_where_no_check_was_needed_or_the_request_was_taken_back():
    for end in [
        lambda request: lifecycle.identity_not_needed(request, why="Known", **WHO),
        lambda request: lifecycle.withdraw(request, on=CHECKED_ON, **WHO),
    ]:
        end(asked())
    assert len(outlook(CHECKED_ON + WEEK).due) == 2


def test_what_came_after_the_check_is_counted_from_its_own_day():
    request = asked()
    settle(request, **WHO)
    late = make_message(
        request=request, kind=MessageKind.IDENTIFICATION, text="More", at="2026-02-20T12:00Z"
    )
    assert late.pk
    assert outlook(CHECKED_ON + WEEK).due == []
    assert len(outlook(date(2026, 2, 27)).due) == 1
