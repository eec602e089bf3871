"""The example of requests keeps its promises on whatever day it is loaded."""

from datetime import date, timedelta

import pytest

from requests_app.example import Example
from requests_app.models import ChecklistItem, DataSubjectRequest, RecipientNotice
from requests_app.vocabulary import RequestState as S
from tests.requests_app.factories import make_register_of_the_example
from tests.support.undone import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Ends of months, a leap day, the turn of the year: whatever the calendar does to "a month ago".
DAYS = [
    date(2026, 2, 28),
    date(2026, 3, 31),
    date(2026, 12, 30),
    date(2028, 2, 29),
]
requests = DataSubjectRequest.objects

organisation = made_once(make_register_of_the_example)


@pytest.mark.slow
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_on_any_day_the_list_shows_what_a_list_can_show_and_nothing_of_the_future(
    organisation, today
):
    Example(organisation, today).tell()
    assert sorted(requests.values_list("state", flat=True)) == sorted(
        [
            S.CLOSED,
            S.CLOSED,
            S.IN_PROGRESS,
            S.IN_PROGRESS,
            S.IN_PROGRESS,
            S.WAITING_CLARIFICATION,
            S.WAITING_IDENTITY,
            S.TO_SORT,
        ]
    )
    assert requests.overdue(today).count() == 1
    assert requests.due_within(today, 7).count() == 1
    assert requests.exclude(extended_on=None).get().due_on > today + timedelta(days=14)
    for field in ["received_on", "acknowledged_on", "identity_on", "answered_on", "closed_on"]:
        assert not requests.filter(**{f"{field}__gt": today}).exists()
    assert not ChecklistItem.objects.filter(searched_on__gt=today).exists()
    assert not RecipientNotice.objects.filter(told_on__gt=today).exists()
