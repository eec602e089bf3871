"""The end of a restriction: the person is told before it is lifted (Article 18(3))."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.records.history import recorded
from registry.records.rules import constraints_in_words
from requests_app.handling.transitions import By
from requests_app.models import DataSubjectRequest, RequestedRight
from requests_app.models.rights import GRANTED, RESTRICTION
from requests_app.vocabulary import Channel, RequestState

# Also long after the file was closed.
ANSWERED = (RequestState.ANSWERED, RequestState.CLOSED)


def restriction_of(request: DataSubjectRequest) -> RequestedRight | None:
    """The restriction that was granted and still holds."""
    rights = request.rights.in_use().filter(
        right__code=RESTRICTION, outcome__in=GRANTED, lifted_on=None
    )
    return rights.select_related("right").first()


def may_be_announced(request: DataSubjectRequest) -> bool:
    is_answered = request.state in ANSWERED and not request.retired_on
    return is_answered and restriction_of(request) is not None


def may_be_lifted(request: DataSubjectRequest) -> bool:
    return may_be_announced(request) and restriction_of(request).lifting_told_on is not None


def announce_lifting(
    request: DataSubjectRequest, *, on: date, channel: Channel, by: By, reason: str
) -> None:
    """The letter that tells of it has gone on that day, in that way: the message says which."""
    with _changing(request, by, reason) as right:
        right.lifting_told_on = on


def lift(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    """The data is used again. Raises ValidationError where the person was not told before."""
    if on > timezone.localdate():
        raise ValidationError(_("This day is in the future."))
    with _changing(request, by, reason) as right:
        right.lifted_on = on


@contextmanager
def _changing(request: DataSubjectRequest, by: By, reason: str) -> Iterator[RequestedRight]:
    with recorded(by=by, reason=reason):
        request = DataSubjectRequest.objects.get(pk=request.pk)
        right = restriction_of(request) if may_be_announced(request) else None
        if right is None:
            raise ValidationError(
                _("Only a restriction that was granted, and is not lifted yet, can be lifted.")
            )
        yield right
        with constraints_in_words(RequestedRight):
            right.save()
