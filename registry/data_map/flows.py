"""What the map shows: on a day, whose data goes for what to whom, and where that is."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registry.models import (
    Body,
    Country,
    DataSubjectCategory,
    Engagement,
    ProcessingActivity,
    Processor,
    Seat,
)
from registry.records.timeline.texts import Sees, everybody


@dataclass(frozen=True)
class Narrowed:
    """What the map is narrowed to; None is everything."""

    data_subjects: DataSubjectCategory | None = None
    activity: ProcessingActivity | None = None
    processor: Processor | None = None
    country: Country | None = None


@dataclass(frozen=True)
class Flow:
    """One recipient of an activity, or the activity alone where nobody receives its data.

    `recipient` is the text of a recipient that has no entry of its own; "" with None is nobody.
    Where `is_totals`, it receives no data of these people, but totals only.
    """

    activity: ProcessingActivity
    people: tuple[DataSubjectCategory, ...]
    recipient: Processor | Body | str
    role: str
    countries: tuple[Country, ...]
    is_totals: bool = False


def flows_on(on: date, narrowed: Narrowed | None = None, *, sees: Sees = everybody) -> list[Flow]:
    """In the order of the references, then of the recipients. A fixed number of queries.

    A processor is where it processes, else where it is established; a body is where its members
    of that day are. `sees` leaves of a table what may be shown.
    """
    narrowed = narrowed or Narrowed()
    activities = list(_activities(on, narrowed, sees))
    received = defaultdict(list)
    for row in _engagements(on, narrowed, activities, sees):
        received[row.activity_id].append(row)
    places = _places_of_bodies(on, received, sees)
    return [
        flow
        for activity in activities
        for flow in _of_activity(activity, received[activity.pk], places, narrowed)
    ]


def _activities(on: date, narrowed: Narrowed, sees: Sees):
    rows = sees(ProcessingActivity.objects.all()).in_force(on)
    if narrowed.activity:
        rows = rows.filter(pk=narrowed.activity.pk)
    if narrowed.data_subjects:
        rows = rows.filter(data_subjects=narrowed.data_subjects.pk)
    return rows.order_by("reference", "pk").prefetch_related("data_subjects")


def _engagements(on: date, narrowed: Narrowed, activities: list, sees: Sees):
    rows = sees(Engagement.objects.all()).in_force(on)
    rows = rows.filter(activity__in=[activity.pk for activity in activities])
    if narrowed.processor:
        key = narrowed.processor.pk
        rows = rows.filter(Q(processor=key) | Q(sub_processor_of=key))
    return (
        rows.select_related("processor__country", "body", "country")
        .prefetch_related("processor__processing_countries")
        .order_by("activity", "processor__name", "body__name", "recipient", "pk")
    )


def _places_of_bodies(on: date, received: dict, sees: Sees) -> dict[int, tuple[Country, ...]]:
    bodies = {row.body_id for rows in received.values() for row in rows if row.body_id}
    found: dict[int, dict[Country, None]] = defaultdict(dict)
    if bodies:
        seats = sees(Seat.objects.all()).in_force(on).filter(body__in=bodies)
        seats = seats.exclude(country=None).select_related("country").order_by("country__name")
        for seat in seats:
            found[seat.body_id][seat.country] = None
    return {body: tuple(countries) for body, countries in found.items()}


def _of_activity(activity, rows, places, narrowed: Narrowed) -> Iterator[Flow]:
    people = tuple(sorted(activity.data_subjects.all(), key=str))
    if narrowed.data_subjects:
        people = (narrowed.data_subjects,)
    for row in rows:
        countries = _countries(row, places)
        if narrowed.country:
            if narrowed.country not in countries:
                continue
            countries = (narrowed.country,)
        recipient = row.processor or row.body or row.recipient
        role, is_totals = str(row.get_role_display()), not row.is_personal_data
        yield Flow(activity, people, recipient, role, countries, is_totals)
    if not rows and not (narrowed.processor or narrowed.country):
        yield Flow(activity, people, "", "", ())


def _countries(row: Engagement, places: dict[int, tuple[Country, ...]]) -> tuple[Country, ...]:
    if row.body_id:
        return places.get(row.body_id, ())
    if row.processor is None:
        return (row.country,) if row.country else ()
    processing = tuple(sorted(row.processor.processing_countries.all(), key=str))
    return processing or ((row.processor.country,) if row.processor.country else ())
