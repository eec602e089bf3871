"""A year of reviews, body by body."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.access.reviews import reviews_in
from registry.vocabulary import AccessVerdict
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = date(2019, 12, 31)


def told(year=2019):
    return [
        (str(body), [(str(it.grant), it.decision and it.decision.verdict, it.by) for it in rows])
        for body, rows in reviews_in(year, TODAY)
    ]


def test_each_body_is_shown_with_its_grants_and_those_of_its_seats_and_who_decided():
    board = factories.make_body(name="Board")
    review = factories.make_access_review(held_on=date(2019, 9, 1), reviewer="Secretary")
    mine = factories.make_access_grant(body=board, reference="AG-1")
    seat = factories.make_access_grant(seat=factories.make_seat(body=board), reference="AG-2")
    factories.make_access_grant(body=factories.make_body(name="Audit"), reference="AG-3")
    factories.make_access_decision(review=review, grant=mine, verdict=AccessVerdict.KEEP)
    factories.make_access_decision(
        review=review, grant=seat, verdict=AccessVerdict.WITHDRAW, decided_by="Chair"
    )
    assert told() == [
        ("Audit", [("AG-3", None, "")]),
        ("Board", [("AG-1", "keep", "Secretary"), ("AG-2", "withdraw", "Chair")]),
    ]


def test_the_last_decision_of_the_year_is_shown_and_that_of_another_is_not():
    grant = factories.make_access_grant()
    for day, verdict in [
        (date(2018, 12, 31), AccessVerdict.WITHDRAW),
        (date(2019, 1, 1), AccessVerdict.CHANGE),
        (date(2019, 6, 1), AccessVerdict.KEEP),
    ]:
        review = factories.make_access_review(held_on=day)
        factories.make_access_decision(review=review, grant=grant, verdict=verdict)
    assert told(2018)[0][1][0][1] == "withdraw"


def test_what_held_in_no_part_of_the_year_is_left_out():
    factories.make_access_grant(ends_on=date(2018, 12, 31))
    factories.make_access_grant(starts_on=date(2020, 1, 1))
    assert told() == []


def test_what_nobody_looked_at_is_due():
    factories.make_access_grant(starts_on=date(2018, 1, 1))
    factories.make_access_grant(starts_on=date(2019, 6, 1))
    due = {it.grant.starts_on: it.is_due for _body, rows in reviews_in(2019, TODAY) for it in rows}
    assert due == {date(2018, 1, 1): True, date(2019, 6, 1): False}


@pytest.mark.slow
def test_it_takes_as_many_queries_for_many_as_for_few():
    for number in [2, 20]:
        for _ in range(number):
            factories.make_access_decision()
        with CaptureQueriesContext(connection) as captured:
            list(reviews_in(2018, TODAY))
        assert len(captured) <= 3
