"""Who may read the words of a file that was closed long ago: the privacy lead alone.

Those words are what the timer of texts removes later. Until then dates, states, outcomes and
grounds stay open to everyone who may see requests; the words are withheld.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from registry.records.timeline.versions import as_of_today
from requests_app.models import DataSubjectRequest
from requests_app.retention.removal import MARKER, TEXTS
from requests_app.timing import Rules
from requests_app.vocabulary import RequestState

MAY_READ = "requests_app.view_old_message"
# The words of each table, and the way from its rows to their request.
WORDS = {part.model: tuple(part.removed) for part in TEXTS}
PATHS = {part.model: part.path for part in TEXTS}


def withheld() -> str:
    """What is shown in place of words."""
    return _("[for the privacy lead]")


def file_of(row: models.Model) -> DataSubjectRequest | None:
    """The request that a row with words belongs to; None where it belongs to none."""
    if isinstance(row, DataSubjectRequest):
        return row
    for name in PATHS[type(row)].split("__"):
        row = getattr(row, name)
    return row


def last_open_day(file: DataSubjectRequest, rules: Rules) -> date | None:
    """The last day on which all who handle requests read its words; None while it is not closed."""
    ended_on = file.closed_on if file.state == RequestState.CLOSED else file.retired_on
    if ended_on is None:
        return None
    return ended_on + timedelta(days=rules.policy_of(file.organisation_id).text_open_days)


def is_closed_to(user: AbstractBaseUser, row: models.Model, today: date, rules: Rules) -> bool:
    """Whether the words of a row, or of the file that it belongs to, are withheld from somebody."""
    if user.has_perm(MAY_READ):
        return False
    file = file_of(row)
    last = last_open_day(file, rules) if file else None
    return last is not None and last < today


def old_files(today: date, rules: Rules) -> models.QuerySet[DataSubjectRequest]:
    """Every request whose words are the privacy lead's."""
    condition = Q()
    for pk in rules.organisations:
        day = today - timedelta(days=rules.policy_of(pk).text_open_days)
        is_ended = Q(state=RequestState.CLOSED, closed_on__lt=day) | Q(retired_on__lt=day)
        condition |= Q(is_ended, organisation=pk)
    files = DataSubjectRequest.objects.order_by()
    return files.filter(condition) if condition else files.none()


def ended_today() -> models.QuerySet:
    """Keys of the requests that are closed or put aside today, also where tables show the past.

    There their words are the privacy lead's at once: they were open to more people then, and
    these need not be the people of today.
    """
    is_ended = Q(state=RequestState.CLOSED) | Q(retired_on__isnull=False)
    return as_of_today(DataSubjectRequest).filter(is_ended).values_list("id", flat=True)


def withhold(row: models.Model, names: Iterable[str] = ()) -> None:
    """Put the notice in place of the words of a row that is only to be shown, never saved."""
    for name in names or WORDS[type(row)]:
        if getattr(row, name) not in {"", MARKER}:
            setattr(row, name, withheld())
