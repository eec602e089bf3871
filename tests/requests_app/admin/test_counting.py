"""Periods of the law and policies stand over time: a past day shows what held then."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from registry.past.views import as_it_was
from registry.records.history import recorded
from requests_app.models import LegalPeriod, RequestPolicy
from requests_app.recount import recount
from tests.requests_app.factories import make_request_policy, receive_request
from tests.support.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LONG_AGO = date(2020, 1, 1)
# A month from here is Easter Monday.
RECEIVED_ON, MONDAY, TUESDAY = date(2026, 3, 6), date(2026, 4, 6), date(2026, 4, 7)


@pytest.fixture
def lead(client):
    client.force_login(make_user(role="dpo"))
    return client


def test_what_ships_of_breaches_names_the_threshold_the_addressee_and_plain_hours():
    call_command("load_request_terms", verbosity=0)
    rows = LegalPeriod.objects.filter(duty="breach_authority").order_by("amount", "jurisdiction")
    assert [(row.jurisdiction, row.amount, row.unit, row.status) for row in rows] == [
        ("EU", 72, "hours", "in_force"),
        ("UK", 72, "hours", "in_force"),
        ("EU", 96, "hours", "proposed"),
    ]
    assert all(row.threshold and row.addressee and not row.is_moved for row in rows)


def test_a_past_day_has_the_periods_that_were_law_then():
    call_command("load_request_terms", verbosity=0)
    with as_it_was(date(2026, 6, 18)):
        assert not LegalPeriod.objects.in_force(date(2026, 6, 18)).filter(duty="complaint").exists()
    with as_it_was(date(2026, 6, 19)):
        assert LegalPeriod.objects.in_force(date(2026, 6, 19)).filter(duty="complaint").exists()
    (case, simple) = LegalPeriod.objects.filter(status="adopted").order_by("-amount")
    assert (case.amount, simple.amount, case.valid_from) == (15, 12, date(2027, 4, 2))


def test_a_change_of_a_policy_that_is_withdrawn_counts_anew(lead):
    request = receive_request("access", received_on=RECEIVED_ON)
    policy = make_request_policy(organisation=request.organisation, first_day=LONG_AGO)
    since = timezone.localdate() - timedelta(days=3)
    with recorded(by="test", reason="We have moved", since=since):
        policy.calendar = "BE"
        policy.save()
        recount()
    request.refresh_from_db()
    assert request.due_on == TUESDAY
    with as_it_was(since - timedelta(days=1)):
        assert RequestPolicy.objects.get().calendar == ""
    version = policy.history.filter(holds_from=since).latest("history_id").pk
    address = reverse("admin:requests_app_requestpolicy_move", args=[policy.pk, version])
    shown = lead.get(address).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(form_number|seen)" value="([^"]+)"', shown)
    sent = dict(hidden) | {"what": "never", "reason": "We did not"}
    said = lead.post(address, sent, follow=True).content.decode()
    assert f"1 due date moved: {request.reference}." in said
    request.refresh_from_db()
    assert request.due_on == MONDAY
