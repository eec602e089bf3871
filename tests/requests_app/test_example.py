"""The example of requests keeps its promises on whatever day it is loaded."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from registry.models import Organisation
from requests_app.example import Example
from requests_app.models import DataSubjectRequest, Requester
from requests_app.vocabulary import RequestState as S
from tests.undone import undone_afterwards

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Ends of months, a leap day, the turn of the year: whatever the calendar does to "a month ago".
DAYS = [
    date(2026, 2, 25),
    date(2026, 2, 28),
    date(2026, 3, 26),
    date(2026, 3, 31),
    date(2026, 12, 30),
    date(2028, 2, 29),
]
requests = DataSubjectRequest.objects


@pytest.fixture(scope="module")
def register(django_db_setup, django_db_blocker):
    """The example of the register, loaded once for the module."""
    with django_db_blocker.unblock(), undone_afterwards():
        call_command("load_example", verbosity=0)
        yield Organisation.objects.get()


@pytest.fixture
def today(request, register):
    day = getattr(request, "param", DAYS[0])
    Example(register, day).tell()
    return day


@pytest.mark.parametrize("today", DAYS, ids=str, indirect=True)
def test_on_any_day_the_list_shows_what_a_list_can_show(today):
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


def test_nothing_in_it_lies_in_the_future(today):
    for field in ["received_on", "acknowledged_on", "identity_on", "answered_on", "closed_on"]:
        assert not requests.filter(**{f"{field}__gt": today}).exists()
    for request in requests.all():
        assert not request.checklist.filter(searched_on__gt=today).exists()
        assert not request.recipient_notices.filter(told_on__gt=today).exists()


def test_it_names_roles_and_addresses_that_nobody_has(today):
    for requester in Requester.objects.all():
        assert requester.name.startswith(("A ", "An ")) or not requester.name
        assert requester.email.endswith("@example.org")


def test_it_has_something_to_search_and_somebody_to_tell(today):
    about_people = requests.exclude(data_subjects=None)
    assert about_people.count() == 7
    assert all(request.checklist.exists() for request in about_people)
    assert requests.filter(recipient_notices__told_on__isnull=False).distinct().count() == 2
