"""A file that holds since a day: whom its names mean, what follows from it, and said twice."""

from datetime import date

import pytest

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import Wish, read_sheet
from registry.models import Engagement, ProcessingActivity, Processor, Purpose
from registry.past.views import as_it_was
from registry.records.history import recorded
from registry.records.states.wishes import ALL_ALONG
from registry.resources import TABLES
from registry.vocabulary import ActivityState
from tests.support.factories import (
    country,
    make_activity,
    make_approved_activity,
    make_organisation,
    make_processor,
)

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE, JULY = (date(2018, month, 12) for month in (1, 3, 6, 7))


def take(since, **files):
    sheets = [
        (TABLES[table], read_sheet(f"{table}.csv", text.encode(), Wish(fit=TABLES[table].fit)))
        for table, text in files.items()
    ]
    results = import_sheets(sheets, by="test", reason="An edition", since=since)
    assert [str(refusal) for result in results for refusal in result.refusals] == []
    return results


def rename(row, since, name):
    with recorded(by="test", reason="Renamed", since=since):
        row = type(row).objects.get(pk=row.pk)
        row.name = name
        row.save()


@pytest.fixture
def foos():
    """Two that were called Foo, one after the other."""
    first = make_processor(name="Foo", first_day=date(2010, 1, 1))
    rename(first, JULY, "Baz")
    second = make_processor(name="Bar", first_day=date(2020, 1, 1))
    rename(second, ALL_ALONG, "Foo")
    return first, second


def test_a_name_means_the_row_that_bore_it_then_and_none_that_was_not_there_yet(foos):
    first, second = foos
    take(MARCH, processors="name,location_as_published\nFoo,U.S.\n")
    second.refresh_from_db()
    assert (second.first_day, second.location_as_published) == (date(2020, 1, 1), "")
    with as_it_was(MARCH):
        assert Processor.objects.get(pk=first.pk).location_as_published == "U.S."


def test_so_does_a_name_in_a_cell_that_quotes_it(foos):
    reference = make_activity().reference
    take(
        MARCH,
        engagements=f"activity,role,processor,service\n{reference},processor,Foo,Mail\n",
    )
    assert Engagement.objects.get().processor == foos[0]


def test_a_column_that_repeats_what_another_row_says_means_what_it_said_on_the_day():
    ours, others = make_organisation(name="Ours"), make_organisation(name="Others")
    activity = make_activity(organisation=others, first_day=JANUARY)
    make_processor(name="Foo", first_day=JANUARY)
    with recorded(by="test", reason="It moved", since=JULY):
        activity.organisation = ours
        activity.save()
    text = f"activity,organisation,role,processor\n{activity.reference},Others,processor,Foo\n"
    take(MARCH, engagements=text)
    assert Engagement.objects.count() == 1


def test_an_approved_entry_is_to_be_approved_again_after_a_file_changed_it():
    activity = make_approved_activity(name="Before")
    text = f"reference,name,state\n{activity.reference},After,approved\n"
    take(JUNE, processing_activities=text)
    activity.refresh_from_db()
    assert (activity.name, activity.state) == ("After", ActivityState.CHANGED)


def test_so_it_is_after_a_part_was_changed_though_a_file_confirms_the_entry_itself():
    activity = make_approved_activity()
    purpose = activity.purposes.get()
    take(
        JUNE,
        processing_activities=f"reference,state\n{activity.reference},approved\n",
        purposes=f"activity,text,remarks\n{activity.reference},{purpose.text},New\n",
    )
    activity.refresh_from_db()
    assert activity.state == ActivityState.CHANGED
    assert Purpose.objects.get(pk=purpose.pk).remarks == "New"


def test_an_approved_entry_stays_so_where_a_file_says_the_same_of_it():
    activity = make_approved_activity()
    purpose = activity.purposes.get()
    take(
        JUNE,
        processing_activities=f"reference,name\n{activity.reference},{activity.name}\n",
        purposes=f"activity,text\n{activity.reference},{purpose.text}\n",
    )
    assert ProcessingActivity.objects.get(pk=activity.pk).state == ActivityState.APPROVED


def test_a_file_taken_twice_only_confirms_what_it_says():
    country("US"), country("DE")
    text = "name,location_as_published,processing_countries\nA,U.S.,US; DE\nB,,\n"
    (first,), (second,) = take(MARCH, processors=text), take(MARCH, processors=text)
    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 2)
    assert Processor.objects.get(name="A").history.count() == 1 + 1


def test_an_earlier_edition_leaves_what_a_later_one_said():
    take(MARCH, processors="name,location_as_published\nA,U.S.\n")
    take(JANUARY, processors="name,location_as_published\nA,Canada\n")
    row = Processor.objects.get()
    assert (row.first_day, row.location_as_published) == (JANUARY, "U.S.")
    with as_it_was(JANUARY):
        assert Processor.objects.get().location_as_published == "Canada"


@pytest.mark.parametrize("since", [JANUARY, JULY])
def test_what_a_file_retires_is_retired_since_the_day_that_it_says(since):
    make_processor(name="A")
    for day in (JUNE, MARCH, MARCH):
        take(since, processors=f"name,retired_on\nA,{day}\n")
        assert Processor.objects.get().retired_on == day
    assert is_in_use(JANUARY, MARCH, JUNE) == [True, False, False]


def test_what_was_retired_later_is_still_so_where_a_file_says_that_it_was_not_yet():
    make_processor(name="A")
    take(JUNE, processors=f"name,retired_on\nA,{JUNE}\n")
    take(MARCH, processors="name,retired_on\nA,\n")
    assert is_in_use(JANUARY, MARCH, JUNE) == [True, True, False]


def is_in_use(*days):
    found = []
    for day in days:
        with as_it_was(day):
            found.append(Processor.objects.in_force(day).exists())
    return found
