"""The steps of `handling.lifecycle` as people take them: a button and a small page each."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.pages.steps import Step
from registry.records.history import recorded
from requests_app.admin.request.step_forms import (
    AuthorityForm,
    CloseForm,
    DayForm,
    ExtendForm,
    IdentityForm,
    NeedForm,
    RefuseForm,
    RemediesForm,
    StopForm,
)
from requests_app.deadlines.questions import Need
from requests_app.handling import lifecycle, stopping
from requests_app.handling.complaints import is_complaint, may_note_authority, note_authority
from requests_app.handling.lifting import (
    announce_lifting,
    lift,
    may_be_announced,
    may_be_lifted,
)
from requests_app.retention.identification import may_be_removed, remove_what_came
from requests_app.vocabulary import MessageKind, Outcome, RequestState


@dataclass(frozen=True, kw_only=True)
class LetterStep(Step):
    """A step that is told to the requester: its page is where the letter is written.

    `take` also gets `on` and `channel`, the day and the way of the letter.
    """

    kind: MessageKind


def _settle(row, *, result, method, on, checked_by, why, by, reason):
    if result == "not_needed":
        return lifecycle.identity_not_needed(row, why=why, by=by, reason=reason)
    return lifecycle.settle_identity(
        row,
        on=on,
        is_verified=result == "verified",
        method=method,
        checked_by=checked_by or by.get_username(),
        by=by,
        reason=reason,
    )


def _acknowledge(row, *, on, channel, by, reason):
    lifecycle.acknowledge(row, on=on, by=by, reason=reason)


def _ask_identity(row, *, on, channel, need, by, reason):
    lifecycle.ask_identity(row, on=on, need=Need(need), by=by, reason=reason)


def _ask_clarification(row, *, on, channel, by, reason):
    lifecycle.ask_clarification(row, on=on, by=by, reason=reason)


def _extend(row, *, on, channel, why, by, reason, months=None):
    lifecycle.extend(row, notified_on=on, why=why, months=months, by=by, reason=reason)


def _answer(row, *, by, reason, **letter):
    """What is answered at once was begun with it: nobody has to say so first."""
    with recorded(by=by, reason=reason):
        if row.state == RequestState.RECEIVED:
            lifecycle.begin(row, by=by, reason=reason)
        lifecycle.answer(row, by=by, reason=reason, **letter)


def _may_answer(row):
    return lifecycle.may("answer", row) or (
        row.state == RequestState.RECEIVED and lifecycle.may("begin", row)
    )


def _refuse(row, *, ground, proof="", by, reason, **letter):
    """Rights without an outcome are refused on this ground; the others keep theirs."""
    with recorded(by=by, reason=reason):
        undecided = row.rights.in_use().filter(outcome="")
        if undecided and not ground:
            raise ValidationError(_now("Name the ground of the refusal."))
        for right in undecided:
            lifecycle.decide(
                right, outcome=Outcome.REFUSED, ground=ground, proof=proof, by=by, reason=reason
            )
        lifecycle.refuse(row, by=by, reason=reason, **letter)


def _fits(name):
    return partial(lifecycle.may, name)


# The step that most requests take next.
NEXT = {
    RequestState.TO_SORT: "sort",
    RequestState.RECEIVED: "acknowledge",
    RequestState.ACKNOWLEDGED: "begin",
    RequestState.WAITING_IDENTITY: "settle_identity",
    RequestState.WAITING_CLARIFICATION: "clarify",
    RequestState.IN_PROGRESS: "answer",
    RequestState.ANSWERED: "close",
    RequestState.REFUSED: "close",
    RequestState.WITHDRAWN: "close",
}

ACKNOWLEDGE = LetterStep(
    name="acknowledge",
    label=_("Acknowledge"),
    explanation=_("Tell the requester that the request has arrived, and when you will answer."),
    take=_acknowledge,
    permission="change",
    fits=_fits("acknowledge"),
    kind=MessageKind.ACKNOWLEDGEMENT,
)
ASK_IDENTITY = LetterStep(
    name="ask_identity",
    label=_("Ask for identification"),
    explanation=_(
        "Only if there are reasonable doubts about the identity (Article 12(6)). Ask "
        "for as little as possible. The period is suspended if you ask without delay."
    ),
    take=_ask_identity,
    permission="change",
    fits=_fits("ask_identity"),
    form=NeedForm,
    kind=MessageKind.IDENTITY,
)
ASK_CLARIFICATION = LetterStep(
    name="ask_clarification",
    label=_("Ask for clarification"),
    explanation=_(
        "Only if a lot of data is held and the request does not say which data is meant."
    ),
    take=_ask_clarification,
    permission="change",
    fits=_fits("ask_clarification"),
    kind=MessageKind.CLARIFICATION,
)
EXTEND = LetterStep(
    name="extend",
    label=_("Extend"),
    explanation=_(
        "Extends the period by two months if requests are complex or many. Tell the "
        "requester and give the reason within one month of receipt (Article 12(3)): what is "
        "told later extends nothing."
    ),
    take=_extend,
    permission="change",
    fits=lambda row: (
        lifecycle.may("extend", row)
        and (not row.extended_on or (row.is_extended and row.extension_months == 1))
        and not is_complaint(row)
    ),
    form=ExtendForm,
    kind=MessageKind.EXTENSION,
)
ANSWER = LetterStep(
    name="answer",
    label=pgettext_lazy("step", "Answer"),
    explanation=_("Tell the requester the outcome for each right."),
    take=_answer,
    permission="change",
    fits=_may_answer,
    form=RemediesForm,
    kind=MessageKind.ANSWER,
)
REFUSE = LetterStep(
    name="refuse",
    label=_("Refuse"),
    explanation=_(
        "Tell the requester why no action is taken, and of the right to complain and "
        "to go to court (Article 12(4))."
    ),
    take=_refuse,
    permission="change",
    fits=_fits("refuse"),
    form=RefuseForm,
    kind=MessageKind.REFUSAL,
)
REQUEST_STEPS = (
    Step(
        name="sort",
        label=_("This is a request"),
        explanation=_("You have read it, and it asks for something under data protection law."),
        take=lifecycle.sort,
        permission="change",
        fits=_fits("sort"),
    ),
    Step(
        name="put_aside",
        label=_("This is not a request"),
        explanation=_("Removes it from the list. It is kept."),
        take=lifecycle.put_aside,
        permission="change",
        fits=lifecycle.may_be_put_aside,
        otherwise=_("Only a request in the state “To sort” can be put aside."),
    ),
    Step(
        name="take_back",
        label=_("Bring back into the list"),
        explanation=_("Use this if it was put aside by mistake."),
        take=lifecycle.take_back,
        permission="change",
        fits=lambda row: row.retired_on is not None,
        otherwise=_("It is already in the list."),
    ),
    Step(
        name="stop",
        label=_("Record the stop"),
        explanation=_(
            "Note since when the data is no longer used for what the person objects to or withdrew "
            "consent for, or since when it is restricted. That does not wait for the answer."
        ),
        take=stopping.stop,
        permission="change",
        fits=stopping.may_stop,
        form=StopForm,
    ),
    ACKNOWLEDGE,
    Step(
        name="begin",
        label=_("Start work"),
        explanation=_("Starts work and updates the list of searches from the register."),
        take=lifecycle.begin,
        permission="change",
        fits=_fits("begin"),
    ),
    ASK_IDENTITY,
    Step(
        name="settle_identity",
        label=_("Record identity check"),
        explanation=_(
            "Enter how the identity was checked, and the result. Mark what came only for the check "
            "as “Sent only to identify the person” on the page of the message or the file: then it "
            "is removed, as the letter promised."
        ),
        take=_settle,
        permission="change",
        fits=lifecycle.may_settle,
        form=IdentityForm,
    ),
    ASK_CLARIFICATION,
    Step(
        name="clarify",
        label=_("Clarification received"),
        explanation=_("The requester has explained what they mean. The period continues."),
        take=lifecycle.clarify,
        permission="change",
        fits=_fits("clarify"),
        form=DayForm,
    ),
    EXTEND,
    Step(
        name="note_authority",
        label=_("Record the authority"),
        explanation=_(
            "Enter which authority the person complained to, and by when it asks you for an "
            "answer. That day becomes the due date."
        ),
        take=note_authority,
        permission="change",
        fits=may_note_authority,
        otherwise=_("Only for an open complaint to an authority."),
        form=AuthorityForm,
    ),
    ANSWER,
    REFUSE,
    Step(
        name="remove_identification",
        label=_("Remove what came for identification"),
        explanation=_(
            "Removes the texts and files that were marked as sent only to identify the person, "
            "from this request and its whole history. That they were there stays on record. "
            "Otherwise apply_retention removes them some days after the check."
        ),
        take=remove_what_came,
        permission="change",
        fits=may_be_removed,
        asks_again=True,
        otherwise=_("Nothing that came for the check is kept, or the check is not done yet."),
    ),
    Step(
        name="withdraw",
        label=_("Withdrawn"),
        explanation=_("The requester has withdrawn the request."),
        take=lifecycle.withdraw,
        permission="change",
        fits=_fits("withdraw"),
        form=DayForm,
    ),
    Step(
        name="close",
        label=_("Close"),
        explanation=_(
            "Ends the work. From today the retention periods of the request are counted."
        ),
        take=lifecycle.close,
        permission="change",
        fits=_fits("close"),
        form=CloseForm,
    ),
    LetterStep(
        name="announce_lifting",
        label=_("Tell that the restriction will be lifted"),
        explanation=_("The person has to know before it is lifted (Article 18(3))."),
        take=announce_lifting,
        permission="change",
        fits=may_be_announced,
        otherwise=_("Only a restriction that was granted, and is not lifted yet, can be lifted."),
        kind=MessageKind.LIFTING,
    ),
    Step(
        name="lift",
        label=_("Restriction lifted"),
        explanation=_(
            "The data is used again from this day. It cannot be before the day on which the "
            "person was told (Article 18(3))."
        ),
        take=lift,
        permission="change",
        fits=may_be_lifted,
        form=DayForm,
        otherwise=_("Tell the person before the restriction is lifted (Article 18(3))."),
    ),
    Step(
        name="reopen",
        label=_("Reopen"),
        explanation=_("Work continues. The dates of the answer and of closing are removed."),
        take=lifecycle.reopen,
        permission="change",
        fits=_fits("reopen"),
    ),
)
