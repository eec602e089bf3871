"""Who received the data of a person: to be told (Article 19) and named (Article 15(1)(c))."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from registry.models import DataCategory, Disclosure, Engagement, ProcessingActivity
from registry.vocabulary import BodyKind, RecipientRole
from requests_app.handling.inheritance import with_sponsors
from requests_app.models import DataSubjectRequest, RecipientNotice

# A recipient is one of these.
RECIPIENT = ("processor_id", "body_id", "recipient")
LONGEST_NAME = RecipientNotice._meta.get_field("recipient").max_length
# Whoever works under the authority of the controller is no recipient (29, CJEU C-579/21).
OWN_STAFF = Q(body__kind=BodyKind.STAFF) | Q(role=RecipientRole.INTERNAL, body=None)


@dataclass(frozen=True)
class Recipient:
    """One who received personal data for an activity that is searched, and when."""

    key: tuple[int | None, int | None, str]
    name: str
    # From when to when data went there; of a disclosure its day.
    since: date | None
    until: date | None
    # What says so. Two that say the same are one recipient.
    source: Engagement | Disclosure | None = field(default=None, compare=False, repr=False)


def recipients_of(request: DataSubjectRequest) -> Iterator[Recipient]:
    """In the order of the register: those in service by the day of receipt, also if it has ended
    since or before, and those to whom data was disclosed. For an activity whose recipients are not
    stated, those of the other activities with data of the same kinds.

    Not own staff, and no authority in an inquiry under the law of the Union or a member state
    (Article 4(9)).
    """
    yield from _received(_engagements(request))
    for row in _disclosures(request):
        name = (row.recipient or row.title)[:LONGEST_NAME]
        yield Recipient((None, None, name), name, row.disclosed_on, row.disclosed_on, row)


def planned_for(activities: Collection[int], day: date) -> Iterator[Recipient]:
    """Who will receive data of these activities, and does not yet on that day."""
    rows = Engagement.objects.not_over(day).filter(starts_on__gt=day)
    yield from _received(rows.filter(activity__in=activities))


def received_for(activities: Collection[int], day: date) -> Iterator[Recipient]:
    """Who receives data of these activities on that day."""
    yield from _received(Engagement.objects.in_force(day).filter(activity__in=activities))


def _received(rows) -> Iterator[Recipient]:
    rows = rows.filter(is_personal_data=True).exclude(OWN_STAFF)
    for row in rows.select_related("processor__country", "body"):
        key = (row.processor_id, row.body_id, row.recipient)
        name = str(row.processor or row.body or row.recipient)
        yield Recipient(key, name, row.starts_on, row.ends_on, row)


def _engagements(request: DataSubjectRequest):
    listed = request.checklist.in_use().values("activity")
    received = Engagement.objects.begun_by(request.received_on)
    of_these = Q(activity__in=listed)
    unstated = _without_stated_recipients(listed)
    if unstated:
        # Who received that data nobody has said: so whoever has data of its kind from us.
        data = DataCategory.objects.filter(activities__in=unstated).order_by().values("pk")
        ours = Q(activity__organisation__in=with_sponsors(request.organisation))
        of_these |= ours & Q(activity__data_categories__in=data)
    return received.filter(of_these).distinct()


def _without_stated_recipients(listed) -> list[int]:
    """Activities for which neither a recipient is on record nor that there is none."""
    rows = ProcessingActivity.objects.order_by().filter(pk__in=listed, engagements=None)
    stated = rows.values_list("pk", "absences")
    return [pk for pk, absences in stated if "recipients" not in absences]


def _disclosures(request: DataSubjectRequest):
    """Of a listed activity, or of the organisation as a whole."""
    listed = request.checklist.in_use().values("activity")
    of_all = Q(activity=None, organisation__in=with_sponsors(request.organisation))
    made = Disclosure.objects.in_use().filter(disclosed_on__lte=timezone.localdate())
    made = made.filter(Q(activity__in=listed) | of_all).exclude(is_inquiry=True)
    return made.order_by("disclosed_on", "pk")
