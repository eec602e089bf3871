"""The steps of `registry.lifecycle` as people take them: label, permission, when they fit."""

from django.utils.translation import gettext_lazy as _

from registry import lifecycle
from registry.pages.steps import Step
from registry.vocabulary import IN_APPROVAL, ActivityState

RETIRE = Step(
    name="retire",
    label=_("Retire"),
    explanation=_("The entry is no longer used from today on. It stays on record and readable."),
    take=lifecycle.retire,
    permission="change",
    fits=lambda row: row.retired_on is None,
    otherwise=_("It is retired already."),
)
RESTORE = Step(
    name="restore",
    label=_("Bring back into use"),
    explanation=_("The entry is used again. An activity comes back as a draft."),
    take=lifecycle.restore,
    permission="change",
    fits=lambda row: row.retired_on is not None,
    otherwise=_("It is in use already."),
)

APPROVE = Step(
    name="approve",
    label=_("Approve"),
    explanation=_("The entry is complete and answers for what is done. It counts as reviewed."),
    take=lifecycle.approve,
    permission="approve",
    fits=lifecycle.may_be_approved,
    otherwise=_("Only a draft, or what was changed since, can be approved."),
)
REVIEW = Step(
    name="review",
    label=_("Reviewed, nothing changed"),
    explanation=_("Somebody has compared the entry with practice today."),
    take=lifecycle.review,
    permission="review",
    fits=lambda activity: activity.state != ActivityState.RETIRED,
    otherwise=_("A retired entry is not reviewed any more."),
)
REOPEN = Step(
    name="reopen",
    label=_("Back to draft"),
    explanation=_("The entry has to be corrected and approved again."),
    take=lifecycle.reopen,
    permission="approve",
    fits=lambda activity: activity.state in IN_APPROVAL,
    otherwise=_("Only an approved entry goes back to draft. Bring a retired one back into use."),
)

ACTIVITY_STEPS = (APPROVE, REVIEW, REOPEN, RETIRE, RESTORE)
