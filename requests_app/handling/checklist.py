"""What the register says must be searched for a request, and who must be told of it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.models import Engagement, ProcessingActivity
from registry.records.history import recorded
from registry.records.rules import constraints_in_words
from requests_app.handling.inheritance import with_sponsors
from requests_app.models import ChecklistItem, DataSubjectRequest, RecipientNotice
from requests_app.vocabulary import Finding, RequestState

By = AbstractBaseUser | str

# Article 19 follows these three.
TELL_RECIPIENTS = ("rectification", "erasure", "restriction")
# A recipient is one of these.
RECIPIENT = ("processor_id", "body_id", "recipient")


def activities_for(request: DataSubjectRequest, people: Collection[int]):
    """Activities on these people that were in force on the day of receipt.

    What was retired since then is among them; of a sponsored project, the sponsor's too.
    """
    return (
        ProcessingActivity.objects.in_force(request.received_on)
        .filter(
            organisation__in=with_sponsors(request.organisation),
            data_subjects__in=people,
        )
        .distinct()
    )


def recipients_for(request: DataSubjectRequest):
    """Who received personal data for the listed activities on the day of receipt."""
    listed = request.checklist.in_use().values("activity")
    return Engagement.objects.in_force(request.received_on).filter(
        activity__in=listed, is_personal_data=True
    )


def bring_up_to_date(request: DataSubjectRequest) -> None:
    """Add the searches and notices that the register asks for. What is there stays.

    Inside a recorded block only.
    """
    ChecklistItem.objects.add_all(
        ChecklistItem(request=request, activity_id=activity) for activity in _not_listed(request)
    )
    if request.rights.in_use().filter(right__code__in=TELL_RECIPIENTS).exists():
        RecipientNotice.objects.add_all(
            RecipientNotice(request=request, **recipient) for recipient in _not_known(request)
        )


def _not_listed(request: DataSubjectRequest) -> list[int]:
    people = list(request.data_subjects.order_by().values_list("pk", flat=True))
    if not people:
        return []
    listed = request.checklist.order_by().values_list("activity", flat=True)
    asked = activities_for(request, people).values_list("pk", flat=True)
    return list(asked.exclude(pk__in=list(listed)))


def _not_known(request: DataSubjectRequest) -> Iterator[dict]:
    known = set(request.recipient_notices.order_by().values_list(*RECIPIENT))
    # In the order of the register; each once, however many activities share it.
    for recipient in dict.fromkeys(recipients_for(request).values_list(*RECIPIENT)):
        if recipient not in known:
            yield dict(zip(RECIPIENT, recipient, strict=True))


def note_search(
    item: ChecklistItem, *, finding: Finding, on: date, is_done: bool, by: By, reason: str
) -> None:
    """What the last search in one activity has brought, and whether all is done with it."""
    with _at_work(item, by, reason) as row:
        row.finding, row.searched_on = finding, on
        row.done_on = on if is_done else None


def note_told(notice: RecipientNotice, *, on: date, by: By, reason: str) -> None:
    """A recipient was told: Article 19."""
    with _at_work(notice, by, reason) as row:
        row.told_on = on


def is_at_work(row: ChecklistItem | RecipientNotice) -> bool:
    """Neither it nor its file was put aside, and the file is not closed."""
    is_in_use = row.retired_on is None and row.request.retired_on is None
    return is_in_use and row.request.state != RequestState.CLOSED


@contextmanager
def _at_work(row, by: By, reason: str) -> Iterator:
    """The fresh row, saved at the end. Raises ValidationError where its file is closed."""
    with recorded(by=by, reason=reason):
        row = type(row).objects.select_related("request").get(pk=row.pk)
        if not is_at_work(row):
            raise ValidationError(_("The request is closed. Reopen it first."))
        yield row
        with constraints_in_words(type(row)):
            row.save()
