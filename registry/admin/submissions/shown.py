"""What the page of an entry says of its way to approval."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.approvals import last_approval
from registry.models import Submission
from registry.pages.past import past_of
from registry.submissions.sending import last_sent, with_last_sent
from registry.vocabulary import IN_APPROVAL, ActivityState, SubmissionOutcome

MAY_READ = "registry.view_submission"


class ShowsSubmission:
    """Mixed into the admin of activities: a line for those who may read what was sent."""

    def rows_as_seen(self, request):
        return with_last_sent(super().rows_as_seen(request), past_of(request).on)

    def get_fieldsets(self, request, obj=None):
        groups = super().get_fieldsets(request, obj)
        if obj is not None and request.user.has_perm(MAY_READ):
            return groups
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "sent"]})
            for title, options in groups
        ]

    @admin.display(description=gettext_lazy("approval"))
    def sent(self, activity):
        sent, is_approved = last_sent(activity), activity.state in IN_APPROVAL
        if sent is None:
            return _approved(activity) if is_approved else _("Not sent for approval.")
        if is_approved and not activity.past and sent.outcome == SubmissionOutcome.APPROVED:
            return in_words(sent) if _is_its_answer(sent, activity) else _approved(activity)
        if activity.state == ActivityState.APPROVED and sent.outcome != SubmissionOutcome.APPROVED:
            return _approved(activity)
        return in_words(sent)


def _approved(activity) -> str:
    """By whom and when, without having been sent. Of the past nothing: it may have been later."""
    approval = None if activity.past else last_approval(activity)
    if approval is None:
        return ""
    return _("Approved by {who} on {day}.").format(
        who=approval.author, day=date_format(timezone.localdate(approval.at))
    )


def _is_its_answer(sent: Submission, activity) -> bool:
    """Whether what was sent was approved last, and not the entry once more without being sent."""
    approval = last_approval(activity)
    said = (sent.answered_by, sent.answered_on)
    return approval is None or said == (approval.author, timezone.localdate(approval.at))


def in_words(sent: Submission) -> str:
    words = {
        SubmissionOutcome.WAITING: _("Waits for approval: sent by {sender} on {day}. “{note}”"),
        SubmissionOutcome.SENT_BACK: _("Sent back by {who} on {answered}. Missing: “{answer}”"),
        SubmissionOutcome.TAKEN_BACK: _("Taken back by {who} on {answered}."),
        SubmissionOutcome.APPROVED: _(
            "Sent by {sender} on {day}, approved by {who} on {answered}."
        ),
    }
    return words[sent.outcome].format(
        sender=sent.sent_by,
        day=date_format(sent.sent_on),
        note=sent.note,
        who=sent.answered_by,
        answered=sent.answered_on and date_format(sent.answered_on),
        answer=sent.answer,
    )
