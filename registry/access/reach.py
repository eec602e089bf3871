"""Who could reach which data on a day: by access granted, by an engagement, and through these."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.access.ways import About, Way
from registry.models import AccessGrant, Engagement, Seat
from registry.records.timeline.texts import Sees, everybody
from registry.vocabulary import EngagementState, RecipientRole

# Seats by the body in which they are.
Seats = dict[int, list[Seat]]


def who_could_reach(on: date, about: About | None = None, *, sees: Sees = everybody) -> list[Way]:
    """Every seat, body, processor and other recipient that could, in the order of their names.

    Members of a body could by what the body was given, whoever reached a processor by what it
    receives. `sees` leaves of a table what may be shown. The tables are asked a fixed number of
    times, however much there is.
    """
    about = about or About()
    engagements = _engagements(on, about, sees)
    grants = _grants(on, about, sees)
    bodies = {row.body_id for row in [*engagements, *grants] if row.body_id}
    seats = _seats(on, bodies, sees)
    ways = [
        *(way for grant in grants for way in _by_grant(grant, seats, on)),
        *(way for engagement in engagements for way in _by_engagement(engagement, seats, on)),
    ]
    return sorted(ways, key=lambda way: way.order)


def _grants(on: date, about: About, sees: Sees) -> list[AccessGrant]:
    rows = sees(AccessGrant.objects.all()).in_force(on)
    if about.is_about_data:
        # Whoever reaches a processor reaches what it receives.
        received = sees(Engagement.objects.all()).in_force(on).filter(about.engaged())
        received = received.filter(is_personal_data=True, processor=OuterRef("processor"))
        rows = rows.filter(about.activities("activity") | Exists(received.order_by()))
    if about.system:
        rows = rows.filter(Q(system__icontains=about.system) | _stored_in(about.system))
    if about.body:
        rows = rows.filter(Q(body=about.body.pk) | Q(seat__body=about.body.pk))
    if about.processor:
        rows = rows.filter(processor=about.processor.pk)
    return list(
        rows.select_related("body", "seat__body", "seat__person", "seat__country")
        .select_related("processor", "activity")
        .order_by("pk")
    )


def _engagements(on: date, about: About, sees: Sees) -> list[Engagement]:
    rows = sees(Engagement.objects.all()).in_force(on).filter(is_personal_data=True)
    rows = rows.filter(about.engaged())
    if about.system:
        rows = rows.filter(_stored_in(about.system))
    if about.body:
        rows = rows.filter(body=about.body.pk)
    if about.processor:
        rows = rows.filter(Q(processor=about.processor.pk) | Q(sub_processor_of=about.processor.pk))
    return list(
        rows.select_related("activity", "body", "processor__country", "sub_processor_of")
        .prefetch_related("processor__processing_countries")
        .order_by("pk")
    )


def _stored_in(system: str) -> Q:
    """What an activity says of its places of storage, and who runs them."""
    return Q(activity__storage_location__icontains=system) | Q(processor__name__icontains=system)


def _seats(on: date, bodies: Iterable[int], sees: Sees) -> Seats:
    found = defaultdict(list)
    rows = sees(Seat.objects.all()).in_force(on).filter(body__in=bodies)
    for seat in rows.select_related("body", "person", "country") if bodies else ():
        found[seat.body_id].append(seat)
    return found


def _by_grant(grant: AccessGrant, seats: Seats, on: date) -> Iterator[Way]:
    doubts = tuple(_out_of_use(on, grant.activity, grant.processor, grant.body))
    what = {
        "by": grant,
        "reach": grant.processor or grant.activity,
        "system": grant.system,
        "level": grant.get_level_display(),
    }
    if grant.seat:
        doubts += (_("The term was not in force."),) * (not _held(grant.seat, on))
        how = _("Granted to the seat")
        yield _of_seat(grant.seat, grant, how=how, doubts=doubts, **what)
    else:
        how = _("Granted to the body")
        yield from _of_body(grant, seats, how=how, doubts=doubts, **what)


def _by_engagement(row: Engagement, seats: Seats, on: date) -> Iterator[Way]:
    what = {
        "by": row,
        "reach": row.activity,
        "how": _how(row),
        "doubts": tuple(_doubts(row, on)),
    }
    if row.body:
        yield from _of_body(row, seats, **what)
        return
    yield Way(
        holder=row.processor or row.recipient,
        countries=_countries(row.processor),
        since=row.starts_on,
        until=row.ends_on,
        **what,
    )


def _how(row: Engagement) -> str:
    if row.role == RecipientRole.SUB_PROCESSOR:
        how = _("Sub-processor of {processor}").format(processor=row.sub_processor_of)
    else:
        how = str(row.get_role_display())
    return f"{how}: {row.service}" if row.service else how


def _doubts(row: Engagement, on: date) -> Iterator[str]:
    if row.starts_on is None and row.listed_from and row.listed_from > on:
        yield _("No first day is stated; first listed on {day}.").format(
            day=date_format(row.listed_from)
        )
    if row.state == EngagementState.PLANNED:
        yield _("It was planned. Nobody has confirmed that it began.")
    yield from _out_of_use(on, row.activity, row.processor, row.body)


def _out_of_use(on: date, *rows: models.Model | None) -> Iterator[str]:
    """Of what the access rests on: with it, access may have ended that was never said to end."""
    for row in rows:
        if row and not _held(row, on):
            yield _("“{name}” was not in use.").format(name=row)


def _of_body(row, seats: Seats, **what) -> Iterator[Way]:
    members = seats.get(row.body_id, ())
    for seat in members:
        yield _of_seat(seat, row, **what)
    if not members:
        doubts = (*what.pop("doubts", ()), _("No seats are recorded for this day."))
        yield Way(holder=row.body, since=row.starts_on, until=row.ends_on, doubts=doubts, **what)


def _of_seat(seat: Seat, row, **what) -> Way:
    """Since both the term and the access began, until one of them ends."""
    starts = [day for day in (seat.starts_on, row.starts_on) if day]
    ends = [day for day in (seat.ends_on, row.ends_on) if day]
    return Way(
        holder=seat,
        body=seat.body,
        person=seat.person,
        countries=(str(seat.country),) if seat.country else (),
        since=max(starts, default=None),
        until=min(ends, default=None),
        **what,
    )


def _countries(processor) -> tuple[str, ...]:
    """Where it processes, else where it is established."""
    if processor is None:
        return ()
    places = sorted(str(country) for country in processor.processing_countries.all())
    return tuple(places) or ((str(processor.country),) if processor.country else ())


def _held(row: models.Model, on: date) -> bool:
    first, last = getattr(row, "starts_on", None), getattr(row, "ends_on", None)
    is_over = (last and last < on) or (row.retired_on and row.retired_on <= on)
    return (first is None or first <= on) and not is_over
