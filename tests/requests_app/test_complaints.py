"""Complaints have clocks of their own: to us, and to an authority."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from requests_app.feeds import calendar_of, due_dates
from requests_app.grounds import grounds_against
from requests_app.handling import lifecycle
from requests_app.handling.casefile import case_file
from requests_app.handling.complaints import note_authority
from requests_app.handling.lateness import late_notices
from requests_app.models import DataSubjectRequest
from requests_app.reminders import digests
from requests_app.timing import Rules
from requests_app.vocabulary import ClockRule, Outcome, RefusalGround, Reminder
from tests.registry.admin.forms import as_sent
from tests.requests_app.factories import (
    make_legal_period,
    make_request_policy,
    receive_request,
    right,
)
from tests.requests_app.resources.test_files import take as take_file
from tests.requests_app.steps import WHO
from tests.support.factories import make_organisation, make_supervisory_authority, make_user
from tests.support.taking import take

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# 30 days from here are a Sunday.
RECEIVED = date(2026, 7, 3)
SUNDAY, MONDAY, MONTH = date(2026, 8, 2), date(2026, 8, 3), date(2026, 8, 3)
BY_THEN = date(2026, 7, 17)


def british():
    ours = make_organisation()
    make_request_policy(organisation=ours, rule=ClockRule.ICO, calendar="GB-ENG")
    return ours


@pytest.fixture
def to_us():
    return receive_request("concern", received_on=RECEIVED, organisation=british())


@pytest.fixture
def to_authority():
    return receive_request("complaint", received_on=RECEIVED)


def page_of(client, request):
    client.force_login(make_user(role="dpo"))
    address = reverse("admin:requests_app_datasubjectrequest_change", args=[request.pk])
    return client.get(address).content.decode()


# To us


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        pytest.param(date(2026, 11, 23), date(2026, 12, 23), id="30 days from the day after"),
        pytest.param(RECEIVED, MONDAY, id="not on a Sunday: 1182/71, 3(4)"),
        pytest.param(date(2026, 6, 18), None, id="before 164A was in force"),
    ],
)
def test_164a_a_complaint_is_acknowledged_within_30_days(received_on, due_on):
    request = receive_request("concern", received_on=received_on, organisation=british())
    assert request.acknowledge_due_on == due_on


def test_no_law_of_the_union_gives_a_day_and_the_month_is_the_registers():
    request = receive_request("concern", received_on=date(2026, 11, 23))
    assert (request.acknowledge_due_on, request.due_on) == (None, date(2026, 12, 23))
    assert request.notice_due_on is None


def test_beside_a_request_it_is_acknowledged_and_the_request_keeps_its_month():
    request = receive_request("access", "concern", received_on=RECEIVED, organisation=british())
    days = (request.acknowledge_due_on, request.due_on, request.notice_due_on)
    assert days == (MONDAY, MONTH, MONTH)


@pytest.mark.slow
def test_the_page_the_feed_and_the_mail_name_the_day_and_its_safe_target(client, to_us):
    make_user(role="dpo", email="lead@example.org")
    page = page_of(client, to_us)
    assert "Acknowledge the complaint by 3 August 2026 (safe target: 2 August 2026)." in page
    text = calendar_of(due_dates(), host="register.example.org").replace("\r\n ", "")
    assert f"SUMMARY:{to_us.reference}: acknowledge the complaint" in text
    assert "Safe target: 2 August 2026" in text
    (digest,), _untold = digests(date(2026, 7, 28))
    assert Reminder.ACKNOWLEDGE in [item.kind for item in digest.items]
    digest.send()
    assert "3 August 2026 (safe target: 2 August 2026)" in mail.outbox[0].body
    assert DataSubjectRequest.objects.to_acknowledge().get() == to_us


def test_what_is_acknowledged_is_asked_for_no_more_and_a_late_one_is_recorded_as_late(to_us):
    lifecycle.acknowledge(to_us, on=date(2026, 8, 4), **WHO)
    to_us.refresh_from_db()
    assert not DataSubjectRequest.objects.to_acknowledge().exists()
    (late,) = late_notices(to_us)
    assert late == "The complaint was acknowledged on Aug. 4, 2026, after Aug. 3, 2026."


def test_12_3_extends_no_complaint(to_us):
    with pytest.raises(ValidationError, match="This is a complaint"):
        lifecycle.extend(to_us, notified_on=RECEIVED, why="Many", **WHO)


def test_12_5_is_no_answer_to_a_complaint_and_that_nothing_was_infringed_is_one(to_us):
    the_right = to_us.rights.get()
    lifecycle.begin(to_us, **WHO)
    lifecycle.decide(
        the_right, outcome=Outcome.REFUSED, ground=RefusalGround.NO_INFRINGEMENT, **WHO
    )
    remedies = {"explains_complaint": False, "explains_remedy": False}
    lifecycle.refuse(to_us, on=RECEIVED, channel="email", **remedies, **WHO)
    to_us.refresh_from_db()
    assert to_us.answered_on == RECEIVED
    assert RefusalGround.EXCESSIVE not in grounds_against("concern", on=RECEIVED)


# To an authority


def test_77_the_day_that_the_authority_set_is_the_due_date_and_no_weekend_moves_it(to_authority):
    assert to_authority.due_on == MONTH
    authority = make_supervisory_authority()
    note_authority(
        to_authority,
        authority=authority,
        authority_reference="C-12",
        lodged_on=date(2026, 6, 1),
        asked_until=SUNDAY,
        **WHO,
    )
    to_authority.refresh_from_db()
    assert (to_authority.raw_due_on, to_authority.due_on) == (SUNDAY, SUNDAY)
    assert "the authority asks for an answer by 2 August" in to_authority.clock_steps
    assert Rules().authority_informs_by(to_authority).due == date(2026, 9, 1)
    assert case_file(to_authority)["complaint"]["reference"] == "C-12"


@pytest.mark.slow
def test_the_step_asks_for_it_and_the_page_says_what_78_2_gives_the_authority(client, to_authority):
    authority = make_supervisory_authority(name="The authority")
    client.force_login(make_user(role="dpo"))
    take(
        client,
        "note_authority",
        to_authority,
        authority=authority.pk,
        lodged_on="2026-06-01",
        asked_until=BY_THEN.isoformat(),
        reason="Letter of the authority",
    )
    to_authority.refresh_from_db()
    assert (to_authority.authority, to_authority.due_on) == (authority, BY_THEN)
    page = page_of(client, to_authority)
    assert "of progress or outcome by Sept. 1, 2026 (Article 78(2); in the" in page
    assert "The authority, lodged on June 1, 2026" in page


def test_only_an_open_complaint_to_an_authority_is_given_one(client, to_us):
    client.force_login(make_user(role="dpo"))
    take(client, "note_authority", to_us, authority=make_supervisory_authority().pk)
    to_us.refresh_from_db()
    assert to_us.authority is None


# What is a complaint


@pytest.mark.slow
def test_a_right_added_on_the_page_counts_the_request_anew(client, to_us):
    client.force_login(make_user(role="dpo"))
    address = reverse("admin:requests_app_datasubjectrequest_change", args=[to_us.pk])
    sent = as_sent(client.get(address)) | {
        "rights-TOTAL_FORMS": "2",
        "rights-1-right": right("access").pk,
        "change_reason": "Asks for a copy too",
    }
    client.post(address, sent)
    to_us.refresh_from_db()
    assert to_us.rights.count() == 2
    assert to_us.notice_due_on == MONTH


def test_a_right_that_comes_in_by_a_file_counts_its_request_anew():
    request = receive_request(received_on=RECEIVED, organisation=british())
    assert request.acknowledge_due_on is None
    right("concern")
    take_file("requested_rights", f"request,right\n{request.reference},concern\n")
    request.refresh_from_db()
    assert (request.acknowledge_due_on, request.notice_due_on) == (MONDAY, None)


def test_a_period_of_ones_own_decides(to_us):
    own = {"jurisdiction": "UK", "duty": "complaint_answer", "event": "complaint"}
    make_legal_period(**own, unit="days", amount=10)
    Rules().put_deadlines(to_us)
    assert to_us.due_on == date(2026, 7, 13)
