"""The steps of `registry.lifecycle` as people take them: label, permission, when they fit."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry import lifecycle
from registry.filling_in.days import DayField, DayInput
from registry.pages.steps import ReasonForm, Step
from registry.vocabulary import IN_APPROVAL, ActivityState


class ApprovalForm(ReasonForm):
    """Where findings are open, who sees to them and until when. Asked only then."""

    FINDINGS = ("seen_to_by", "due_on")

    seen_to_by = forms.CharField(
        label=_("Who sees to the open findings"),
        max_length=200,
        help_text=_("A role, for example “Secretary”. Do not name people."),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("day to be done by", "Until"),
        widget=DayInput(),
        help_text=_("From this day the home page reminds of what is still open."),
    )


class AgainForm(ReasonForm):
    """Since when, as of any change."""

    on = DayField(
        label=_("In use again since"),
        required=False,
        initial=timezone.localdate,
        widget=DayInput(),
        help_text=_("If it was never out of use, enter the day on which it was retired."),
    )


class RetireForm(ReasonForm):
    """Since when, as of any change."""

    on = DayField(
        label=_("No longer used since"),
        required=False,
        initial=timezone.localdate,
        widget=DayInput(),
        help_text=_("If it was entered by mistake, enter its first day: then it was never there."),
    )


RETIRE = Step(
    name="retire",
    label=_("Retire"),
    done=_("{entry}: retired."),
    explanation=_(
        "For what was entered by mistake, or is not needed here any more: it is no longer used "
        "from that day on. What went on until a day and then stopped gets that last day instead: "
        "it is ended, or has a field “until”. The entry is kept and can still be read."
    ),
    take=lifecycle.retire,
    form=RetireForm,
    fits=lambda row: row.retired_on is None,
    otherwise=_("It is already retired."),
)
RESTORE = Step(
    name="restore",
    label=_("Bring back into use"),
    done=_("{entry}: back in use."),
    explanation=_("The entry is used again from that day on. An activity comes back as a draft."),
    take=lifecycle.restore,
    form=AgainForm,
    fits=lambda row: row.retired_on is not None,
    otherwise=_("It is already in use."),
)

APPROVE = Step(
    name="approve",
    label=_("Approve"),
    done=_("{entry}: approved."),
    explanation=_(
        "You confirm that the entry matches what is done. It counts as reviewed today. What the "
        "law asks of the processing and is still open stays open, on record with who sees to it."
    ),
    take=lifecycle.approve,
    form=ApprovalForm,
    permission="approve",
    fits=lifecycle.may_be_approved,
    otherwise=_("Only a draft, or an entry changed since it was approved, can be approved."),
)
REVIEW = Step(
    name="review",
    label=_("Reviewed, nothing changed"),
    done=_("{entry}: reviewed, nothing changed."),
    explanation=_("You have compared the entry with what is done, and nothing has changed."),
    take=lifecycle.review,
    permission="review",
    fits=lambda activity: activity.state != ActivityState.RETIRED,
    otherwise=_("A retired entry cannot be reviewed. Bring it back into use first."),
)
REOPEN = Step(
    name="reopen",
    label=_("Back to draft"),
    done=_("{entry}: a draft again."),
    explanation=_("The entry needs corrections. It has to be approved again afterwards."),
    take=lifecycle.reopen,
    permission="approve",
    fits=lambda activity: activity.state in IN_APPROVAL,
    otherwise=_(
        "Only an approved entry can go back to draft. If it is retired, bring it back into use."
    ),
)

ACTIVITY_STEPS = (APPROVE, REVIEW, REOPEN, RETIRE, RESTORE)
