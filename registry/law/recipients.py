"""Who receives data, by which contract: Articles 28 and 30(1)(d)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.law.days import agreements_in_force, in_force
from registry.law.rule import Gap, Rule, refuses
from registry.records.absence import NONE
from registry.vocabulary import RecipientRole

RECIPIENT = refuses(
    "recipient",
    "30(1)(d)",
    "engagements",
    _("No recipients are recorded, nor that there are none."),
    _("Add the recipients, or state why there are none: “not applicable: …”."),
)
RECIPIENT_NONE = refuses(
    "recipient-none",
    "30(1)(d)",
    "engagements",
    _("It is stated without a reason that there are no recipients."),
    _("Write “not applicable: ” and why nobody receives data."),
)
AGREEMENT = Rule(
    "agreement",
    "28(3)",
    "engagements",
    _("No agreement with {about} is recorded."),
    _("Enter the contract under Processor agreements."),
)
RULES = (RECIPIENT, RECIPIENT_NONE, AGREEMENT)


def recipients(activity, on: date) -> Iterator[Gap]:
    if in_force(activity.engagements.all(), on):
        return
    if not activity.is_absent("recipients"):
        yield RECIPIENT.gap()
    elif activity.absences["recipients"] == NONE:
        yield RECIPIENT_NONE.gap()


def agreements(activity, on: date) -> Iterator[Gap]:
    covered = {agreement.processor_id for agreement in agreements_in_force(activity, on)}
    for engagement in in_force(activity.engagements.all(), on):
        if engagement.role == RecipientRole.PROCESSOR and engagement.processor_id not in covered:
            yield AGREEMENT.gap(engagement.processor)
