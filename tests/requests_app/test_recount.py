"""What a change of rules does to the due dates of requests that are open."""

from datetime import date

import pytest
from django.urls import reverse

from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.models import DataSubjectRequest, LegalPeriod, RequestPolicy
from requests_app.recount import moved_by, recount
from tests.registry.admin.forms import as_sent
from tests.requests_app.factories import make_legal_period, make_request_policy, receive_request
from tests.requests_app.steps import WHO, request_in
from tests.support.factories import make_organisation, make_user
from tests.support.taking import take

pytestmark = pytest.mark.django_db

# A month from here is Easter Monday.
RECEIVED_ON, PLAIN, TUESDAY = date(2026, 3, 6), date(2026, 4, 6), date(2026, 4, 7)


@pytest.fixture
def open_request():
    return receive_request("access", received_on=RECEIVED_ON)


def change_calendar(organisation, calendar="BE"):
    policy = RequestPolicy.objects.filter(organisation=organisation).first()
    with recorded(by="test", reason="We have moved"):
        policy = policy or RequestPolicy(organisation=organisation)
        policy.calendar = calendar
        policy.save()
        return recount()


def test_a_new_calendar_moves_what_is_due_and_keeps_how_it_was_counted_before(open_request):
    assert change_calendar(open_request.organisation).moved == [open_request.reference]
    open_request.refresh_from_db()
    assert (open_request.due_on, open_request.clock_calendar) == (TUESDAY, "BE")
    newest, older = open_request.history.order_by("-history_id")[:2]
    assert (older.due_on, older.clock_calendar) == (PLAIN, "none")
    assert newest.history_change_reason == "We have moved"


def test_what_is_answered_and_what_another_organisation_counts_stays(open_request):
    ended = request_in("answered", organisation=open_request.organisation)
    before = ended.history.count()
    assert change_calendar(make_organisation()).moved == []
    assert change_calendar(open_request.organisation).moved == [open_request.reference]
    assert ended.history.count() == before


@pytest.mark.once
def test_a_day_that_stays_is_no_move_but_its_new_derivation_is_kept(open_request):
    change_calendar(open_request.organisation, "BE")
    assert change_calendar(open_request.organisation, "FR").moved == []
    open_request.refresh_from_db()
    assert open_request.clock_calendar == "FR"


@pytest.mark.once
def test_an_extension_that_was_told_in_time_stays_so(open_request):
    change_calendar(open_request.organisation)
    lifecycle.extend(open_request, notified_on=TUESDAY, why="Many systems", **WHO)
    done = change_calendar(open_request.organisation, "none")
    assert (done.moved, done.left) == ([], [open_request.reference])
    open_request.refresh_from_db()
    assert open_request.notice_due_on == TUESDAY


@pytest.mark.once
def test_the_page_of_the_policy_says_how_many_dates_moved(client, open_request):
    client.force_login(make_user(role="dpo"))
    policy = make_request_policy(organisation=open_request.organisation)
    page = reverse("admin:requests_app_requestpolicy_change", args=[policy.pk])
    sent = as_sent(client.get(page)) | {"calendar": "BE", "change_reason": "We have moved"}
    said = client.post(page, sent, follow=True).content.decode()
    assert f"1 due date moved: {open_request.reference}." in said


def test_the_privacy_lead_adds_a_row_when_the_law_changes(client, open_request):
    client.force_login(make_user(role="dpo"))
    page = reverse("admin:requests_app_legalperiod_add")
    sent = as_sent(client.get(page)) | {
        "jurisdiction": "EU",
        "duty": "answer",
        "amount": "2",
        "event": "receipt",
        "valid_from": "2026-01-01",
        "source": "A regulation to come",
    }
    assert "1 due date moved" in client.post(page, sent, follow=True).content.decode()
    open_request.refresh_from_db()
    assert open_request.due_on == date(2026, 5, 6)


@pytest.mark.once
def test_a_row_taken_out_of_use_counts_no_longer(client, open_request):
    test_the_privacy_lead_adds_a_row_when_the_law_changes(client, open_request)
    take(client, "retire", LegalPeriod.objects.get(), reason="It did not pass")
    assert DataSubjectRequest.objects.get().due_on == PLAIN


def propose(**fields):
    on = date(2025, 11, 19)
    return make_legal_period(**{"amount": 2, "status": "proposed", "valid_from": on} | fields)


@pytest.mark.once
def test_what_is_proposed_moves_nothing_and_a_page_says_what_it_would_move(client, open_request):
    propose()
    propose(duty="breach_authority", unit="hours", amount=96)
    assert change_calendar(open_request.organisation, "none").moved == []
    client.force_login(make_user(role="dpo"))
    page = client.get(reverse("admin:requests_app_legalperiod_proposed")).content.decode()
    assert open_request.reference in page
    assert "72 hours → 96 hours" in page
    assert "May 6, 2026" in page or "6 May 2026" in page
    open_request.refresh_from_db()
    assert open_request.due_on == PLAIN
    assert open_request.history.count() == 1


@pytest.mark.once
def test_a_proposal_of_one_jurisdiction_moves_none_of_another(open_request):
    assert moved_by(propose(jurisdiction="UK").period) == []
    assert [move.request for move in moved_by(propose().period)] == [open_request]


@pytest.mark.once
def test_a_late_extension_stays_late_whatever_is_counted_anew(open_request):
    lifecycle.extend(open_request, notified_on=TUESDAY, why="Many systems", **WHO)
    assert change_calendar(open_request.organisation, "BE").moved == [open_request.reference]
    open_request.refresh_from_db()
    assert (open_request.due_on, open_request.is_extended) == (date(2026, 6, 8), True)
