"""What is wrong with access, asked for a day: nobody in the seat, not confirmed, not reviewed."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from registry.models import AccessGrant, Seat
from registry.vocabulary import AccessVerdict
from tests.support import factories

pytestmark = pytest.mark.django_db

BEFORE, DAY, AFTER = date(2018, 7, 31), date(2018, 8, 1), date(2018, 8, 2)
PERIOD = timedelta(days=settings.REVIEW_EVERY_DAYS)


def left(**fields):
    return list(AccessGrant.objects.without_seat(DAY).values_list("reference", flat=True))


@pytest.mark.parametrize(
    ("seat", "is_left"),
    [
        pytest.param({"ends_on": BEFORE}, True, id="over"),
        pytest.param({"ends_on": DAY}, False, id="on its last day"),
        pytest.param({}, False, id="in term"),
    ],
)
def test_access_by_a_seat_is_left_when_the_term_is_over(seat, is_left):
    grant = factories.make_access_grant(seat=factories.make_seat(**seat), ends_on=AFTER)
    assert left() == [grant.reference] * is_left


@pytest.mark.parametrize(
    ("seats", "is_left"),
    [
        pytest.param([], False, id="no seats on record"),
        pytest.param([{"ends_on": BEFORE}], True, id="all over"),
        pytest.param([{"ends_on": BEFORE}, {}], False, id="one in term"),
    ],
)
def test_access_of_a_body_is_left_when_all_have_gone(seats, is_left):
    grant = factories.make_access_grant(ends_on=AFTER)
    for fields in seats:
        factories.make_seat(body=grant.body, **fields)
    assert left() == [grant.reference] * is_left


@pytest.mark.parametrize(
    ("fields", "is_open"),
    [
        pytest.param({"ends_on": BEFORE}, True, id="ended"),
        pytest.param({"ends_on": DAY}, False, id="on its last day"),
        pytest.param({"ends_on": BEFORE, "withdrawn_on": DAY}, False, id="confirmed"),
        pytest.param(
            {"ends_on": BEFORE, "absences": {"withdrawn_on": "none"}}, False, id="no account"
        ),
        pytest.param({"ends_on": BEFORE, "absences": {"starts_on": "none"}}, True, id="other"),
    ],
)
def test_a_withdrawal_is_open_until_it_is_confirmed(fields, is_open):
    body = factories.make_body()
    factories.make_seat(body=body)
    factories.make_access_grant(body=body)
    factories.make_seat(body=body, **fields)
    factories.make_access_grant(**fields)
    assert Seat.objects.unconfirmed(DAY).count() == is_open
    assert AccessGrant.objects.unconfirmed(DAY).count() == is_open


def test_a_seat_that_gave_no_access_needs_no_confirmation():
    factories.make_seat(ends_on=BEFORE)
    assert not Seat.objects.unconfirmed(DAY).exists()


def test_who_sat_in_a_body_that_received_data_had_access_too():
    seat = factories.make_seat(ends_on=BEFORE)
    factories.make_engagement(body=seat.body, is_personal_data=False)
    assert not Seat.objects.unconfirmed(DAY).exists()
    factories.make_engagement(body=seat.body)
    assert Seat.objects.unconfirmed(DAY).exists()


def test_what_ended_with_its_seat_is_confirmed_there():
    seat = factories.make_seat(ends_on=BEFORE)
    factories.make_access_grant(seat=seat, ends_on=BEFORE)
    assert Seat.objects.unconfirmed(DAY).exists()
    assert not AccessGrant.objects.unconfirmed(DAY).exists()


@pytest.mark.parametrize(
    ("fields", "decided_on", "is_due"),
    [
        pytest.param({}, None, True, id="never, and of unknown age"),
        pytest.param({"starts_on": DAY - PERIOD}, None, True, id="never, for a period"),
        pytest.param({"starts_on": AFTER - PERIOD}, None, False, id="younger than a period"),
        pytest.param({}, AFTER - PERIOD, False, id="within a period"),
        pytest.param({}, DAY - PERIOD, True, id="a period ago"),
        pytest.param({"ends_on": BEFORE}, None, False, id="ended"),
        pytest.param({}, AFTER, True, id="only afterwards"),
    ],
)
def test_access_is_due_for_review_after_a_period(fields, decided_on, is_due):
    grant = factories.make_access_grant(**fields)
    if decided_on:
        review = factories.make_access_review(held_on=decided_on)
        factories.make_access_decision(review=review, grant=grant, verdict=AccessVerdict.KEEP)
    assert AccessGrant.objects.review_due(DAY).exists() == is_due


def test_the_day_of_a_decision_counts_where_it_is_not_that_of_the_review():
    grant = factories.make_access_grant()
    review = factories.make_access_review(held_on=DAY - PERIOD)
    factories.make_access_decision(review=review, grant=grant, decided_on=DAY)
    assert not AccessGrant.objects.review_due(DAY).exists()
