"""What came only so that somebody could be identified: it goes after the check, as promised."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.redaction.redacting import Redaction, redact
from registry.evidence.redaction.targets import Target
from registry.records.history import recorded
from registry.vocabulary import RedactionGround
from requests_app.models import Attachment, DataSubjectRequest, Message
from requests_app.retention.removal import MARKER, RequestPart
from requests_app.timing import Rules
from requests_app.vocabulary import IdentityState, MessageKind, RequestState

By = AbstractBaseUser | str

CHECKED = (IdentityState.VERIFIED, IdentityState.FAILED, IdentityState.NOT_NEEDED)
OVER = (RequestState.CLOSED, RequestState.WITHDRAWN)
# That it came, when, from whom and how large it was stays: see `TEXTS` for the rest.
WORDS = RequestPart(Message, "request", dict.fromkeys(("subject", "text", "remarks"), MARKER))
FILES = RequestPart(
    Attachment,
    "message__request",
    dict.fromkeys(("name", "remarks"), MARKER),
    unfinished=Q(file_removed_on=None),
)


def _messages(requests: Collection[int]) -> QuerySet[Message]:
    messages = Message.objects.filter(request__in=requests, kind=MessageKind.IDENTIFICATION)
    return messages.filter(WORDS.says_something)


def _attachments(requests: Collection[int]) -> QuerySet[Attachment]:
    marked = Q(is_identification=True) | Q(message__kind=MessageKind.IDENTIFICATION)
    return Attachment.objects.filter(marked, FILES.says_something, message__request__in=requests)


def has_come(request: DataSubjectRequest) -> bool:
    """Whether something is kept that came only for the check."""
    return _messages([request.pk]).exists() or _attachments([request.pk]).exists()


def is_checked(request: DataSubjectRequest) -> bool:
    """Whether nobody needs it any more: the check is done, or the request is over."""
    return request.identity_state in CHECKED or request.state in OVER


def may_be_removed(request: DataSubjectRequest) -> bool:
    return is_checked(request) and not request.hold_reason and has_come(request)


def due(on: date, rules: Rules) -> Iterator[tuple[DataSubjectRequest, date, date]]:
    """Requests with something whose time is over: the day of the check, and when it was due.

    What came after the check is counted from the day on which it came.
    """
    is_over = Q(identity_state__in=CHECKED) | Q(state__in=OVER)
    marked = Q(messages__kind=MessageKind.IDENTIFICATION)
    marked |= Q(messages__attachments__is_identification=True)
    requests = DataSubjectRequest.objects.filter(is_over, marked).order_by("reference").distinct()
    for request in requests:
        days = [*_came_on(request.pk)]
        if not days:
            continue
        ended_on = max(filter(None, [*days, request.identity_on]))
        kept = rules.policy_of(request.organisation_id).identification_days
        if ended_on + timedelta(days=kept) <= on:
            yield request, ended_on, ended_on + timedelta(days=kept)


def _came_on(request: int) -> Iterator[date]:
    moments = [
        *_messages([request]).values_list("at", flat=True),
        *_attachments([request]).values_list("message__at", flat=True),
    ]
    yield from (timezone.localtime(at).date() for at in moments)


def remove_identification(requests: Collection[int]) -> Redaction:
    """Out of the rows and all their versions; the files too. Inside a recorded block only.

    The log keeps that it was there, and that it was removed.
    """
    targets = [WORDS.target(_messages(requests)), FILES.target(_attachments(requests))]
    about = DataSubjectRequest.objects.filter(pk__in=requests).values_list("pk", flat=True)
    targets.append(Target(DataSubjectRequest, list(about)))
    return redact(targets, ground=RedactionGround.RETENTION)


def remove_what_came(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """The step, without waiting for the time to pass. Raises ValidationError."""
    with recorded(by=by, reason=reason) as unit:
        request = DataSubjectRequest.objects.get(pk=request.pk)
        if not may_be_removed(request):
            raise ValidationError(
                _("Nothing that came for the check is kept, or the check is not done yet.")
            )
        remove_identification([request.pk])
        unit.flush(is_checked=False)
