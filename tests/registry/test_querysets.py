"""Questions about many rows, each asked for a day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.base.history import recorded
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
from registry.vocabulary import EngagementState, TransferTool
from tests.factories import (
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
)

pytestmark = pytest.mark.django_db

JULY = date(2018, 7, 17)
BEFORE, AFTER = date(2018, 7, 16), date(2018, 7, 18)


# Countries, decisions


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(1993, 12, 31), []),
        (JULY, ["BE", "GB"]),
        (date(2020, 12, 31), ["BE", "GB"]),
        (date(2021, 1, 1), ["BE"]),
    ],
)
def test_the_eea_is_that_of_the_day(on, codes):
    for code in ["BE", "GB", "US"]:
        country(code)
    rows = Country.objects.in_eea(on)
    assert sorted(row.code for row in rows) == codes
    assert all(row.is_in_eea(on) for row in rows)


@pytest.mark.parametrize(
    ("on", "decisions"),
    [
        (date(2016, 7, 11), []),
        (date(2016, 7, 12), ["Shield"]),
        (date(2020, 7, 16), ["Shield"]),
        (date(2020, 7, 17), []),
        (date(2023, 7, 10), ["Framework"]),
    ],
)
def test_decisions_are_those_of_the_day(on, decisions):
    make_adequacy_decision(
        decision="Shield", valid_from=date(2016, 7, 12), valid_until=date(2020, 7, 16)
    )
    make_adequacy_decision(decision="Framework", valid_from=date(2023, 7, 10))
    assert [row.decision for row in AdequacyDecision.objects.valid(on)] == decisions


# Activities


@pytest.mark.parametrize(
    ("reviewed_on", "is_due"),
    [
        pytest.param(None, True, id="never reviewed"),
        pytest.param(date(2017, 7, 16), True, id="long ago"),
        pytest.param(date(2017, 7, 17), True, id="on the day"),
        pytest.param(date(2017, 7, 18), False, id="a day short"),
    ],
)
def test_a_review_is_due_a_whole_period_after_the_last(settings, reviewed_on, is_due):
    settings.REVIEW_EVERY_DAYS = 365
    _write(make_approved_activity(), reviewed_on=reviewed_on)
    assert ProcessingActivity.objects.review_due(JULY).exists() is is_due


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


def test_counts_are_of_rows_in_use_and_do_not_multiply():
    activity = make_activity()
    for _ in range(2):
        make_purpose(activity=activity)
        make_engagement(activity=activity)
    make_engagement(activity=activity)
    make_purpose(activity=activity, retired_on=JULY)
    make_engagement(activity=activity, retired_on=JULY)
    make_activity()
    rows = ProcessingActivity.objects.with_counts().order_by("pk")
    assert [(row.purpose_count, row.recipient_count) for row in rows] == [(2, 3), (0, 0)]


def test_engagements_of_a_processor_and_seats_of_a_body_are_counted():
    processor, body = make_processor(), make_body()
    make_engagement(processor=processor)
    make_engagement(processor=processor, retired_on=JULY)
    make_seat(body=body)
    make_seat(body=body, retired_on=JULY)
    assert Processor.objects.with_counts().get().engagement_count == 1
    assert Body.objects.with_counts().get().seat_count == 1


# Recipients


@pytest.mark.parametrize(
    ("fields", "is_listed"),
    [
        pytest.param({}, False, id="never listed"),
        pytest.param({"listed_from": JULY}, True, id="first day"),
        pytest.param({"listed_from": AFTER}, False, id="day before"),
        pytest.param({"listed_from": BEFORE, "listed_until": JULY}, True, id="last day"),
        pytest.param({"listed_from": BEFORE, "listed_until": BEFORE}, False, id="day after"),
        pytest.param({"listed_from": JULY, "retired_on": AFTER}, True, id="retired later"),
        pytest.param({"listed_from": JULY, "retired_on": JULY}, False, id="retired that day"),
        pytest.param({"listed_from": JULY, "ends_on": BEFORE}, True, id="service has ended"),
    ],
)
def test_what_is_listed_is_a_matter_of_the_listing_alone(fields, is_listed):
    make_engagement(**fields)
    assert Engagement.objects.listed(JULY).exists() is is_listed


@pytest.mark.parametrize(
    ("state", "starts_on", "has_passed"),
    [
        (EngagementState.PLANNED, BEFORE, True),
        (EngagementState.PLANNED, JULY, True),
        (EngagementState.PLANNED, AFTER, False),
        (EngagementState.ACTIVE, BEFORE, False),
    ],
)
def test_a_plan_whose_day_has_come_waits_to_be_confirmed(state, starts_on, has_passed):
    make_engagement(state=state, starts_on=starts_on)
    assert Engagement.objects.start_has_passed(JULY).exists() is has_passed


def test_what_begins_later_than_planned_states_is_found():
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_engagement(state=EngagementState.PLANNED, starts_on=tomorrow)
    active = make_engagement(state=EngagementState.ACTIVE, starts_on=JULY)
    make_engagement(state=EngagementState.ACTIVE, starts_on=JULY, retired_on=AFTER)
    assert list(Engagement.objects.begun_too_early(BEFORE)) == [active.pk]
    assert not Engagement.objects.begun_too_early(JULY).exists()


# Agreements, transfers


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        pytest.param({}, True, id="no dates"),
        pytest.param({"signed_on": JULY}, True, id="signed that day"),
        pytest.param({"signed_on": AFTER}, False, id="signed later"),
        pytest.param({"expires_on": JULY}, True, id="last day"),
        pytest.param({"expires_on": BEFORE}, False, id="expired"),
        pytest.param({"retired_on": AFTER}, True, id="retired later"),
        pytest.param({"retired_on": JULY}, False, id="retired that day"),
    ],
)
def test_an_agreement_holds_from_its_signature_to_its_end(fields, held):
    make_processor_agreement(**fields)
    assert ProcessorAgreement.objects.in_force(JULY).exists() is held


@pytest.mark.parametrize(
    ("expires_on", "is_expiring"),
    [
        (None, False),
        (BEFORE, False),
        (JULY, True),
        (JULY + timedelta(days=30), True),
        (JULY + timedelta(days=31), False),
    ],
)
def test_an_agreement_is_expiring_within_the_time_given(expires_on, is_expiring):
    make_processor_agreement(expires_on=expires_on)
    expiring = ProcessorAgreement.objects.expiring(JULY, timedelta(days=30))
    assert expiring.exists() is is_expiring


def test_transfers_without_a_tool_are_found_while_they_last():
    gap = make_transfer(tool=TransferTool.NOT_STATED)
    make_transfer(tool=TransferTool.STANDARD_CLAUSES)
    make_transfer(tool=TransferTool.NOT_STATED, ends_on=BEFORE)
    assert list(Transfer.objects.without_tool(JULY)) == [gap]


@pytest.mark.parametrize(
    ("valid_until", "is_lapsing"),
    [
        (None, False),
        (BEFORE, True),
        (JULY + timedelta(days=90), True),
        (JULY + timedelta(days=91), False),
    ],
)
def test_transfers_whose_decision_lapses_or_has_lapsed_are_found(valid_until, is_lapsing):
    decision = make_adequacy_decision(valid_until=valid_until)
    make_transfer(tool=TransferTool.ADEQUACY, adequacy_decision=decision)
    lapsing = Transfer.objects.decision_lapsing(JULY, timedelta(days=90))
    assert lapsing.exists() is is_lapsing
