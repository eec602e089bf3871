"""What the law stops at once has a clock of its own, beside the month for telling the person."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from requests_app.feeds import calendar_of, due_dates
from requests_app.handling import lifecycle
from requests_app.models import DataSubjectRequest
from requests_app.reminders import digests
from requests_app.timing import Rules
from requests_app.vocabulary import Outcome, Reminder
from tests.requests_app.factories import receive_request
from tests.requests_app.steps import WHO
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

RECEIVED = date(2026, 7, 3)
MONTH = date(2026, 8, 3)


@pytest.mark.parametrize("code", ["marketing-objection", "consent-withdrawal"])
def test_7_3_and_21_3_end_on_the_day_of_receipt_and_the_person_is_told_within_the_month(code):
    request = receive_request(code, received_on=RECEIVED)
    assert (Rules().stop_by(request), request.due_on) == (RECEIVED, MONTH)


@pytest.mark.parametrize("code", ["access", "erasure", "objection"])
def test_other_rights_stop_nothing_at_once(code):
    request = receive_request(code, received_on=RECEIVED)
    assert Rules().stop_by(request) is None
    assert not DataSubjectRequest.objects.to_stop().exists()


def test_it_is_a_task_of_each_day_until_it_is_decided_and_no_question_puts_it_off():
    make_user(role="dpo", email="lead@example.org")
    request = receive_request("marketing-objection", received_on=RECEIVED)
    lifecycle.ask_identity(request, on=RECEIVED, **WHO)
    (digest,), _untold = digests(RECEIVED)
    assert [item.kind for item in digest.items] == [Reminder.STOP]
    digest.send()
    assert "Stop at once, 7(3), 21(3):\n" in mail.outbox[0].body
    assert "received 3 July 2026" in mail.outbox[0].body
    assert digests(RECEIVED)[0] == []
    assert digests(date(2026, 7, 4))[0]
    lifecycle.identity_not_needed(request, why="Writes from the account", **WHO)
    lifecycle.decide(request.rights.get(), outcome=Outcome.FULFILLED, **WHO)
    assert digests(date(2026, 7, 5))[0] == []


def test_the_feed_has_it_on_its_own_day():
    receive_request("marketing-objection", received_on=RECEIVED)
    text = calendar_of(due_dates(), host="register.example.org")
    assert "DTSTART;VALUE=DATE:20260703" in text
    assert "DTSTART;VALUE=DATE:20260803" in text
    assert text.count("BEGIN:VEVENT") == 2


def test_the_page_says_so(client):
    request = receive_request("consent-withdrawal", received_on=RECEIVED)
    client.force_login(make_user(role="dpo"))
    page = client.get(reverse("admin:requests_app_datasubjectrequest_change", args=[request.pk]))
    assert "Stop at once." in page.content.decode()
