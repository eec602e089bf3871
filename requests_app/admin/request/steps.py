"""The steps of `handling.lifecycle` as people take them: a button and a small page each."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from registry.pages.steps import Step
from registry.records.history import recorded
from requests_app.admin.request.step_forms import (
    DayForm,
    ExtendForm,
    IdentityForm,
    NeedForm,
    RefuseForm,
    RemediesForm,
)
from requests_app.deadlines.questions import Need
from requests_app.handling import lifecycle
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


def _extend(row, *, on, channel, why, by, reason):
    lifecycle.extend(row, notified_on=on, why=why, by=by, reason=reason)


def _refuse(row, *, ground, by, reason, **letter):
    """Rights without an outcome are refused on this ground; the others keep theirs."""
    with recorded(by=by, reason=reason):
        undecided = row.rights.in_use().filter(outcome="")
        if undecided and not ground:
            raise ValidationError(_now("Name the ground of the refusal."))
        for right in undecided:
            lifecycle.decide(right, outcome=Outcome.REFUSED, ground=ground, by=by, reason=reason)
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
    explanation=_("Tell the requester that the request has arrived, and by when you answer."),
    take=_acknowledge,
    permission="change",
    fits=_fits("acknowledge"),
    kind=MessageKind.ACKNOWLEDGEMENT,
)
ASK_IDENTITY = LetterStep(
    name="ask_identity",
    label=_("Ask who it is"),
    explanation=_(
        "Only where there are reasonable doubts: Article 12(6). Ask for as little as will do. "
        "The clock waits for what is asked without delay."
    ),
    take=_ask_identity,
    permission="change",
    fits=_fits("ask_identity"),
    form=NeedForm,
    kind=MessageKind.IDENTITY,
)
ASK_CLARIFICATION = LetterStep(
    name="ask_clarification",
    label=_("Ask what is meant"),
    explanation=_("Only where much data is held and the request does not say which is meant."),
    take=_ask_clarification,
    permission="change",
    fits=_fits("ask_clarification"),
    kind=MessageKind.CLARIFICATION,
)
EXTEND = LetterStep(
    name="extend",
    label=_("Extend"),
    explanation=_(
        "Two more months, for complex or many requests, told with its reason within one month "
        "of receipt: Article 12(3)."
    ),
    take=_extend,
    permission="change",
    fits=lambda row: lifecycle.may("extend", row) and not row.extended_on,
    form=ExtendForm,
    kind=MessageKind.EXTENSION,
)
ANSWER = LetterStep(
    name="answer",
    label=_("Answer"),
    explanation=_("Tell the requester what became of each right."),
    take=lifecycle.answer,
    permission="change",
    fits=_fits("answer"),
    form=RemediesForm,
    kind=MessageKind.ANSWER,
)
REFUSE = LetterStep(
    name="refuse",
    label=_("Refuse"),
    explanation=_(
        "Tell the requester why nothing is done, and of complaint and remedy: Article 12(4)."
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
        label=_("It is a request"),
        explanation=_("Somebody has read it, and it asks for something that the law gives."),
        take=lifecycle.sort,
        permission="change",
        fits=_fits("sort"),
    ),
    Step(
        name="put_aside",
        label=_("It is none"),
        explanation=_("Nothing is asked. It leaves the list and stays on record."),
        take=lifecycle.put_aside,
        permission="change",
        fits=lifecycle.may_be_put_aside,
        otherwise=_("Only what waits to be sorted is put aside."),
    ),
    Step(
        name="take_back",
        label=_("Bring back into the list"),
        explanation=_("It was put aside by mistake."),
        take=lifecycle.take_back,
        permission="change",
        fits=lambda row: row.retired_on is not None,
        otherwise=_("It is in the list already."),
    ),
    ACKNOWLEDGE,
    Step(
        name="begin",
        label=_("Begin the work"),
        explanation=_("The checklist is brought up to date with the register."),
        take=lifecycle.begin,
        permission="change",
        fits=_fits("begin"),
    ),
    ASK_IDENTITY,
    Step(
        name="settle_identity",
        label=_("Settle identity"),
        explanation=_("How it was checked, with which result. The document itself is not kept."),
        take=_settle,
        permission="change",
        fits=lifecycle.may_settle,
        form=IdentityForm,
    ),
    ASK_CLARIFICATION,
    Step(
        name="clarify",
        label=_("It is clear now"),
        explanation=_("The requester has said what they mean. The clock goes on."),
        take=lifecycle.clarify,
        permission="change",
        fits=_fits("clarify"),
        form=DayForm,
    ),
    EXTEND,
    ANSWER,
    REFUSE,
    Step(
        name="withdraw",
        label=_("Withdrawn"),
        explanation=_("The requester has taken the request back."),
        take=lifecycle.withdraw,
        permission="change",
        fits=_fits("withdraw"),
        form=DayForm,
    ),
    Step(
        name="close",
        label=_("Close"),
        explanation=_("End the work. From here the days count after which the file is minimised."),
        take=lifecycle.close,
        permission="change",
        fits=_fits("close"),
        form=DayForm,
    ),
    Step(
        name="reopen",
        label=_("Reopen"),
        explanation=_("The work goes on; the days of answer and closing are taken back."),
        take=lifecycle.reopen,
        permission="change",
        fits=_fits("reopen"),
    ),
)
