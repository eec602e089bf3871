"""What the register says must be searched for a request, and who must be told of it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.records.rules import constraints_in_words
from requests_app.handling.inheritance import with_sponsors
from requests_app.handling.recipients import RECIPIENT, recipients_of
from requests_app.handling.still_kept import KEPT_BY, is_data_gone
from requests_app.models import ChecklistItem, DataSubjectRequest, RecipientNotice
from requests_app.models.unfinished import TELL_RECIPIENTS
from requests_app.vocabulary import Finding, RequestState

By = AbstractBaseUser | str

# What is told or asked without anybody being looked for.
NEED_NO_SEARCH = ("information", "complaint", "concern")


def activities_for(request: DataSubjectRequest, people: Collection[int]):
    """Activities on these people whose data was held on the day of receipt; without people, all.

    Those too that had ended by then, unless all their data had to be gone; what was retired since
    then is among them; of a sponsored project, the sponsor's too.
    """
    day = request.received_on
    begun = ProcessingActivity.objects.begun_by(day).filter(
        organisation__in=with_sponsors(request.organisation)
    )
    if people:
        begun = begun.filter(data_subjects__in=people)
    in_force = ProcessingActivity.objects.in_force(day).order_by().values("pk")
    over = begun.exclude(pk__in=in_force).distinct().prefetch_related(*KEPT_BY)
    gone = [activity.pk for activity in over if is_data_gone(activity, day)]
    return begun.exclude(pk__in=gone).distinct()


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
    if not people and not _is_anybody(request):
        return []
    listed = request.checklist.order_by().values_list("activity", flat=True)
    asked = activities_for(request, people).values_list("pk", flat=True)
    return list(asked.exclude(pk__in=list(listed)))


def _is_anybody(request: DataSubjectRequest) -> bool:
    """Whether to look everywhere: it is stated that the person is of no kind that is known here,
    or work has begun and nobody has said of which.
    """
    is_none = "data_subjects" in request.absences
    if not is_none and request.state != RequestState.IN_PROGRESS:
        return False
    return request.rights.in_use().exclude(right__code__in=NEED_NO_SEARCH).exists()


def _not_known(request: DataSubjectRequest) -> Iterator[dict]:
    known = set(request.recipient_notices.order_by().values_list(*RECIPIENT))
    # Each once, however many activities share it.
    for recipient in dict.fromkeys(held.key for held in recipients_of(request)):
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
