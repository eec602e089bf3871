"""One switch for the public list, and what is in the way said by what chooses for the list."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry import lifecycle
from registry.models import Engagement, Processor
from registry.past.views import as_it_was
from registry.publication.obstacles import standing_of
from registry.publication.selection import public_engagements, published
from registry.publication.switching import show, take_off
from registry.vocabulary import ActivityState
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MARCH, APRIL, MAY = date(2018, 3, 1), date(2018, 4, 1), date(2018, 5, 1)
SAID = {"by": "test", "reason": "The board asked for it"}


def names(on, **options):
    return [one.name for one in published(on=on, **options).processors]


def was_public(on):
    with as_it_was(on):
        return names(on, is_past=True)


def test_it_is_shown_since_the_day_and_taken_off_since_another():
    engagement = factories.make_engagement()
    today, name = timezone.localdate(), engagement.processor.name
    show(engagement.processor, on=MARCH, **SAID)
    assert names(today) == [name]
    take_off(engagement.processor, on=MAY, **SAID)
    assert names(today) == []
    assert [was_public(day) for day in (MARCH - timedelta(1), MARCH, APRIL, MAY)] == [
        [],
        [name],
        [name],
        [],
    ]


def test_the_switch_leaves_approved_what_was_approved():
    activity = factories.make_complete_activity()
    with factories.one_block():
        row = activity.engagements.get()
        row.processor, row.recipient, row.role = factories.make_processor(), "", "processor"
        row.country, row.is_personal_data = None, False
        row.save()
    lifecycle.approve(activity, **SAID, **factories.SEEN_TO)
    for switch in (show, take_off):
        switch(row.processor, **SAID)
        activity.refresh_from_db()
        assert activity.state == ActivityState.APPROVED


def test_what_lists_of_earlier_days_said_stays():
    engagement = factories.make_engagement()
    show(engagement.processor, on=MARCH, **SAID)
    take_off(engagement.processor, on=APRIL, **SAID)
    with pytest.raises(ValidationError, match="was on the list until"):
        show(engagement.processor, on=MAY, **SAID)
    show(engagement.processor, on=APRIL, **SAID)  # taken off by a slip
    name = [engagement.processor.name]
    assert [was_public(day) for day in (MARCH, APRIL, MAY)] == [name, name, name]


def test_a_day_to_come_is_noted_and_can_be_called_off():
    engagement = factories.make_engagement()
    soon = timezone.localdate() + timedelta(days=7)
    show(engagement.processor, on=soon, **SAID)
    assert (names(timezone.localdate()), names(soon)) == ([], [engagement.processor.name])
    take_off(engagement.processor, **SAID)
    assert names(soon) == []


def test_what_no_activity_names_cannot_be_shown():
    with pytest.raises(ValidationError, match="No activity names it"):
        show(factories.make_processor(), **SAID)


IN_THE_WAY = {
    "nothing": ({}, {}, []),
    "private": ({"is_public": False}, {}, ["is_public"]),
    "retired": ({"retired_on": MARCH}, {}, [""]),
    "not listed": ({}, {"listed_from": None}, ["listed_from"]),
    "not yet": ({}, {"listed_from": date(2099, 1, 1)}, ["listed_from"]),
    "not any more": ({}, {"listed_until": APRIL}, ["listed_until"]),
    "recipient retired": ({}, {"retired_on": APRIL}, [""]),
    "both": ({"is_public": False}, {"listed_from": None}, ["is_public", "listed_from"]),
}


@pytest.mark.parametrize("case", IN_THE_WAY)
def test_what_is_in_the_way_is_what_the_list_itself_asks(case):
    of_processor, of_engagement, fields = IN_THE_WAY[case]
    processor = factories.make_processor(**{"is_public": True} | of_processor)
    factories.make_engagement(processor=processor, **{"listed_from": MARCH} | of_engagement)
    standing = standing_of(processor, timezone.localdate(), Engagement.objects.all())
    assert [one.field for one in standing.obstacles] == fields
    is_public = public_engagements(on=timezone.localdate()).exists()
    assert standing.is_shown is is_public is (fields == [])


def test_who_may_not_see_an_entry_is_not_told_its_name():
    engagement = factories.make_engagement(processor=factories.make_processor(is_public=True))
    standing = standing_of(Processor.objects.get(), timezone.localdate(), Engagement.objects.none())
    assert engagement.activity.name not in "".join(one.words for one in standing.obstacles)


def test_entries_that_are_not_told_are_counted():
    processor = factories.make_processor(is_public=True)
    for _number in range(7):
        factories.make_engagement(processor=processor)
    standing = standing_of(processor, timezone.localdate(), Engagement.objects.all())
    assert (len(standing.obstacles), standing.more) == (5, 2)
