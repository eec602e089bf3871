"""Counting the open requests anew, after what they are counted by has changed."""

from dataclasses import dataclass, replace
from datetime import date

from requests_app.deadlines.periods import Period, Status
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
        was_late = request.is_extension_late
        rules.put_deadlines(request)
        if before == [getattr(request, name) for name in CLOCK_FIELDS]:
            continue
        if request.is_extension_late and not was_late:
            left.append(request.reference)
            continue
        changed.append(request)
        if due != (request.due_on, request.notice_due_on):
            moved.append(request.reference)
    DataSubjectRequest.objects.change_all(changed, CLOCK_FIELDS)
    return Recount(moved, left)


@dataclass(frozen=True)
class Move:
    """A due date, and where it would be if a proposal were law."""

    request: DataSubjectRequest
    before: tuple[date | None, date | None]
    after: tuple[date | None, date | None]


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
    requests = DataSubjectRequest.objects.open().prefetch_related("clock_events")
    moves = []
    for request in requests.order_by("due_on", "reference"):
        before, after = (
            tuple(deadline.due for deadline in law.count(request)) for law in (rules, then)
        )
        if before != after:
            moves.append(Move(request, before, after))
    return moves
