"""Counting the open requests anew, after what they are counted by has changed."""

from dataclasses import dataclass

from requests_app.models import DataSubjectRequest
from requests_app.timing import CLOCK_FIELDS, Rules


@dataclass(frozen=True)
class Recount:
    """What became of the open requests, by their references."""

    moved: list[str]
    # Their extension was told in time by the old count, and would be late by the new one.
    left: list[str]


def recount() -> Recount:
    """Count each open request by the rules of now; a computation that differs is a new version.

    Inside a recorded block, after the change was written in it. A due date that stays may still
    have been derived otherwise: it is not among the moved, and its derivation is kept anew.
    """
    rules = Rules()
    requests = list(DataSubjectRequest.objects.open().prefetch_related("clock_events"))
    changed, moved, left = [], [], []
    for request in sorted(requests, key=lambda request: request.reference):
        before = [getattr(request, name) for name in CLOCK_FIELDS]
        due = request.due_on, request.notice_due_on
        rules.put_deadlines(request)
        if before == [getattr(request, name) for name in CLOCK_FIELDS]:
            continue
        told, latest = request.extension_notified_on, request.notice_due_on
        if told and latest and told > latest:
            left.append(request.reference)
            continue
        changed.append(request)
        if due != (request.due_on, request.notice_due_on):
            moved.append(request.reference)
    DataSubjectRequest.objects.change_all(changed, CLOCK_FIELDS)
    return Recount(moved, left)
