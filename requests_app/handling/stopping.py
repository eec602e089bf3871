"""The clock beside the month: what has to stop on the day of receipt, and since when it has."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.records.history import recorded
from registry.records.rules import constraints_in_words
from requests_app.handling.transitions import By, may, refuse_unless_it_may
from requests_app.models import DataSubjectRequest, RequestedRight
from requests_app.stops import StopRow, stop_row


@dataclass(frozen=True)
class Stop:
    """What one right of a request stops, and since when it has stopped."""

    right: RequestedRight
    row: StopRow

    @property
    def is_open(self) -> bool:
        return self.right.is_stop_open


def stops_of(request: DataSubjectRequest) -> list[Stop]:
    """At once means on the day of receipt; none of them waits for the answer."""
    rights = request.rights_in_use()
    codes = {right.right.code for right in rights}
    rows = [(right, stop_row(right.right.code, codes, request.received_on)) for right in rights]
    return [Stop(right, row) for right, row in rows if row]


def open_stops(request: DataSubjectRequest) -> list[Stop]:
    """None of a file that is closed, or was put aside."""
    if request.retired_on or request.closed_on:
        return []
    return [stop for stop in stops_of(request) if stop.is_open]


def may_stop(request: DataSubjectRequest) -> bool:
    """Something of it goes on, as far as anybody has noted."""
    return may("stop", request) and bool(_going_on(request))


def stop(request: DataSubjectRequest, *, on: date, what: str, by: By, reason: str) -> None:
    """What its rights stop has stopped. What need not stop at once is noted when nothing must."""
    with recorded(by=by, reason=reason):
        request = DataSubjectRequest.objects.get(pk=request.pk)
        refuse_unless_it_may("stop", request)
        rights = _going_on(request)
        if not rights:
            raise ValidationError(_("Nothing is left to be stopped."))
        for right in rights:
            right.stopped_on = on
            right.stop_note = what.strip()
            with constraints_in_words(RequestedRight):
                right.save()


def _going_on(request: DataSubjectRequest) -> list[RequestedRight]:
    at_once = [stop.right for stop in open_stops(request)]
    return at_once or [right for right in request.rights_in_use() if right.may_be_stopped]
