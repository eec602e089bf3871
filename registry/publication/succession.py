"""Who takes the place of a vendor on the public list, which has to be asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.models import Engagement, Processor
from registry.publication.switching import Author, named_by, open_to_public
from registry.records.ending import begin_of
from registry.records.history import recorded

# One who comes so many days before or after another has left is taken to follow.
NEAR = timedelta(days=31)


@dataclass(frozen=True)
class Place:
    """What a vendor does in an activity instead of one that was listed for it, and since when."""

    row: Engagement
    before: Engagement
    on: date

    def __str__(self):
        last = _last_day(self.before)
        words = (
            _("{activity}: {before} was on the public list for this until {day}.")
            if last < timezone.localdate()
            else _("{activity}: {before} is on the public list for this up to {day}.")
        )
        return words.format(
            activity=self.row.activity, before=self.before.processor, day=date_format(last)
        )


def places_taken(processor: Processor) -> list[Place]:
    """Where it takes the place of a vendor that was listed, and is not listed itself."""
    if processor.retired_on:
        return []
    rows = Engagement.objects.not_over(timezone.localdate()).filter(
        processor=processor.pk, listed_from=None, activity__retired_on=None
    )
    rows = list(rows.select_related("activity"))
    if not rows:
        return []
    activities = {row.activity_id for row in rows}
    listed = Engagement.objects.in_use().filter(
        activity__in=activities, processor__is_public=True, listed_from__isnull=False
    )
    listed = listed.exclude(processor=processor.pk).select_related("processor")
    over = [it for it in listed.order_by("pk") if _last_day(it)]
    return [place for row in rows for place in [*_places(row, over)][:1]]


def with_following(processors: QuerySet) -> QuerySet:
    """Adds `may_follow`: without it none takes a place, and nothing more has to be asked."""
    left = Engagement.objects.in_use().filter(
        Q(listed_until__isnull=False) | Q(ends_on__isnull=False),
        activity=OuterRef("activity"),
        role=OuterRef("role"),
        processor__is_public=True,
        listed_from__isnull=False,
    )
    left = left.exclude(processor=OuterRef("processor"))
    rows = Engagement.objects.in_use().filter(processor=OuterRef("pk"), listed_from=None)
    return processors.annotate(may_follow=Exists(rows.filter(Exists(left))))


def list_in_place(
    processor: Processor, *, by: Author, reason: str, on: date | None = None
) -> Processor:
    """Onto the public list where it takes the place of another; by default from the day after.

    What else it does here stays off the list. Raises ValidationError where it takes no place, and
    where more would come along.
    """
    with recorded(by=by, reason=reason) as unit:
        processor = Processor.objects.get(pk=processor.pk)
        unit.kept |= named_by(processor)
        places = places_taken(processor)
        if not places:
            raise ValidationError(_("It takes the place of nobody on the public list."))
        for place in places:
            place.row.listed_from, place.row.listed_until = on or place.on, None
            place.row.save()
        open_to_public(processor, only=[place.row for place in places])
    return processor


def _places(row: Engagement, over: list[Engagement]) -> Iterator[Place]:
    begins = begin_of(row)
    for before in over:
        if (before.activity_id, before.role) != (row.activity_id, row.role) or begins is None:
            continue
        after = _last_day(before) + timedelta(days=1)
        if abs(begins - after) <= NEAR:
            yield Place(row, before, max(begins, after))


def _last_day(row: Engagement) -> date | None:
    """On the list."""
    return min(filter(None, [row.listed_until, row.ends_on]), default=None)
