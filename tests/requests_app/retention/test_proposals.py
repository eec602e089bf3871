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

from registry.files_kept import storage as kept
from registry.lifecycle import retire
from registry.models import Organisation
from registry.records.history import recorded
from requests_app.messages import storage
from requests_app.models import (
    Attachment,
    DataSubjectRequest,
    Message,
    RequestedRight,
    Requester,
    RetentionRun,
)
from requests_app.retention.proposals import PARTS, Timer, outlook
from requests_app.retention.removal import MARKER
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
from tests.support.factories import make_organisation, make_right, make_user, one_block

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


@pytest.mark.once
def test_a_month_may_be_three_days_shorter_than_the_one_before():
    organisation = make_organisation()
    make_request_policy(organisation=organisation, text_months=1)
    request = make_full(organisation=organisation, closed_on=date(2025, 1, 31))
    assert due(date(2025, 2, 27)) == []
    assert due(date(2025, 2, 28)) == [(request.reference, Timer.TEXTS)]


@pytest.mark.once
def test_what_is_due_comes_by_organisation_timer_and_day_and_says_since_when():
    second, first = make_organisation(name="Zoo"), make_organisation(name="Aquarium")
    late = make_full(organisation=first, closed_on=CLOSED_ON + timedelta(days=1))
    early = make_full(organisation=first, reference="T-B")
    twin = make_full(organisation=first, reference="T-A")
    other = make_full(organisation=second)
    make_unassigned()
    proposals = outlook(A_YEAR_LATER + timedelta(days=1)).due
    assert [proposal.request for proposal in proposals] == [twin, early, late, other, None]
    assert [(proposal.ended_on, proposal.due_on) for proposal in proposals[1:3]] == [
        (CLOSED_ON, A_YEAR_LATER),
        (late.closed_on, A_YEAR_LATER + timedelta(days=1)),
    ]


@pytest.mark.once
def test_a_form_names_a_proposal_by_its_timer_and_the_number_of_its_file():
    request = make_full()
    keys = [proposal.key for proposal in outlook(THREE_YEARS_LATER).due]
    assert keys == [f"{timer}-{request.pk}" for timer in ["texts", "requester", "fingerprints"]]


@pytest.mark.once
def test_holds_are_listed_by_the_day_of_their_review():
    days = [A_YEAR_LATER, CLOSED_ON, CLOSED_ON]
    late, second, first = (
        make_request(hold_reason="Court", hold_review_on=day, reference=f"T-{name}")
        for name, day in zip("ACB", days, strict=True)
    )
    make_request(hold_reason="", hold_review_on=CLOSED_ON)  # it was lifted
    assert outlook(A_YEAR_LATER).holds_to_review == [first, second, late]


@pytest.mark.once
def test_of_a_file_without_texts_it_is_noted_too_that_their_time_is_up():
    request = make_closed()
    assert due(A_YEAR_LATER) == [(request.reference, Timer.TEXTS)]
    run(A_YEAR_LATER)
    request.refresh_from_db()
    assert (request.text_minimised_on, due(A_YEAR_LATER)) == (A_YEAR_LATER, [])


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


# Messages without a request


CAME_AT = datetime(2024, 1, 31, 12, tzinfo=UTC)


@one_block()
def make_unassigned(at=CAME_AT, **fields):
    """Filed before anybody said of which request it is."""
    message = make_message(at=at, **{"text": "Canary"} | fields)
    message.request = None
    message.save()
    return message


def test_messages_without_a_request_go_a_year_after_they_came():
    message = make_unassigned(fingerprint="f" * 64, fingerprint_salt="5" * 64)
    make_attachment(message=message, name="Canary", stored_name="a" * 32)
    assert due(A_YEAR_LATER - timedelta(days=1)) == []
    assert due(A_YEAR_LATER) == [(None, Timer.UNASSIGNED)]
    log = run(A_YEAR_LATER)
    for text in ["Canary", "f" * 64, "5" * 64, "0" * 64]:
        assert text not in said_in(Message, Attachment)
    assert due(A_YEAR_LATER) == []
    assert (log.message_count, log.attachment_count) == (1, 1)
    assert log.scope == "unassigned messages"


@pytest.mark.once
def test_an_unassigned_message_goes_for_what_only_its_attachment_says():
    message = make_unassigned(message_id="", text="")
    make_attachment(message=message, name="Canary", stored_name="a" * 32)
    assert due(A_YEAR_LATER) == [(None, Timer.UNASSIGNED)]
    run(A_YEAR_LATER)
    assert "Canary" not in said_in(Attachment)


@pytest.mark.once
def test_an_unassigned_message_that_says_nothing_stays_whatever_other_messages_hold():
    make_unassigned(message_id="", text="")
    make_attachment(message=make_message(at=CAME_AT, request=make_request()), name="Canary")
    assert due(A_YEAR_LATER) == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("at", "due_on"),
    [
        pytest.param(CAME_AT, A_YEAR_LATER, id="a year"),
        pytest.param(datetime(2024, 2, 29, tzinfo=UTC), date(2025, 2, 28), id="a leap day"),
        pytest.param(datetime(2024, 1, 30, 16, tzinfo=UTC), A_YEAR_LATER, id="the day here"),
    ],
)
def test_an_unassigned_message_is_due_a_year_after_the_day_on_which_it_came(at, due_on):
    make_unassigned(at=at)
    with timezone.override("Asia/Tokyo"):
        assert outlook(due_on - timedelta(days=1)).due == []
        (proposal,) = outlook(due_on).due
    assert proposal.due_on == due_on
    assert proposal.key == "unassigned-0"


@pytest.mark.once
def test_strays_are_due_since_the_first_of_them_and_the_young_ones_stay():
    make_unassigned(at=CAME_AT + timedelta(days=10), text="Second canary")
    make_unassigned(text="First canary")
    make_unassigned(at=CAME_AT + timedelta(days=11), text="Young canary")
    (proposal,) = outlook(A_YEAR_LATER + timedelta(days=10)).due
    assert (proposal.ended_on, proposal.due_on) == (CLOSED_ON, A_YEAR_LATER)
    run(A_YEAR_LATER + timedelta(days=10))
    assert [text for text in Message.objects.values_list("text", flat=True) if "anary" in text] == [
        "Young canary"
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("policies", "is_automatic"),
    [
        pytest.param([], False, id="no organisation"),
        pytest.param([None], False, id="no policy, which is to ask"),
        pytest.param([False], False, id="ask"),
        pytest.param([True], True, id="without asking"),
        pytest.param([True, True], True, id="all without asking"),
        pytest.param([True, False], False, id="one asks"),
        pytest.param([True, None], False, id="one has no policy"),
    ],
)
def test_strays_go_unasked_only_where_every_organisation_lets_its_files_go_so(
    policies, is_automatic
):
    unassigned = make_unassigned()
    for organisation in Organisation.objects.all():
        retire(organisation, on=CLOSED_ON, by="test", reason="Closed down")
    for policy in policies:
        organisation = make_organisation()
        if policy is not None:
            make_request_policy(organisation=organisation, is_automatic=policy)
    assert [proposal.is_automatic for proposal in outlook(A_YEAR_LATER).due] == [is_automatic]
    log = run(A_YEAR_LATER, is_confirmed=False)
    unassigned.refresh_from_db()
    assert (log.mode, unassigned.text == "Canary") == (
        ("automatic", False) if is_automatic else ("proposed", True)
    )


@pytest.mark.once
def test_a_project_has_the_policy_of_its_sponsor_for_strays_too():
    unassigned_in = make_unassigned()
    retire(Organisation.objects.get(), on=CLOSED_ON, by="test", reason="Closed down")
    sponsor = make_organisation()
    make_organisation(parent=sponsor)
    make_request_policy(organisation=sponsor, is_automatic=True)
    run(A_YEAR_LATER, is_confirmed=False)
    unassigned_in.refresh_from_db()
    assert unassigned_in.text != "Canary"


@pytest.mark.once
def test_a_policy_that_was_retired_lets_nothing_go():
    make_unassigned()
    policy = make_request_policy(organisation=Organisation.objects.get(), is_automatic=True)
    assert outlook(A_YEAR_LATER).due[0].is_automatic
    retire(policy, on=CLOSED_ON, by="test", reason="Thought better of it")
    assert not outlook(A_YEAR_LATER).due[0].is_automatic


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
def test_what_a_policy_lets_go_was_not_confirmed_by_who_confirmed_the_rest():
    automatic, careful = make_organisation(), make_organisation()
    make_request_policy(organisation=automatic, is_automatic=True)
    by_policy = make_full(organisation=automatic)
    assert run(A_YEAR_LATER).mode == "automatic"  # though with `--confirm`
    by_policy = make_full(organisation=automatic)
    confirmed = make_full(organisation=careful)
    log = run(A_YEAR_LATER)
    assert log.mode == "confirmed"
    assert log.scope.splitlines() == [
        f"texts, messages and attachments: {confirmed.reference}",
        f"texts, messages and attachments (by policy): {by_policy.reference}",
    ]
    chosen = make_full(organisation=automatic)
    assert run(A_YEAR_LATER, keys={f"texts-{chosen.pk}"}).mode == "confirmed"


@pytest.mark.once
def test_only_what_was_chosen_is_removed():
    first, second = make_full(), make_full()
    log = run(A_YEAR_LATER, keys={f"texts-{first.pk}"})
    assert due(A_YEAR_LATER) == [(second.reference, Timer.TEXTS)]
    assert (log.mode, log.waiting_count) == ("confirmed", 1)


@pytest.mark.slow
@pytest.mark.once
def test_a_run_counts_what_each_timer_removed_and_names_the_files():
    one, other = make_full(reference="T-1"), make_full(reference="T-2")
    make_full(hold_reason="A case in court", hold_review_on=A_YEAR_LATER)
    make_message(request=one, text="Canary")
    make_unassigned()
    run(A_YEAR_LATER, keys={f"texts-{other.pk}"})
    log = run(THREE_YEARS_LATER, by=make_user(username="lead"))
    log.refresh_from_db()
    assert (log.on, log.ran_by, log.mode) == (THREE_YEARS_LATER, "lead", "confirmed")
    assert (log.text_count, log.requester_count, log.fingerprint_count) == (1, 2, 2)
    # Two messages of the one file, of the other the fingerprint of one, and the unassigned one.
    assert (log.message_count, log.attachment_count) == (4, 2)
    assert (log.waiting_count, log.held_count) == (0, 3)
    assert log.scope.splitlines() == [
        "texts, messages and attachments: T-1",
        "name and address of the requester: T-1, T-2",
        "fingerprints: T-1, T-2",
        "unassigned messages",
    ]


@pytest.mark.slow
@pytest.mark.once
def test_each_version_says_which_timer_was_up():
    make_full()
    make_unassigned()
    run(THREE_YEARS_LATER)
    reasons = Message.history.values_list("history_change_reason", flat=True)
    assert {reason for reason in reasons if reason.startswith("Retention")} == {
        "Retention: the period is over for texts, messages and attachments",
        "Retention: the period is over for fingerprints",
        "Retention: the period is over for unassigned messages",
    }


@pytest.mark.once
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_run_that_finds_nothing_is_a_proposal(is_confirmed):
    assert run(A_YEAR_LATER, is_confirmed=is_confirmed).mode == "proposed"


@pytest.mark.slow
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


@pytest.mark.slow
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
    path = kept.path_of(attachment.stored_name)
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
    assert kept.path_of(attachment.stored_name).exists()


def apply_with_a_fault(monkeypatch):
    def fail(self, *args, **kwargs):
        raise ValueError("no mode")

    monkeypatch.setattr(RetentionRun, "save", fail)
    run(A_YEAR_LATER)
