"""Questions about many rows, each asked for a day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.models import (
    AdequacyDecision,
    Body,
    Country,
    Engagement,
    ProcessingActivity,
    Processor,
    ProcessorAgreement,
    Transfer,
)
from registry.records.history import recorded
from registry.vocabulary import EngagementState, TransferTool
from tests.support.factories import (
    country,
    make_activity,
    make_adequacy_decision,
    make_approved_activity,
    make_body,
    make_engagement,
    make_processor,
    make_processor_agreement,
    make_purpose,
    make_seat,
    make_transfer,
    one_block,
)

pytestmark = pytest.mark.django_db

JULY = date(2018, 7, 17)
BEFORE, AFTER = date(2018, 7, 16), date(2018, 7, 18)


# Countries, decisions


def test_the_eea_is_that_of_the_day():
    for code in ["BE", "GB", "US"]:
        country(code)
    found = {}
    for on in [date(1993, 12, 31), JULY, date(2020, 12, 31), date(2021, 1, 1)]:
        found[on] = sorted(row.code for row in Country.objects.all() if row.is_in_eea(on))
    assert [*found.values()] == [[], ["BE", "GB"], ["BE", "GB"], ["BE"]]


def test_decisions_are_those_of_the_day():
    with one_block():
        make_adequacy_decision(
            decision="Shield", valid_from=date(2016, 7, 12), valid_until=date(2020, 7, 16)
        )
        make_adequacy_decision(decision="Framework", valid_from=date(2023, 7, 10))
    decisions = {
        date(2016, 7, 11): [],
        date(2016, 7, 12): ["Shield"],
        date(2020, 7, 16): ["Shield"],
        date(2020, 7, 17): [],
        date(2023, 7, 10): ["Framework"],
    }
    found = {on: [row.decision for row in AdequacyDecision.objects.valid(on)] for on in decisions}
    assert found == decisions


# Activities


def test_a_review_is_due_a_whole_period_after_the_last(settings):
    settings.REVIEW_EVERY_DAYS = 365
    activity, due = make_approved_activity(), {}
    for reviewed_on in [None, date(2017, 7, 16), date(2017, 7, 17), date(2017, 7, 18)]:
        _write(activity, reviewed_on=reviewed_on)
        due[reviewed_on] = ProcessingActivity.objects.review_due(JULY).exists()
    assert [*due.values()] == [True, True, True, False]


def _write(row, **fields):
    with recorded(by="test", reason="Set up"):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def test_no_review_is_due_of_drafts_and_of_what_no_longer_takes_place():
    make_activity()
    _write(make_approved_activity(), reviewed_on=None, ends_on=BEFORE)
    assert not ProcessingActivity.objects.review_due(JULY).exists()
    assert ProcessingActivity.objects.review_due(BEFORE).count() == 1


@one_block()
def make_counted():
    activity = make_activity()
    for _ in range(2):
        make_purpose(activity=activity)
        make_engagement(activity=activity)
    make_engagement(activity=activity)
    make_engagement(activity=activity, retired_on=JULY)
    make_activity()


def test_counts_are_of_rows_in_use_and_do_not_multiply():
    make_counted()
    rows = ProcessingActivity.objects.with_counts().order_by("pk")
    assert [row.recipient_count for row in rows] == [3, 0]


def test_engagements_of_a_processor_and_seats_of_a_body_are_counted():
    processor, body = make_processor(), make_body()
    make_engagement(processor=processor)
    make_engagement(processor=processor, retired_on=JULY)
    make_seat(body=body)
    make_seat(body=body, retired_on=JULY)
    assert Processor.objects.with_counts().get().engagement_count == 1
    assert Body.objects.with_counts().get().seat_count == 1


# Recipients


def make_each(make, cases):
    """A row for each case; what is to be told of it stands in its remarks."""
    with one_block():
        for case, fields in cases.items():
            make(remarks=case, **fields)


def told(rows):
    return {row.remarks for row in rows}


def test_what_is_listed_is_a_matter_of_the_listing_alone():
    listed = {
        "first day": {"listed_from": JULY},
        "last day": {"listed_from": BEFORE, "listed_until": JULY},
        "retired later": {"listed_from": JULY, "retired_on": AFTER},
        "service has ended": {"listed_from": JULY, "ends_on": BEFORE},
    }
    others = {
        "never listed": {},
        "day before": {"listed_from": AFTER},
        "day after": {"listed_from": BEFORE, "listed_until": BEFORE},
        "retired that day": {"listed_from": JULY, "retired_on": JULY},
    }
    make_each(make_engagement, listed | others)
    assert told(Engagement.objects.listed(JULY)) == {*listed}


def test_a_plan_whose_day_has_come_waits_to_be_confirmed():
    plans = {
        "day before": {"state": EngagementState.PLANNED, "starts_on": BEFORE},
        "that day": {"state": EngagementState.PLANNED, "starts_on": JULY},
        "in the future": {"state": EngagementState.PLANNED, "starts_on": AFTER},
        "no plan": {"state": EngagementState.ACTIVE, "starts_on": BEFORE},
    }
    make_each(make_engagement, plans)
    assert told(Engagement.objects.start_has_passed(JULY)) == {"day before", "that day"}


def test_what_begins_later_than_planned_states_is_found():
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_engagement(state=EngagementState.PLANNED, starts_on=tomorrow)
    active = make_engagement(state=EngagementState.ACTIVE, starts_on=JULY)
    make_engagement(state=EngagementState.ACTIVE, starts_on=JULY, retired_on=AFTER)
    assert list(Engagement.objects.begun_too_early(BEFORE)) == [active.pk]
    assert not Engagement.objects.begun_too_early(JULY).exists()


# Agreements, transfers


def test_an_agreement_holds_from_its_signature_to_its_end():
    in_force = {
        "no dates": {},
        "signed that day": {"signed_on": JULY},
        "last day": {"expires_on": JULY},
        "retired later": {"retired_on": AFTER},
    }
    others = {
        "signed later": {"signed_on": AFTER},
        "expired": {"expires_on": BEFORE},
        "retired that day": {"retired_on": JULY},
    }
    make_each(make_processor_agreement, in_force | others)
    assert told(ProcessorAgreement.objects.in_force(JULY)) == {*in_force}


@pytest.mark.parametrize(
    ("ends_on", "is_named"),
    [(BEFORE, False), (JULY, False), (AFTER, True), (None, True)],
)
def test_an_agreement_expires_unseen_where_its_vendor_has_left_by_then(ends_on, is_named):
    row = make_engagement(ends_on=ends_on)
    who = {"organisation": row.activity.organisation, "processor": row.processor}
    make_processor_agreement(expires_on=JULY, **who)
    assert ProcessorAgreement.objects.expiring(JULY, timedelta(days=30)).exists() == is_named


def test_an_agreement_is_expiring_within_the_time_given():
    ends = {
        "never": {"expires_on": None},
        "day before": {"expires_on": BEFORE},
        "that day": {"expires_on": JULY},
        "last day of the time": {"expires_on": JULY + timedelta(days=30)},
        "day after": {"expires_on": JULY + timedelta(days=31)},
    }
    make_each(make_processor_agreement, ends)
    expiring = ProcessorAgreement.objects.expiring(JULY, timedelta(days=30))
    assert told(expiring) == {"that day", "last day of the time"}


def test_transfers_without_a_tool_are_found_while_they_last():
    gap = make_transfer(tool=TransferTool.NOT_STATED)
    make_transfer(tool=TransferTool.STANDARD_CLAUSES)
    make_transfer(tool=TransferTool.NOT_STATED, ends_on=BEFORE)
    assert list(Transfer.objects.without_tool(JULY)) == [gap]


def test_transfers_whose_decision_lapses_or_has_lapsed_are_found():
    ends = {
        "never": None,
        "day before": BEFORE,
        "last day of the time": JULY + timedelta(days=90),
        "day after": JULY + timedelta(days=91),
    }
    with one_block():
        for case, day in ends.items():
            decision = make_adequacy_decision(valid_until=day)
            make_transfer(remarks=case, tool=TransferTool.ADEQUACY, adequacy_decision=decision)
    lapsing = Transfer.objects.decision_lapsing(JULY, timedelta(days=90))
    assert told(lapsing) == {"day before", "last day of the time"}
