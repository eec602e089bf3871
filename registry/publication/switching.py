"""The switch of the public list: a processor is shown since a day, or no longer."""

from collections.abc import Collection
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.models import Engagement, Processor
from registry.records.history import recorded

Author = AbstractBaseUser | str


def listed_from_now_on(processor: Processor) -> QuerySet:
    """What is on the list today, or comes onto it."""
    today = timezone.localdate()
    rows = Engagement.objects.in_use().filter(processor=processor.pk, activity__retired_on=None)
    is_ahead = Q(listed_until=None) | Q(listed_until__gte=today)
    return rows.filter(is_ahead, listed_from__isnull=False)


def may_be_shown(processor: Processor) -> bool:
    if processor.retired_on:
        return False
    return not processor.is_public or not listed_from_now_on(processor).exists()


def with_named(processors: QuerySet) -> QuerySet:
    """Whether an activity names it as a recipient, or did: else no day has it on a list."""
    rows = Engagement.objects.in_use().filter(processor=OuterRef("pk"))
    return processors.annotate(is_named=Exists(rows.filter(activity__retired_on=None)))


def may_be_taken_off(processor: Processor) -> bool:
    if processor.retired_on or not processor.is_public:
        return False
    return listed_from_now_on(processor).exists()


def show(processor: Processor, *, by: Author, reason: str, on: date | None = None) -> Processor:
    """Onto the public list from a day on, today by default, for all that it does here.

    What is listed already keeps its days. Raises ValidationError where no activity in use names
    it on that day, or after, and where lists of days that are over would become others.
    """
    with recorded(by=by, reason=reason) as unit:
        processor = Processor.objects.get(pk=processor.pk)
        unit.kept |= named_by(processor)
        if not may_be_shown(processor):
            raise ValidationError(_("It is on the public list already, or retired."))
        on = on or timezone.localdate()
        rows = Engagement.objects.not_over(on).filter(processor=processor.pk)
        rows = list(rows.filter(activity__retired_on=None))
        if not rows:
            raise ValidationError(
                _("No activity names it as a recipient on that day. Add it to one first.")
            )
        listed = {*listed_from_now_on(processor).values_list("pk", flat=True)}
        # Of one that is hidden, lists of days that are over would come back with the others.
        fresh = [row for row in rows if row.listed_from is None or row.listed_from >= on]
        for row in rows:
            if row.pk not in listed:
                _list(row, on)
        open_to_public(processor, only=fresh)
    return processor


def open_to_public(processor: Processor, *, only: Collection[Engagement]) -> None:
    """Says that it may be listed, which brings along all that has a day on the list.

    Raises ValidationError where that is more than these: what was hidden on purpose, retired or
    over, would be on lists again, those of earlier days included.
    """
    if processor.is_public:
        return
    rows = Engagement.objects.filter(processor=processor.pk, listed_from__isnull=False)
    rows = rows.exclude(pk__in=[row.pk for row in only]).select_related("activity")
    if row := rows.order_by("listed_from", "pk").first():
        raise ValidationError(
            _(
                "{activity}: it would be on the public list again too, from {day}. Empty “Listed "
                "from” there first; or tick “May be listed publicly”, if that is what you want."
            ).format(activity=row.activity, day=date_format(row.listed_from))
        )
    processor.is_public = True
    processor.save()


def take_off(processor: Processor, *, by: Author, reason: str, on: date | None = None) -> Processor:
    """Off the public list from a day on, today by default. Lists of earlier days keep it.

    Raises ValidationError where it is on none.
    """
    with recorded(by=by, reason=reason) as unit:
        processor = Processor.objects.get(pk=processor.pk)
        unit.kept |= named_by(processor)
        if not may_be_taken_off(processor):
            raise ValidationError(_("It is not on the public list."))
        on = on or timezone.localdate()
        for row in listed_from_now_on(processor):
            if row.listed_from >= on:
                if row.listed_from < timezone.localdate():
                    raise ValidationError(
                        _("{activity}: it is on the list since {day}. Choose a later day.").format(
                            activity=row.activity, day=date_format(row.listed_from)
                        )
                    )
                row.listed_from = row.listed_until = None  # it never was on it
            elif row.listed_until is None or row.listed_until >= on:
                row.listed_until = on - timedelta(days=1)
            row.save()
    return processor


def named_by(processor: Processor) -> set[int]:
    """The entries that name it. What they say of the processing is as it was approved: whoever is
    listed is answered for by who throws the switch."""
    rows = Engagement.objects.filter(processor=processor.pk)
    return set(rows.values_list("activity_id", flat=True))


def _list(row: Engagement, on: date) -> None:
    """The days on the list are one stretch, the same on every day: what was said stays said."""
    if row.listed_from is None or row.listed_from >= on:
        row.listed_from, row.listed_until = on, None
    elif row.listed_until is None or row.listed_until >= on - timedelta(days=1):
        row.listed_until = None
    else:
        raise ValidationError(
            _(
                "{activity}: it was on the list until {day}, and lists of those days have to stay "
                "as they were. End this entry under Recipients and add it anew, then show it."
            ).format(activity=row.activity, day=date_format(row.listed_until))
        )
    row.save()
