"""Who receives data, as what, and when."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registry.models import Engagement
from registry.records.history import recorded
from registry.records.rules import Faults
from registry.vocabulary import EngagementState, RecipientRole
from tests.support.factories import make_activity, make_engagement, make_processor

pytestmark = pytest.mark.django_db


def starting(days, state):
    return Engagement(
        activity=make_activity(),
        processor=make_processor(),
        role=RecipientRole.PROCESSOR,
        state=state,
        starts_on=timezone.localdate() + timedelta(days=days),
    )


@pytest.mark.parametrize(
    "write",
    [lambda row: row.save(), lambda row: Engagement.objects.add_all([row])],
    ids=["one by one", "at once"],
)
def test_what_starts_in_the_future_is_planned(write):
    engagement = starting(days=1, state=EngagementState.ACTIVE)
    with pytest.raises(Faults) as refusal, recorded(by="test", reason="A new vendor"):
        write(engagement)
    message = "It starts in the future. Set the state to “Planned”, or correct the start date."
    assert [(fault.field, str(fault)) for fault in refusal.value.faults] == [("state", message)]
    assert not Engagement.objects.exists()


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (1, EngagementState.PLANNED),
        (0, EngagementState.PLANNED),
        (0, EngagementState.ACTIVE),
    ],
)
def test_what_is_planned_or_begun_is_accepted(days, state):
    engagement = starting(days, state)
    with recorded(by="test", reason="A new vendor"):
        engagement.save()
    assert engagement.history.count() == 1


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({}, True, id="the same again"),
        pytest.param({"service": "Hosting"}, False, id="another service"),
        pytest.param({"role": RecipientRole.CONTROLLER}, False, id="another role"),
        pytest.param({"retired_on": date(2018, 7, 17)}, False, id="retired"),
        pytest.param({"starts_on": date(2018, 1, 11)}, True, id="a day too early"),
    ],
)
def test_a_recipient_has_one_role_and_service_at_a_time(change, refused):
    first = make_engagement(service="Mailing", ends_on=date(2018, 1, 11))
    again = {
        "activity": first.activity,
        "processor": first.processor,
        "service": "Mailing",
        "starts_on": date(2018, 1, 11),
    }
    if refused:
        with pytest.raises(Faults, match="this recipient already has the same role"):
            make_engagement(**again | change)
    else:
        make_engagement(**again | change)
    assert Engagement.objects.count() == 1 + (not refused)


def test_the_same_service_can_come_back_later():
    first = make_engagement(service="Mailing", ends_on=date(2018, 1, 11))
    make_engagement(
        activity=first.activity,
        processor=first.processor,
        service="Mailing",
        starts_on=date(2018, 1, 12),
    )
    assert Engagement.objects.in_force(date(2018, 1, 12)).count() == 1


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "Ended"), (0, "Active, ends today"), (1, "Active"), (None, "Active")]
)
@pytest.mark.parametrize("state", ["active", "ended"])
def test_on_its_last_day_a_recipient_still_holds(days, words, state):
    ends_on = None if days is None else timezone.localdate() + timedelta(days=days)
    row = Engagement(state=state if ends_on else "active", ends_on=ends_on)
    assert row.standing == words
