"""Of what the public list would say “not stated”, and which fields that comes from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from registry.models import Engagement, Processor


@dataclass(frozen=True)
class Unsaid:
    """A column of the public list, and the field of a row that it is taken from."""

    column: str
    row: Processor | Engagement
    field: str

    def __str__(self):
        return _("{column}: not stated").format(column=self.column)


def unsaid_of(
    processors: Collection[Processor], engagements: Iterable[Engagement]
) -> dict[int, list[Unsaid]]:
    """By processor. `engagements`: those that one may see, with their activities. Countries of
    processing are best prefetched.
    """
    today = timezone.localdate()
    found = defaultdict(list)
    for row in engagements:
        if row.service == "" and _goes_on(row, today):
            column = _("{column} ({activity})").format(column=_("Service"), activity=row.activity)
            found[row.processor_id].append(Unsaid(column, row, "service"))
    for processor in processors:
        if processor.country_id is None:
            found[processor.pk].append(Unsaid(_("Established in"), processor, "country"))
        if _is_placeless(processor):
            column = _("Data processed in")
            found[processor.pk].append(Unsaid(column, processor, "processing_countries"))
    return found


def _goes_on(row: Engagement, today: date) -> bool:
    is_over = row.ends_on is not None and row.ends_on < today
    return row.retired_on is None and row.activity.retired_on is None and not is_over


def _is_placeless(processor: Processor) -> bool:
    words = processor.location_as_published or processor.processing_as_published
    return not words and not processor.processing_countries.all()
