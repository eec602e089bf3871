"""How each step of a request is taken in tests, and the way to each of its states."""

from datetime import date

from registry.records.history import recorded
from requests_app.handling import lifecycle, stopping
from requests_app.handling.complaints import note_authority
from requests_app.vocabulary import Outcome, RefusalGround, RequestState
from tests.requests_app.factories import make_requested_right, receive_request, right
from tests.support.factories import make_supervisory_authority

S = RequestState
BEFORE, DAY, LATER = date(2026, 1, 29), date(2026, 2, 3), date(2026, 2, 10)
DUE, EXTENDED_TO = date(2026, 3, 2), date(2026, 4, 30)
WHO = {"by": "test", "reason": "Set up"}
EXPLAINED = {"explains_complaint": True, "explains_remedy": True}


def decide(request, outcome, ground=""):
    lifecycle.decide(request.rights.get(), outcome=outcome, ground=ground, **WHO)


def grant(request):
    decide(request, Outcome.FULFILLED)
    stop_if_needed(request)


def stop_if_needed(request):
    """What the law has stopped at once has been, before anybody says that it is done."""
    if stopping.open_stops(request):
        stopping.stop(request, on=DAY, what="The list", **WHO)


def deny(request):
    decide(request, Outcome.REFUSED, RefusalGround.COMPELLING)


def complain(request):
    make_requested_right(request=request, right=right("complaint"))


def grant_in_the_file(request):
    """Whatever became of it before."""
    with recorded(**WHO):
        right = request.rights.get()
        right.outcome, right.ground = Outcome.FULFILLED, ""
        right.save()


def settle(request, **who):
    lifecycle.settle_identity(
        request, on=DAY, is_verified=True, method="A call", checked_by="Officer", **who
    )


def extend(request, **who):
    lifecycle.extend(request, notified_on=DAY, why="Many systems", **who)


def refuse(request, **who):
    lifecycle.refuse(request, on=DAY, channel="email", **EXPLAINED, **who)


TAKE = {
    "sort": lifecycle.sort,
    "acknowledge": lambda request, **who: lifecycle.acknowledge(request, on=DAY, **who),
    "begin": lifecycle.begin,
    "ask_identity": lambda request, **who: lifecycle.ask_identity(request, on=DAY, **who),
    "settle_identity": settle,
    "ask_clarification": lambda request, **who: lifecycle.ask_clarification(request, on=DAY, **who),
    "clarify": lambda request, **who: lifecycle.clarify(request, on=DAY, **who),
    "extend": extend,
    "note_authority": lambda request, **who: note_authority(
        request, authority=make_supervisory_authority(), asked_until=LATER, **who
    ),
    "decide": lambda request, **who: lifecycle.decide(
        request.rights.get(), outcome=Outcome.FULFILLED, **who
    ),
    "stop": lambda request, **who: stopping.stop(request, on=DAY, what="The list", **who),
    "answer": lambda request, **who: lifecycle.answer(request, on=DAY, channel="email", **who),
    "refuse": refuse,
    "withdraw": lambda request, **who: lifecycle.withdraw(request, on=DAY, **who),
    "close": lambda request, **who: lifecycle.close(request, on=DAY, **who),
    "reopen": lifecycle.reopen,
}
# What is decided before a step; and the way to each state.
FIRST = {
    "answer": grant,
    "refuse": deny,
    "stop": grant_in_the_file,
    "note_authority": complain,
}
PATHS = {
    S.TO_SORT: [],
    S.RECEIVED: [],
    S.ACKNOWLEDGED: ["acknowledge"],
    S.WAITING_IDENTITY: ["ask_identity"],
    S.WAITING_CLARIFICATION: ["ask_clarification"],
    S.IN_PROGRESS: ["begin"],
    S.ANSWERED: ["begin", "answer"],
    S.REFUSED: ["refuse"],
    S.WITHDRAWN: ["withdraw"],
    S.CLOSED: ["begin", "answer", "close"],
}


def request_in(state, *rights, **fields):
    request = receive_request(*rights or ["objection"], is_to_sort=state == S.TO_SORT, **fields)
    for step in PATHS[state]:
        FIRST.get(step, lambda request: None)(request)
        TAKE[step](request, **WHO)
    request.refresh_from_db()
    assert request.state == state
    return request
