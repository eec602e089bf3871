"""The steps of `registry.lifecycle` as people take them: label, permission, when they fit."""

from django.utils.translation import gettext_lazy as _

from registry import lifecycle
from registry.pages.steps import Step
from registry.vocabulary import IN_APPROVAL, ActivityState

RETIRE = Step(
    name="retire",
    label=_("Retire"),
    explanation=_("The entry is no longer used from today. It is kept and can still be read."),
    take=lifecycle.retire,
    permission="change",
    fits=lambda row: row.retired_on is None,
    otherwise=_("It is already retired."),
)
RESTORE = Step(
    name="restore",
    label=_("Bring back into use"),
    explanation=_("The entry is used again. An activity comes back as a draft."),
    take=lifecycle.restore,
    permission="change",
    fits=lambda row: row.retired_on is not None,
    otherwise=_("It is already in use."),
)

APPROVE = Step(
    name="approve",
    label=_("Approve"),
    explanation=_(
        "You confirm that the entry is complete and matches what is done. It counts as"
        " reviewed today."
    ),
    take=lifecycle.approve,
    permission="approve",
    fits=lifecycle.may_be_approved,
    otherwise=_("Only a draft, or an entry changed since it was approved, can be approved."),
)
REVIEW = Step(
    name="review",
    label=_("Reviewed, nothing changed"),
    explanation=_("You have compared the entry with what is done, and nothing has changed."),
    take=lifecycle.review,
    permission="review",
    fits=lambda activity: activity.state != ActivityState.RETIRED,
    otherwise=_("A retired entry cannot be reviewed. Bring it back into use first."),
)
REOPEN = Step(
    name="reopen",
    label=_("Back to draft"),
    explanation=_("The entry needs corrections. It has to be approved again afterwards."),
    take=lifecycle.reopen,
    permission="approve",
    fits=lambda activity: activity.state in IN_APPROVAL,
    otherwise=_(
        "Only an approved entry can go back to draft. If it is retired, bring it back into use."
    ),
)

ACTIVITY_STEPS = (APPROVE, REVIEW, REOPEN, RETIRE, RESTORE)
