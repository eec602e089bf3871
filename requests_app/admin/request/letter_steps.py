"""The steps of a request that are taken with a letter."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.pages.steps import Step
from registry.records.history import recorded
from requests_app.admin.request.step_forms import ExtendForm, NeedForm, RefuseForm, RemediesForm
from requests_app.deadlines.questions import Need
from requests_app.handling import lifecycle
from requests_app.handling.complaints import is_complaint
from requests_app.vocabulary import MessageKind, Outcome, RequestState


@dataclass(frozen=True, kw_only=True)
class LetterStep(Step):
    """A step that is told to the requester: its page is where the letter is written.

    `take` also gets `on` and `channel`, the day and the way of the letter.
    """

    kind: MessageKind


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
            raise ValidationError(gettext("Name the ground of the refusal."))
        for right in undecided:
            lifecycle.decide(
                right, outcome=Outcome.REFUSED, ground=ground, proof=proof, by=by, reason=reason
            )
        lifecycle.refuse(row, by=by, reason=reason, **letter)


def fits(name):
    return partial(lifecycle.may, name)


ACKNOWLEDGE = LetterStep(
    name="acknowledge",
    label=_("Acknowledge"),
    explanation=_("Tell the requester that the request has arrived, and when you will answer."),
    take=_acknowledge,
    fits=fits("acknowledge"),
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
    fits=fits("ask_identity"),
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
    fits=fits("ask_clarification"),
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
    fits=fits("refuse"),
    form=RefuseForm,
    kind=MessageKind.REFUSAL,
)
