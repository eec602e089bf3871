"""What hangs on a seat, a body, a recipient or a processor, and would stay open when that ends."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from registry.models import AccessGrant, Body, Engagement, Processor, Seat, Tracker, Transfer
from registry.records.model import RegisterModel


@dataclass(frozen=True)
class Hanging:
    """A row that ends with another, and what it is in words."""

    row: RegisterModel
    text: str

    @property
    def key(self) -> str:
        return f"{self.row._meta.model_name}-{self.row.pk}"


def hanging_on(
    row: RegisterModel, today: date, *, on: date | None = None, along: Collection[int] = ()
) -> list[Hanging]:
    """What is not over yet and rests on this row alone, once it ends. Of a grant nothing does.

    `on`: its last day, today if none is given. `along`: rows of its table that end with it.
    """
    # Another that ends as early holds nothing up.
    after = max(on or today, today) + timedelta(days=1)
    ending = {row.pk, *along}
    match row:
        case Seat():
            others = Seat.objects.not_over(after).exclude(pk__in=ending)
            return list(_on_seat(row, today, others))
        case Engagement():
            others = Engagement.objects.not_over(after).exclude(pk__in=ending)
            return list(_on_engagement(row, today, others))
        case Processor():
            return list(_on_processor(row, today))
        case Body():
            return list(_on_body(row, today))
    return []


def _on_seat(seat: Seat, today: date, others: models.QuerySet) -> Iterator[Hanging]:
    yield from _grants(Q(seat=seat.pk), today)
    countries = set(others.filter(body=seat.body_id).values_list("country", flat=True))
    if not countries:
        yield from _grants(Q(body=seat.body_id), today)
    if seat.country_id and seat.country_id not in countries:
        yield from _transfers(Q(body=seat.body_id, country=seat.country_id), today)


def _on_engagement(row: Engagement, today: date, others: models.QuerySet) -> Iterator[Hanging]:
    if row.body_id:
        yield from _grants(
            Q(activity=row.activity_id) & (Q(body=row.body_id) | Q(seat__body=row.body_id)), today
        )
    if not row.processor_id:
        return
    others = others.filter(processor=row.processor_id)
    others = others.values_list("activity", "activity__organisation")
    activities = {activity for activity, _organisation in others}
    organisations = {organisation for _activity, organisation in others}
    if row.activity_id not in activities:
        of = Q(activity=row.activity_id)
        yield from _engagements(of & Q(sub_processor_of=row.processor_id), today)
        yield from _trackers(of & Q(processor=row.processor_id), today)
    if row.activity.organisation_id not in organisations:
        of = Q(organisation=row.activity.organisation_id, processor=row.processor_id)
        yield from _agreements(of, row.processor, today)
        yield from _transfers(of, today)
    if not activities:
        yield from _grants(Q(processor=row.processor_id), today)


def _on_body(body: Body, today: date) -> Iterator[Hanging]:
    for seat in _in_order(Seat.objects.not_over(today).filter(body=body.pk)):
        yield Hanging(seat, _("Seat {name}").format(name=seat))
    yield from _grants(Q(body=body.pk) | Q(seat__body=body.pk), today)
    yield from _engagements(Q(body=body.pk), today)
    yield from _transfers(Q(body=body.pk), today)


def _on_processor(processor: Processor, today: date) -> Iterator[Hanging]:
    own = Q(processor=processor.pk)
    yield from _engagements(own | Q(sub_processor_of=processor.pk), today)
    yield from _trackers(own, today)
    yield from _agreements(own, processor, today)
    yield from _transfers(own, today)
    yield from _grants(own, today)


def _grants(which: Q, today: date) -> Iterator[Hanging]:
    rows = AccessGrant.objects.not_over(today).filter(which)
    for row in _in_order(rows.select_related("body", "seat", "processor", "activity")):
        yield Hanging(
            row,
            _("Access {reference}: {who}, to {what}").format(
                reference=row.reference,
                who=row.body or row.seat,
                what=", ".join(str(it) for it in [row.processor or row.activity, row.system] if it),
            ),
        )


def _engagements(which: Q, today: date) -> Iterator[Hanging]:
    rows = Engagement.objects.not_over(today).filter(which)
    for row in _in_order(rows.select_related("activity", "processor", "body")):
        text = _("Recipient {who} in {activity}: {what}")
        yield Hanging(
            row, text.format(who=row.headline, activity=row.activity, what=row.get_role_display())
        )


def _trackers(which: Q, today: date) -> Iterator[Hanging]:
    rows = Tracker.objects.not_over(today).filter(which)
    for row in _in_order(rows.select_related("activity")):
        yield Hanging(
            row, _("Tracker {name} in {activity}").format(name=row, activity=row.activity)
        )


def _agreements(which: Q, processor: Processor, today: date) -> Iterator[Hanging]:
    rows = processor.agreements.in_use().filter(which)
    for row in _in_order(rows.filter(Q(expires_on=None) | Q(expires_on__gte=today))):
        yield Hanging(row, _("Agreement {reference}").format(reference=row.reference))


def _transfers(which: Q, today: date) -> Iterator[Hanging]:
    rows = Transfer.objects.not_over(today).filter(which)
    for row in _in_order(rows.select_related("country", "organisation")):
        text = _("Transfer from {exporter} to {country}: {tool}")
        yield Hanging(
            row,
            text.format(
                exporter=row.organisation, country=row.country, tool=row.get_tool_display()
            ),
        )


def _in_order(rows: models.QuerySet) -> Iterable[RegisterModel]:
    return rows.order_by("pk")
