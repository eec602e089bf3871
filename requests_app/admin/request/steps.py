"""The steps of `handling.lifecycle` as people take them: a button and a small page each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.pages.steps import Step
from requests_app.admin.request.letter_steps import (
    ACKNOWLEDGE,
    ANSWER,
    ASK_CLARIFICATION,
    ASK_IDENTITY,
    EXTEND,
    REFUSE,
    LetterStep,
    fits,
)
from requests_app.admin.request.step_forms import (
    AuthorityForm,
    CloseForm,
    DayForm,
    IdentityForm,
    StopForm,
)
from requests_app.handling import lifecycle, stopping
from requests_app.handling.complaints import may_note_authority, note_authority
from requests_app.handling.lifting import announce_lifting, lift, may_be_announced, may_be_lifted
from requests_app.retention.identification import may_be_removed, remove_what_came
from requests_app.vocabulary import MessageKind, RequestState


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

REQUEST_STEPS = (
    Step(
        name="sort",
        label=_("This is a request"),
        done=_("{entry}: to be handled as a request."),
        explanation=_("You have read it, and it asks for something under data protection law."),
        take=lifecycle.sort,
        fits=fits("sort"),
    ),
    Step(
        name="put_aside",
        label=_("This is not a request"),
        done=_("{entry}: put aside."),
        explanation=_("Removes it from the list. It is kept."),
        take=lifecycle.put_aside,
        fits=lifecycle.may_be_put_aside,
        otherwise=_("Only a request in the state “To sort” can be put aside."),
    ),
    Step(
        name="take_back",
        label=_("Bring back into the list"),
        done=_("{entry}: back in the list."),
        explanation=_("Use this if it was put aside by mistake."),
        take=lifecycle.take_back,
        fits=lambda row: row.retired_on is not None,
        otherwise=_("It is already in the list."),
    ),
    Step(
        name="stop",
        label=_("Record the stop"),
        done=_("{entry}: the stop is recorded."),
        explanation=_(
            "Note since when the data is no longer used for what the person objects to or withdrew "
            "consent for, or since when it is restricted. That does not wait for the answer."
        ),
        take=stopping.stop,
        fits=stopping.may_stop,
        form=StopForm,
    ),
    ACKNOWLEDGE,
    Step(
        name="begin",
        label=_("Start work"),
        done=_("{entry}: work has started."),
        explanation=_("Starts work and updates the list of searches from the register."),
        take=lifecycle.begin,
        fits=fits("begin"),
    ),
    ASK_IDENTITY,
    Step(
        name="settle_identity",
        label=_("Record identity check"),
        done=_("{entry}: the identity check is recorded."),
        explanation=_(
            "Enter how the identity was checked, and the result. Mark what came only for the check "
            "as “Sent only to identify the person” on the page of the message or the file: then it "
            "is removed, as the letter promised."
        ),
        take=_settle,
        fits=lifecycle.may_settle,
        form=IdentityForm,
    ),
    ASK_CLARIFICATION,
    Step(
        name="clarify",
        label=_("Clarification received"),
        done=_("{entry}: the clarification is recorded."),
        explanation=_("The requester has explained what they mean. The period continues."),
        take=lifecycle.clarify,
        fits=fits("clarify"),
        form=DayForm,
    ),
    EXTEND,
    Step(
        name="note_authority",
        label=_("Record the authority"),
        done=_("{entry}: the authority is recorded."),
        explanation=_(
            "Enter which authority the person complained to, and by when it asks you for an "
            "answer. That day becomes the due date."
        ),
        take=note_authority,
        fits=may_note_authority,
        otherwise=_("Only for an open complaint to an authority."),
        form=AuthorityForm,
    ),
    ANSWER,
    REFUSE,
    Step(
        name="remove_identification",
        label=_("Remove what came for identification"),
        done=_("{entry}: what came for identification was removed."),
        explanation=_(
            "Removes the texts and files that were marked as sent only to identify the person, "
            "from this request and its whole history. That they were there stays on record. "
            "Otherwise apply_retention removes them some days after the check."
        ),
        take=remove_what_came,
        fits=may_be_removed,
        asks_again=True,
        otherwise=_("Nothing that came for the check is kept, or the check is not done yet."),
    ),
    Step(
        name="withdraw",
        label=_("Withdrawn"),
        done=_("{entry}: withdrawn."),
        explanation=_("The requester has withdrawn the request."),
        take=lifecycle.withdraw,
        fits=fits("withdraw"),
        form=DayForm,
    ),
    Step(
        name="close",
        label=pgettext_lazy("step", "Close"),
        done=_("{entry}: closed."),
        explanation=_(
            "Ends the work. From today the retention periods of the request are counted."
        ),
        take=lifecycle.close,
        fits=fits("close"),
        form=CloseForm,
    ),
    LetterStep(
        name="announce_lifting",
        label=_("Tell that the restriction will be lifted"),
        explanation=_("The person has to know before it is lifted (Article 18(3))."),
        take=announce_lifting,
        fits=may_be_announced,
        otherwise=_("Only a restriction that was granted, and is not lifted yet, can be lifted."),
        kind=MessageKind.LIFTING,
    ),
    Step(
        name="lift",
        label=_("Restriction lifted"),
        done=_("{entry}: the restriction was lifted."),
        explanation=_(
            "The data is used again from this day. It cannot be before the day on which the "
            "person was told (Article 18(3))."
        ),
        take=lift,
        fits=may_be_lifted,
        form=DayForm,
        otherwise=_("Tell the person before the restriction is lifted (Article 18(3))."),
    ),
    Step(
        name="reopen",
        label=_("Reopen"),
        done=_("{entry}: open again."),
        explanation=_("Work continues. The dates of the answer and of closing are removed."),
        take=lifecycle.reopen,
        fits=fits("reopen"),
    ),
)
