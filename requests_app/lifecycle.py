"""The steps of a request from receipt to the closed file. Each has an author and a reason."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from registry.base.history import recorded
from registry.models import DataSubjectCategory, Organisation, Right
from requests_app.checklist import bring_up_to_date
from requests_app.models import ClockEvent, DataSubjectRequest, RequestedRight
from requests_app.questions import DeadlineError, Need
from requests_app.timing import put_deadlines
from requests_app.vocabulary import Channel, IdentityState, Outcome, RequestState

By = AbstractBaseUser | str
State = RequestState
OPEN = frozenset(
    {
        State.RECEIVED,
        State.ACKNOWLEDGED,
        State.WAITING_IDENTITY,
        State.WAITING_CLARIFICATION,
        State.IN_PROGRESS,
    }
)
ENDED = frozenset({State.ANSWERED, State.REFUSED, State.WITHDRAWN})

# Step → the states from which it leads, and the state it leads to; None: it stays.
TRANSITIONS: dict[str, tuple[frozenset[State], State | None]] = {
    "sort": (frozenset({State.TO_SORT}), State.RECEIVED),
    "acknowledge": (frozenset({State.RECEIVED}), State.ACKNOWLEDGED),
    "begin": (frozenset({State.RECEIVED, State.ACKNOWLEDGED}), State.IN_PROGRESS),
    "ask_identity": (OPEN - {State.WAITING_IDENTITY}, State.WAITING_IDENTITY),
    "settle_identity": (OPEN, State.IN_PROGRESS),
    "ask_clarification": (OPEN - {State.WAITING_CLARIFICATION}, State.WAITING_CLARIFICATION),
    "clarify": (frozenset({State.WAITING_CLARIFICATION}), State.IN_PROGRESS),
    "extend": (OPEN, None),
    "answer": (frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS}), State.ANSWERED),
    "refuse": (OPEN, State.REFUSED),
    "withdraw": (OPEN, State.WITHDRAWN),
    "close": (ENDED, State.CLOSED),
    "reopen": (ENDED | {State.CLOSED}, State.IN_PROGRESS),
}


def may(step: str, request: DataSubjectRequest) -> bool:
    """Whether a step leads from where the request stands."""
    return request.state in TRANSITIONS[step][0]


@contextmanager
def _step(name: str, request: DataSubjectRequest, by: By, reason: str) -> Iterator:
    """A step in one recorded block: the fresh request, moved on and counted anew at the end."""
    with recorded(by=by, reason=reason):
        request = DataSubjectRequest.objects.get(pk=request.pk)
        if not may(name, request):
            raise ValidationError(
                _("This step does not lead on from “{state}”.").format(
                    state=request.get_state_display()
                )
            )
        request.state = TRANSITIONS[name][1] or request.state
        yield request
        try:
            put_deadlines(request)
        except DeadlineError as error:
            raise ValidationError(str(error)) from error
        request.clean()
        request.validate_constraints()
        request.save()


def next_reference(received_on: date) -> str:
    """R-2026-0001 and so on: counted per year of receipt, never given twice.

    Inside a recorded block, where nobody else writes.
    """
    prefix = f"R-{received_on.year}-"
    rows = DataSubjectRequest.objects.filter(reference__startswith=prefix)
    last = rows.aggregate(last=Max("reference"))["last"]
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:06}"


def receive(
    *,
    organisation: Organisation,
    received_on: date,
    channel: Channel,
    by: By,
    reason: str,
    rights: Iterable[Right] = (),
    data_subjects: Iterable[DataSubjectCategory] = (),
    is_to_sort: bool = False,
) -> DataSubjectRequest:
    """Open the file of a request. Who asked is written apart, into `Requester`."""
    with recorded(by=by, reason=reason):
        request = DataSubjectRequest(
            reference=next_reference(received_on),
            organisation=organisation,
            received_on=received_on,
            channel=channel,
            state=State.TO_SORT if is_to_sort else State.RECEIVED,
        )
        request.save()
        request.data_subjects.set(data_subjects)
        for right in rights:
            RequestedRight.objects.create(request=request, right=right)
        put_deadlines(request)
        request.save()
        bring_up_to_date(request)
    return request


def sort(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """What could not be read has been read by somebody, and is a request."""
    with _step("sort", request, by, reason):
        pass


def acknowledge(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    with _step("acknowledge", request, by, reason) as file:
        file.acknowledged_on = on


def begin(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """Start the work. The checklist is brought up to date with the register of the day."""
    with _step("begin", request, by, reason) as file:
        bring_up_to_date(file)


def ask_identity(
    request: DataSubjectRequest, *, on: date, by: By, reason: str, need: Need = Need.IDENTITY
) -> None:
    """Ask who the requester is, for the authority of a representative, or for the fee."""
    with _step("ask_identity", request, by, reason) as file:
        ClockEvent.objects.create(request=file, need=need, asked_on=on)
        if need == Need.IDENTITY:
            file.identity_state = IdentityState.ASKED


def settle_identity(
    request: DataSubjectRequest,
    *,
    on: date,
    is_verified: bool,
    method: str,
    checked_by: str,
    by: By,
    reason: str,
) -> None:
    """Keep method, result, day and role of the check; the document itself is never kept."""
    with _step("settle_identity", request, by, reason) as file:
        _answer_questions(file, {Need.IDENTITY, Need.AUTHORITY, Need.FEE}, on)
        file.identity_state = IdentityState.VERIFIED if is_verified else IdentityState.FAILED
        file.identity_method = method
        file.identity_on = on
        file.identity_by = checked_by


def identity_not_needed(request: DataSubjectRequest, *, why: str, by: By, reason: str) -> None:
    with _step("settle_identity", request, by, reason) as file:
        file.identity_state = IdentityState.NOT_NEEDED
        file.identity_reason = why


def ask_clarification(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    with _step("ask_clarification", request, by, reason) as file:
        ClockEvent.objects.create(request=file, need=Need.CLARIFICATION, asked_on=on)


def clarify(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    """The requester has said what they mean."""
    with _step("clarify", request, by, reason) as file:
        _answer_questions(file, {Need.CLARIFICATION}, on)


def _answer_questions(request, needs: set[Need], on: date) -> None:
    for event in request.clock_events.filter(need__in=needs, answered_on=None):
        event.answered_on = on
        event.full_clean()
        event.save()


def extend(
    request: DataSubjectRequest, *, notified_on: date, why: str, by: By, reason: str
) -> None:
    """Two more months, counted from the same start, told to the requester in the first."""
    with _step("extend", request, by, reason) as file:
        file.extended_on = notified_on
        file.extension_notified_on = notified_on
        file.extension_reason = why


def decide(
    right: RequestedRight, *, outcome: Outcome, by: By, reason: str, ground: str = ""
) -> None:
    """What becomes of one right. A refusal names its ground."""
    with recorded(by=by, reason=reason):
        right = RequestedRight.objects.get(pk=right.pk)
        right.outcome = outcome
        right.ground = ground
        right.validate_constraints()
        right.save()


def answer(request: DataSubjectRequest, *, on: date, channel: Channel, by: By, reason: str) -> None:
    """The answer has gone out. Raises ValidationError while a right has no outcome."""
    with _step("answer", request, by, reason) as file:
        file.answered_on = on
        file.answer_channel = channel


def refuse(
    request: DataSubjectRequest,
    *,
    on: date,
    channel: Channel,
    explains_complaint: bool,
    explains_remedy: bool,
    by: By,
    reason: str,
) -> None:
    """Tell the requester why nothing is done, and where to complain: Article 12(4)."""
    with _step("refuse", request, by, reason) as file:
        file.answered_on = on
        file.answer_channel = channel
        file.has_explained_complaint = explains_complaint
        file.has_explained_remedy = explains_remedy


def withdraw(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    with _step("withdraw", request, by, reason) as file:
        file.withdrawn_on = on


def close(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    """End the work. The timers of retention count from here."""
    with _step("close", request, by, reason) as file:
        file.closed_on = on


def reopen(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    with _step("reopen", request, by, reason) as file:
        file.closed_on = file.answered_on = file.withdrawn_on = None
