"""What a file may change of a request that is on file: what its pages would change too."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from registry.files.changes import RowChange
from requests_app.handling.transitions import OPEN, TRANSITIONS
from requests_app.models import ClockEvent
from requests_app.vocabulary import RequestState

KEPT_LONGER = {"hold_reason", "hold_review_on", "remarks"}
IN_THE_FORM = KEPT_LONGER | {"data_subjects", "handler", "rule", "calendar", "jurisdiction"}
ANSWER = {
    "answered_on",
    "answer_channel",
    "has_explained_complaint",
    "has_explained_remedy",
    "why_unfinished",
}
# Step → the columns that it writes beside the state.
WRITES = {
    "acknowledge": {"acknowledged_on"},
    "ask_identity": {"identity_state"},
    "settle_identity": {
        "identity_state",
        "identity_method",
        "identity_on",
        "identity_by",
        "identity_reason",
    },
    "extend": {
        "extended_on",
        "extension_months",
        "extension_notified_on",
        "extension_reason",
    },
    "note_authority": {"authority", "authority_reference", "lodged_on", "asked_until"},
    "answer": ANSWER,
    "refuse": ANSWER,
    "withdraw": {"withdrawn_on"},
    "close": {"closed_on", "why_unfinished"},
    "reopen": {"answered_on", "answer_channel", "why_unfinished", "withdrawn_on", "closed_on"},
}
WAITING = {RequestState.WAITING_IDENTITY, RequestState.WAITING_CLARIFICATION}


def ends_of(step: str, before: str) -> set[str]:
    """Where a step may lead from a state; what would be in progress may wait on instead."""
    origins, end = TRANSITIONS[step]
    if before not in origins:
        return set()
    end = end or before
    return {end, *WAITING} if end == RequestState.IN_PROGRESS else {end}


def leads_to(before: str, after: str) -> bool:
    """Whether there is a step from one state to the other."""
    return any(after in ends_of(step, before) for step in TRANSITIONS)


def without_a_step(change: RowChange) -> Iterator[tuple[str, str]]:
    """Columns of a request, and why they stay as they are. Of a new one all are taken."""
    if change.is_new:
        yield from _still_to_come("received_on", change.row.received_on)
        return
    said = {column: before for column, before, _after in change.differences}
    before, after = said.get("state", change.row.state), change.row.state
    if before != after and not leads_to(before, after):
        yield (
            "state",
            _("is not possible after “{before}”. Take the steps in between first.").format(
                before=RequestState(before).label
            ),
        )
        return
    was_aside = bool(said.get("retired_on", change.row.retired_on))
    may = _columns(before, after, was_aside=was_aside)
    for column in said:
        if column not in may:
            yield (
                column,
                _("cannot be changed by an import. Take the step on the page of the request."),
            )


def _columns(before: str, after: str, *, was_aside: bool) -> set[str]:
    if was_aside:
        return {"retired_on", "remarks"}
    may = {"state"} | (KEPT_LONGER if before == RequestState.CLOSED else IN_THE_FORM)
    if before == after == RequestState.TO_SORT:
        may.add("retired_on")  # nothing was asked
    for step, columns in WRITES.items():
        if after in ends_of(step, before):
            may |= columns
    return may


def of_an_ended_file(change: RowChange, ended: set[int]) -> Iterator[tuple[str, str]]:
    """Why a part of a request stays as it is: its file is closed, or was put aside."""
    if change.row.request_id in ended:
        column = change.differences[0][0] if change.differences else "request"
        yield column, _("cannot be changed: the request is closed. Reopen it first.")


def without_an_answer(change: RowChange) -> Iterator[tuple[str, str]]:
    """Columns of a question that was put, and why they stay as they are."""
    if change.is_new:
        yield from _still_to_come("answered_on", change.row.answered_on)
        return
    said = {column: before for column, before, _after in change.differences}
    for column in said.keys() - {"remarks"}:
        if column == "answered_on" and not said[column] and _waits(change.row):
            yield from _still_to_come(column, change.row.answered_on)
        else:
            yield (
                column,
                _("cannot be changed by an import. Take the step on the page of the request."),
            )


def before_it_stopped(change: RowChange) -> Iterator[tuple[str, str]]:
    """What is to stop has not stopped yet."""
    day = change.row.stopped_on
    if day and day > timezone.localdate():
        yield "stopped_on", _("is in the future. Enter the day on which it stopped.")


def _waits(event: ClockEvent) -> bool:
    return event.retired_on is None and event.request.state in OPEN


def _still_to_come(column: str, day: date | None) -> Iterator[tuple[str, str]]:
    if day and day > timezone.localdate():
        yield column, _("is in the future. Enter the day on which it came.")
