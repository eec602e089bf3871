"""What a change of rules does to the due dates of requests that are open."""

from datetime import date

import pytest
from django.urls import reverse

from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.models import DataSubjectRequest, LegalPeriods, RequestPolicy
from requests_app.recount import recount
from tests.registry.admin.forms import as_sent
from tests.requests_app.factories import make_request_policy, receive_request
from tests.requests_app.steps import WHO, request_in
from tests.support.factories import make_organisation, make_user
from tests.support.taking import take

pytestmark = pytest.mark.django_db

# A month from here is a Saturday.
RECEIVED_ON, PLAIN, MONDAY = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2)


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
    assert (open_request.due_on, open_request.clock_calendar) == (MONDAY, "BE")
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
    lifecycle.extend(open_request, notified_on=MONDAY, why="Many systems", **WHO)
    done = change_calendar(open_request.organisation, "none")
    assert (done.moved, done.left) == ([], [open_request.reference])
    open_request.refresh_from_db()
    assert open_request.notice_due_on == MONDAY


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
    page = reverse("admin:requests_app_legalperiods_add")
    sent = as_sent(client.get(page)) | {
        "valid_from": "2026-01-01",
        "source": "A regulation to come",
        "answer_months": "2",
        "breach_hours": "96",
    }
    assert "1 due date moved" in client.post(page, sent, follow=True).content.decode()
    open_request.refresh_from_db()
    assert open_request.due_on == date(2026, 3, 31)
    assert LegalPeriods.objects.get().thresholds.breach_hours == 96


@pytest.mark.once
def test_a_row_taken_out_of_use_counts_no_longer(client, open_request):
    test_the_privacy_lead_adds_a_row_when_the_law_changes(client, open_request)
    take(client, "retire", LegalPeriods.objects.get(), reason="It did not pass")
    assert DataSubjectRequest.objects.get().due_on == PLAIN
