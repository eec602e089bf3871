"""The steps of a request from receipt to the closed file. Each has an author and a reason."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry import lifecycle as rows
from registry.models import DataSubjectCategory, Organisation, Right
from registry.records.history import recorded
from registry.records.rules import constraints_in_words
from requests_app.deadlines.questions import Need
from requests_app.deadlines.wording import day_in_words
from requests_app.handling.checklist import bring_up_to_date
from requests_app.handling.complaints import is_complaint
from requests_app.handling.references import next_reference
from requests_app.handling.transitions import (
    ENDED,
    OPEN,
    TRANSITIONS,
    By,
    State,
    may,
    refuse_unless_it_may,
    save_counted,
    step,
)
from requests_app.models import ClockEvent, DataSubjectRequest, RequestedRight
from requests_app.timing import Rules
from requests_app.vocabulary import COMPLAINTS, Channel, IdentityState, Outcome

# For those who ask where a step leads: this module is the door.
__all__ = ["ENDED", "OPEN", "TRANSITIONS", "may"]

# Article 12(3): "two further months", however they are shared out.
MOST_MONTHS = 2
REASON_LENGTH = 500
GRANTED = frozenset({Outcome.FULFILLED, Outcome.PARTLY})
DENIED = frozenset({Outcome.REFUSED, Outcome.NOT_APPLICABLE})


def receive(
    *,
    organisation: Organisation,
    received_on: date | datetime,
    channel: Channel,
    by: By,
    reason: str,
    rights: Iterable[Right] = (),
    data_subjects: Iterable[DataSubjectCategory] = (),
    is_to_sort: bool = False,
) -> DataSubjectRequest:
    """Open the file of a request. Who asked is written apart, into `Requester`.

    Of a moment it takes the day that it was with the organisation.
    """
    rules = Rules()
    with recorded(by=by, reason=reason):
        if isinstance(received_on, datetime):
            received_on = rules.day_of_receipt(received_on, organisation)
        request = DataSubjectRequest(
            reference=next_reference(received_on),
            organisation=organisation,
            received_on=received_on,
            channel=channel,
            state=State.TO_SORT if is_to_sort else State.RECEIVED,
        )
        save_counted(request, rules)
        request.data_subjects.add(*data_subjects)
        rights = list(rights)
        RequestedRight.objects.add_all(
            RequestedRight(request=request, right=right) for right in rights
        )
        if COMPLAINTS & {right.code for right in rights}:
            save_counted(request, rules)
        bring_up_to_date(request)
    return request


def sort(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """What could not be read has been read by somebody, and is a request."""
    with step("sort", request, by, reason):
        pass


def may_be_put_aside(request: DataSubjectRequest) -> bool:
    return request.state == State.TO_SORT and not request.retired_on


def put_aside(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """Nothing is asked. A request that runs is answered, refused or withdrawn, never put aside."""
    with recorded(by=by, reason=reason):
        request = DataSubjectRequest.objects.get(pk=request.pk)
        if not may_be_put_aside(request):
            raise ValidationError(_("Only a request in the state “To sort” can be put aside."))
        rows.retire(request, by=by, reason=reason)


def take_back(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """It was put aside by mistake, and waits again where it did."""
    rows.restore(request, by=by, reason=reason)


def acknowledge(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    with step("acknowledge", request, by, reason) as file:
        file.acknowledged_on = on


def begin(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """Start the work. As with each step, the checklist follows the register."""
    with step("begin", request, by, reason):
        pass


def ask_identity(
    request: DataSubjectRequest, *, on: date, by: By, reason: str, need: Need = Need.IDENTITY
) -> None:
    """Ask who the requester is, for the authority of a representative, or for the fee."""
    with step("ask_identity", request, by, reason) as file:
        _ask(file, need, on)
        if need == Need.IDENTITY:
            file.identity_state = IdentityState.ASKED


def may_settle(request: DataSubjectRequest) -> bool:
    """Until it is settled who they are, and while an authority or a fee is waited for."""
    waits = request.state == State.WAITING_IDENTITY
    return may("settle_identity", request) and (waits or not request.is_identity_settled)


@contextmanager
def _settling(request: DataSubjectRequest, by: By, reason: str) -> Iterator:
    with recorded(by=by, reason=reason):
        found = DataSubjectRequest.objects.get(pk=request.pk)
        if may("settle_identity", found) and not may_settle(found):
            raise ValidationError(_("The identity is already settled, and nothing is pending."))
        with step("settle_identity", found, by, reason) as file:
            yield file


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
    with _settling(request, by, reason) as file:
        _answer_questions(file, {Need.IDENTITY, Need.AUTHORITY, Need.FEE}, on)
        file.identity_state = IdentityState.VERIFIED if is_verified else IdentityState.FAILED
        file.identity_method = method.strip()
        file.identity_on = on
        file.identity_by = checked_by


def identity_not_needed(request: DataSubjectRequest, *, why: str, by: By, reason: str) -> None:
    """A question for it that is still open falls, as if the clock had never stood still."""
    with _settling(request, by, reason) as file:
        for event in file.clock_events.in_use().filter(need=Need.IDENTITY, answered_on=None):
            event.retired_on = timezone.localdate()
            event.save()
        file.identity_state = IdentityState.NOT_NEEDED
        file.identity_reason = why.strip()


def ask_clarification(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    with step("ask_clarification", request, by, reason) as file:
        _ask(file, Need.CLARIFICATION, on)


def clarify(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    """The requester has said what they mean."""
    with step("clarify", request, by, reason) as file:
        _answer_questions(file, {Need.CLARIFICATION}, on)


def _ask(request: DataSubjectRequest, need: Need, on: date) -> None:
    event = ClockEvent(request=request, need=need, asked_on=on)
    event.validate_constraints()
    event.save()


def _answer_questions(request: DataSubjectRequest, needs: set[Need], on: date) -> None:
    for event in request.clock_events.in_use().filter(need__in=needs, answered_on=None):
        event.answered_on = on
        with constraints_in_words(ClockEvent):
            event.save()


def extend(
    request: DataSubjectRequest,
    *,
    notified_on: date,
    why: str,
    by: By,
    reason: str,
    months: int | None = None,
) -> None:
    """More months, counted from the same start, told to the requester in the first.

    None for all that the law allows. What was told late is recorded as late and extends nothing.
    """
    with step("extend", request, by, reason) as file:
        if is_complaint(file):
            raise ValidationError(
                _("Article 12(3) extends the period of requests. This is a complaint.")
            )
        if file.extended_on:
            months = _more_months(file, notified_on, months)
            why = f"{file.extension_reason}; {why.strip()}"
        file.extended_on = notified_on
        file.extension_notified_on = notified_on
        file.extension_months = months
        file.extension_reason = why.strip()[:REASON_LENGTH]


def _more_months(file: DataSubjectRequest, notified_on: date, months: int | None) -> int:
    """Of this extension and the one before; Article 12(3) allows two further months in all."""
    if file.is_extension_late:
        raise ValidationError(
            _(
                "The requester was told of an extension too late. No other notice can extend "
                "the period any more (Article 12(3))."
            )
        )
    before = file.extension_months
    months = months or MOST_MONTHS - (before or 0)
    if before is None or not 0 < months <= MOST_MONTHS - before:
        raise ValidationError(
            ngettext(
                "The extensions would add up to more than Article 12(3) allows: {n} month.",
                "The extensions would add up to more than Article 12(3) allows: {n} months.",
                MOST_MONTHS,
            ).format(n=MOST_MONTHS)
        )
    if file.notice_due_on and notified_on > file.notice_due_on:
        raise ValidationError(
            _("A further extension had to be told by {day}. The first one stays as it is.").format(
                day=day_in_words(file.notice_due_on)
            )
        )
    return before + months


def decide(
    right: RequestedRight,
    *,
    outcome: Outcome,
    by: By,
    reason: str,
    ground: str = "",
    proof: str = "",
) -> None:
    """What becomes of one right. A refusal names its ground, and what shows it or which law."""
    with recorded(by=by, reason=reason):
        right = RequestedRight.objects.select_related("request").get(pk=right.pk)
        refuse_unless_it_may("decide", right.request)
        right.outcome = outcome
        right.ground = ground
        right.ground_proof = proof.strip()
        with constraints_in_words(RequestedRight):
            right.save()


def answer(
    request: DataSubjectRequest,
    *,
    on: date,
    channel: Channel,
    explains_complaint: bool = False,
    explains_remedy: bool = False,
    why_unfinished: str = "",
    by: By,
    reason: str,
) -> None:
    """The answer has gone out. Raises ValidationError while a right has no outcome.

    Where some right is refused, or granted in part, it explains complaint and remedy. While
    something is to be searched, or somebody to be told, it needs a reason not to wait.
    """
    with step("answer", request, by, reason) as file:
        file.why_unfinished = why_unfinished.strip()
        file.answered_on = on
        file.answer_channel = channel
        file.has_explained_complaint = explains_complaint
        file.has_explained_remedy = explains_remedy


def refuse(
    request: DataSubjectRequest,
    *,
    on: date,
    channel: Channel,
    explains_complaint: bool,
    explains_remedy: bool,
    why_unfinished: str = "",
    by: By,
    reason: str,
) -> None:
    """Tell the requester why nothing is done, and where to complain: Article 12(4)."""
    with step("refuse", request, by, reason) as file:
        file.why_unfinished = why_unfinished.strip()
        outcomes = {right.outcome for right in file.rights_in_use()}
        if "" not in outcomes and (outcomes & GRANTED or not outcomes & DENIED):
            raise ValidationError(
                _(
                    "Only a request in which at least one right is refused and none is "
                    "granted can be refused. Use “Answer” instead."
                )
            )
        file.answered_on = on
        file.answer_channel = channel
        file.has_explained_complaint = explains_complaint
        file.has_explained_remedy = explains_remedy


def withdraw(request: DataSubjectRequest, *, on: date, by: By, reason: str) -> None:
    """The requester takes it back; so ends each right that is not decided yet."""
    with step("withdraw", request, by, reason) as file:
        file.withdrawn_on = on
        _change_outcomes(file, "", Outcome.WITHDRAWN)


def close(
    request: DataSubjectRequest, *, on: date, by: By, reason: str, why_unfinished: str = ""
) -> None:
    """End the work. The timers of retention count from here."""
    with step("close", request, by, reason) as file:
        file.why_unfinished = why_unfinished.strip() or file.why_unfinished
        file.closed_on = on


def reopen(request: DataSubjectRequest, *, by: By, reason: str) -> None:
    """Take the work up again. The clock has run on since the receipt."""
    with step("reopen", request, by, reason) as file:
        if file.withdrawn_on:
            _change_outcomes(file, Outcome.WITHDRAWN, "")
        file.closed_on = file.answered_on = file.withdrawn_on = None
        file.answer_channel = file.why_unfinished = ""


def _change_outcomes(request: DataSubjectRequest, old: str, new: str) -> None:
    for right in request.rights.in_use().filter(outcome=old):
        right.outcome = new
        right.save()
