"""Which step leads from where to where, and what happens at the end of each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.records.history import recorded
from registry.records.rules import constraints_in_words
from requests_app.deadlines.calendars import CalendarError
from requests_app.deadlines.questions import DeadlineError, Need
from requests_app.handling.checklist import bring_up_to_date
from requests_app.models import DataSubjectRequest
from requests_app.timing import Rules
from requests_app.vocabulary import RequestState

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
# What would be in progress waits on while something else that was asked for is missing.
TRANSITIONS: dict[str, tuple[frozenset[State], State | None]] = {
    "sort": (frozenset({State.TO_SORT}), State.RECEIVED),
    "acknowledge": (frozenset({State.RECEIVED}), State.ACKNOWLEDGED),
    "begin": (frozenset({State.RECEIVED, State.ACKNOWLEDGED}), State.IN_PROGRESS),
    "ask_identity": (OPEN - {State.WAITING_IDENTITY}, State.WAITING_IDENTITY),
    "settle_identity": (OPEN, State.IN_PROGRESS),
    "ask_clarification": (OPEN - {State.WAITING_CLARIFICATION}, State.WAITING_CLARIFICATION),
    "clarify": (frozenset({State.WAITING_CLARIFICATION}), State.IN_PROGRESS),
    "extend": (OPEN, None),
    "note_authority": (OPEN, None),
    "decide": (OPEN, None),
    "stop": (OPEN | ENDED, None),
    "answer": (frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS}), State.ANSWERED),
    "refuse": (OPEN, State.REFUSED),
    "withdraw": (OPEN, State.WITHDRAWN),
    "close": (ENDED, State.CLOSED),
    "reopen": (ENDED | {State.CLOSED}, State.IN_PROGRESS),
}


def may(name: str, request: DataSubjectRequest) -> bool:
    """Whether a step leads from where the request stands."""
    return request.state in TRANSITIONS[name][0] and not request.retired_on


def refuse_unless_it_may(name: str, request: DataSubjectRequest) -> None:
    if not may(name, request):
        raise ValidationError(
            _("This step is not possible in the state “{state}”.").format(
                state=request.get_state_display()
            )
        )


@contextmanager
def step(name: str, request: DataSubjectRequest, by: By, reason: str) -> Iterator:
    """A step in one recorded block: the fresh request, moved on and counted anew at the end."""
    with recorded(by=by, reason=reason):
        request = DataSubjectRequest.objects.get(pk=request.pk)
        refuse_unless_it_may(name, request)
        request.state = TRANSITIONS[name][1] or request.state
        yield request
        if request.state == State.IN_PROGRESS:
            request.state = _still_asked(request) or request.state
        count_and_save(request)


def count_and_save(request: DataSubjectRequest) -> None:
    """Saved with its deadlines, and with the searches and notices that it then needs."""
    save_counted(request)
    if request.is_open:
        bring_up_to_date(request)


def save_counted(request: DataSubjectRequest, rules: Rules | None = None) -> None:
    """By these rules, or those of this moment. Raises ValidationError for what it may not say."""
    request.clean()
    try:
        (rules or Rules()).put_deadlines(request)
    except (CalendarError, DeadlineError) as error:
        raise ValidationError(str(error)) from error
    with constraints_in_words(DataSubjectRequest):
        request.save()


def _still_asked(request: DataSubjectRequest) -> State | None:
    """The state of waiting for what has not come, if anything has not."""
    missing = request.clock_events.in_use().order_by().filter(answered_on=None)
    needs = set(missing.values_list("need", flat=True))
    if needs == {Need.CLARIFICATION}:
        return State.WAITING_CLARIFICATION
    return State.WAITING_IDENTITY if needs else None
