"""Counting the open requests anew, after what they are counted by has changed."""

from dataclasses import dataclass, replace
from datetime import date

from requests_app.deadlines.periods import Period, Status
from requests_app.models import DataSubjectRequest
from requests_app.timing import CLOCK_FIELDS, Counts, Rules


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
    requests = DataSubjectRequest.objects.open()
    rules.read_rights_of(requests)
    changed, moved, left = [], [], []
    for request in requests.order_by("reference").prefetch_related("clock_events"):
        due = _days(request)
        was_late = request.is_extension_late
        if not rules.put_deadlines(request):
            continue
        if request.is_extension_late and not was_late:
            left.append(request.reference)
            continue
        changed.append(request)
        if due != _days(request):
            moved.append(request.reference)
    DataSubjectRequest.objects.change_all(changed, CLOCK_FIELDS)
    return Recount(moved, left)


def _days(request: DataSubjectRequest) -> tuple[date | None, ...]:
    return request.due_on, request.notice_due_on, request.acknowledge_due_on


@dataclass(frozen=True)
class Move:
    """The days of a request, and where they would be if a proposal were law."""

    request: DataSubjectRequest
    before: Counts
    after: Counts


def moved_by(proposed: Period) -> list[Move]:
    """The open requests whose answer or notice would be due on another day. Nothing is written.

    Counted as if the proposal had held on the day of each receipt.
    """
    rules, then = Rules(), Rules()
    as_law = replace(proposed, status=Status.IN_FORCE, valid_from=date.min, valid_until=None)
    others = [
        row
        for row in rules.periods
        if (row.duty, row.jurisdiction) != (proposed.duty, proposed.jurisdiction)
    ]
    then.periods = (*others, as_law)
    requests = DataSubjectRequest.objects.open()
    moves = []
    for law in (rules, then):
        law.read_rights_of(requests)
    requests = requests.order_by("due_on", "reference").prefetch_related("clock_events")
    for request in requests:
        before, after = (law.count(request) for law in (rules, then))
        if before.days != after.days:
            moves.append(Move(request, before, after))
    return moves
