"""The deadlines on the file of a request: whose rule, which questions, what is kept."""

from datetime import UTC, date, datetime

import pytest

from registry.lifecycle import retire
from requests_app.deadlines.questions import Need
from requests_app.models import DataSubjectRequest
from requests_app.timing import Rules, day_of_receipt, put_deadlines
from requests_app.vocabulary import ClockRule
from tests.requests_app.factories import (
    make_clock_event,
    make_legal_period,
    make_request,
    make_request_policy,
)
from tests.support.factories import country, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# A month from here is Easter Monday.
RECEIVED_ON = date(2026, 3, 6)
PLAIN, TUESDAY = date(2026, 4, 6), date(2026, 4, 7)


def counted(request):
    put_deadlines(request)
    return request


def british(organisation):
    return make_request_policy(organisation=organisation, rule=ClockRule.ICO, calendar="GB-ENG")


def make(**fields):
    return make_request(**{"received_on": RECEIVED_ON} | fields)


# Whose rule and calendar


def test_without_a_policy_no_holiday_moves_a_date():
    request = counted(make())
    assert (request.raw_due_on, request.due_on) == (PLAIN, PLAIN)
    assert (request.clock_rule, request.clock_calendar) == ("edpb", "none")


def test_the_rule_and_the_calendar_are_those_of_the_organisation():
    ours = make_organisation()
    british(ours)
    request = counted(make(organisation=ours))
    assert (request.raw_due_on, request.due_on) == (PLAIN, TUESDAY)
    assert (request.clock_rule, request.clock_calendar) == ("ico", "GB-ENG")


def test_a_request_may_have_its_own():
    ours = make_organisation()
    british(ours)
    request = counted(make(organisation=ours, rule=ClockRule.EDPB, calendar="none"))
    assert (request.clock_rule, request.clock_calendar) == ("edpb", "none")
    assert request.due_on == PLAIN


def test_the_policy_of_another_organisation_says_nothing():
    british(make_organisation())
    assert counted(make()).clock_calendar == "none"


def test_a_sponsored_project_has_its_sponsors_policy():
    sponsor = make_organisation()
    british(sponsor)
    request = counted(make(organisation=make_organisation(parent=sponsor)))
    assert (request.clock_rule, request.due_on) == ("ico", TUESDAY)


def test_a_policy_of_its_own_comes_before_the_sponsors():
    sponsor = make_organisation()
    project = make_organisation(parent=sponsor)
    british(sponsor)
    own = make_request_policy(organisation=project, calendar="BE")
    assert Rules().policy_of(project.pk) == own


def test_a_retired_policy_does_not_count():
    ours = make_organisation()
    retire(british(ours), by="test", reason="We have moved")
    assert counted(make(organisation=ours)).clock_rule == "edpb"


@pytest.mark.parametrize(
    ("code", "calendar"),
    [("BE", "BE"), ("US", "none"), pytest.param("GB", "none", id="GB, which has left")],
)
def test_without_a_policy_the_calendar_is_the_countrys_inside_the_union(code, calendar):
    assert counted(make(organisation=make_organisation(country=country(code)))).clock_calendar == (
        calendar
    )


def test_a_project_without_a_country_is_where_its_sponsor_is():
    sponsor = make_organisation(country=country("DE"))
    make_request_policy(organisation=sponsor)
    assert counted(make(organisation=make_organisation(parent=sponsor))).due_on == TUESDAY


def test_the_periods_are_those_in_force_on_the_day_of_receipt():
    make_legal_period(valid_from=date(2018, 5, 25))
    make_legal_period(valid_from=date(2026, 3, 6), amount=2)
    assert counted(make(received_on=date(2026, 3, 5))).due_on == date(2026, 4, 6)
    assert counted(make()).due_on == date(2026, 5, 6)


# Questions


def ask(request, need, asked_on, answered_on=None):
    return make_clock_event(request=request, need=need, asked_on=asked_on, answered_on=answered_on)


def test_while_an_answer_is_missing_nothing_is_due_but_the_notice():
    request = make()
    ask(request, Need.IDENTITY, date(2026, 3, 9))
    counted(request)
    assert (request.due_on, request.raw_due_on) == (None, None)
    assert request.notice_due_on == PLAIN
    assert request.clock_steps.endswith("no due date until the answer comes")


def test_under_the_rule_of_the_uk_the_notice_waits_too():
    request = make(rule=ClockRule.ICO)
    ask(request, Need.IDENTITY, date(2026, 3, 9))
    counted(request)
    assert (request.due_on, request.notice_due_on) == (None, None)


@pytest.mark.parametrize(
    ("rule", "start", "due_on"),
    [
        (ClockRule.EDPB, RECEIVED_ON, date(2026, 4, 13)),
        (ClockRule.ICO, date(2026, 3, 16), date(2026, 4, 16)),
    ],
)
def test_each_rule_makes_its_own_of_an_answer(rule, start, due_on):
    request = make(rule=rule)
    ask(request, Need.IDENTITY, date(2026, 3, 9), date(2026, 3, 16))
    counted(request)
    assert (request.clock_start_on, request.due_on) == (start, due_on)


def test_an_extension_counts_from_where_the_clock_started_anew():
    told_on = date(2026, 4, 13)
    request = make(
        rule=ClockRule.ICO,
        extended_on=told_on,
        extension_notified_on=told_on,
        extension_reason="Many systems",
    )
    ask(request, Need.IDENTITY, date(2026, 3, 9), date(2026, 3, 16))
    counted(request)
    assert (request.due_on, request.notice_due_on) == (date(2026, 6, 16), date(2026, 4, 16))


def test_a_retired_question_was_never_put():
    request = make()
    retire(ask(request, Need.IDENTITY, date(2026, 3, 9)), by="test", reason="Not needed")
    assert counted(request).due_on == PLAIN


def test_a_question_of_another_request_does_not_count():
    ask(make(), Need.IDENTITY, date(2026, 3, 9))
    assert counted(make()).due_on == PLAIN


# Whose law


def test_the_45_days_of_a_state_are_a_row_that_an_organisation_adds():
    terms = {"jurisdiction": "US-CA", "unit": "days", "is_moved": False}
    make_legal_period(valid_from=date(2020, 1, 1), amount=45, **terms)
    ours = make_organisation()
    make_request_policy(organisation=ours, jurisdiction="US-CA")
    request = counted(make(organisation=ours))
    assert request.due_on == date(2026, 4, 20)
    assert "45 days from 6 March" in request.clock_steps
    assert counted(make(organisation=ours, jurisdiction="EU")).due_on == PLAIN


# Extensions


def extended(**fields):
    told = {"extended_on": fields["extension_notified_on"], "extension_reason": "Many systems"}
    return counted(make(**told | fields))


def test_12_3_an_extension_told_late_is_on_record_and_extends_nothing():
    late = extended(extension_notified_on=date(2026, 4, 8))
    assert (late.due_on, late.is_extension_late, late.is_extended) == (PLAIN, True, False)
    in_time = extended(extension_notified_on=PLAIN)
    assert (in_time.due_on, in_time.is_extended) == (date(2026, 6, 8), True)


def test_12_3_an_extension_may_be_shorter():
    one_month = extended(extension_notified_on=PLAIN, extension_months=1)
    assert (one_month.raw_due_on, one_month.due_on) == (date(2026, 5, 6), date(2026, 5, 6))


# The day of receipt


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        pytest.param("America/Chicago", date(2026, 1, 31), id="Saturday, 20:00 in Austin"),
        pytest.param("", date(2026, 2, 1), id="that of the register"),
        pytest.param("Asia/Tokyo", date(2026, 2, 1), id="the other way round"),
    ],
)
def test_a_message_came_on_the_day_that_it_was_with_the_organisation(zone, day):
    sponsor = make_organisation()
    make_request_policy(organisation=sponsor, time_zone=zone)
    at = datetime(2026, 2, 1, 2, tzinfo=UTC)
    for organisation in (sponsor, make_organisation(parent=sponsor)):
        assert day_of_receipt(at, organisation) == day


# What is kept


def test_the_steps_can_be_read():
    ours = make_organisation()
    british(ours)
    assert counted(make(organisation=ours)).clock_steps == (
        "received 6 March 2026 → 6 April is a holiday: Easter Monday → Tuesday 7 April"
    )


def test_counting_writes_nothing():
    request = make()
    counted(request)
    assert DataSubjectRequest.objects.get().due_on is None
    assert request.history.count() == 1
