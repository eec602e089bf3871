"""Steps in the life of an entry for which somebody answers: approve, review, retire."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.vocabulary import UNAPPROVED, ActivityState


def may_be_approved(activity: ProcessingActivity) -> bool:
    return activity.state in UNAPPROVED


def approve(
    activity: ProcessingActivity, *, by: AbstractBaseUser | str, reason: str
) -> ProcessingActivity:
    """Put a draft into force, or what was changed since; and count it as reviewed today.

    Raises ValidationError with all gaps that Article 30 still shows, and for entries that
    are approved as they stand, or retired.
    """
    with recorded(by=by, reason=reason):
        activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
        if not may_be_approved(activity):
            raise ValidationError(
                _("Only a draft, or an entry changed since it was approved, can be approved.")
            )
        today = timezone.localdate()
        gaps = [gap for gap in gaps_in(activity, on=today) if gap.blocks_approval]
        if gaps:
            raise ValidationError([str(gap) for gap in gaps])
        activity.state = ActivityState.APPROVED
        activity.reviewed_on = today
        activity.save()
    return activity


def review(
    activity: ProcessingActivity, *, by: AbstractBaseUser | str, reason: str
) -> ProcessingActivity:
    """Record that somebody looked and nothing had changed. Raises ValidationError if retired.

    What was approved stays so: what it says is the same.
    """
    with recorded(by=by, reason=reason) as unit:
        activity = ProcessingActivity.objects.get(pk=activity.pk)
        if activity.state == ActivityState.RETIRED:
            raise ValidationError(
                _("A retired entry cannot be reviewed. Bring it back into use first.")
            )
        activity.reviewed_on = timezone.localdate()
        activity.save()
        unit.kept.add(activity.pk)
    return activity


def reopen(
    activity: ProcessingActivity, *, by: AbstractBaseUser | str, reason: str
) -> ProcessingActivity:
    """Make an approved or retired entry a draft again, to be corrected and approved anew.

    Raises ValidationError for a draft.
    """
    with recorded(by=by, reason=reason):
        activity = ProcessingActivity.objects.get(pk=activity.pk)
        if activity.state == ActivityState.DRAFT:
            raise ValidationError(_("It is already a draft."))
        activity.state = ActivityState.DRAFT
        activity.retired_on = None
        activity.save()
    return activity


def retire(
    row: RegisterModel, *, by: AbstractBaseUser | str, reason: str, on: date | None = None
) -> RegisterModel:
    """Take a row out of use from a day on, today by default. It stays on record for ever.

    Raises ValidationError where it is retired already.
    """
    with recorded(by=by, reason=reason):
        row = type(row).objects.get(pk=row.pk)
        if row.retired_on:
            raise ValidationError(_("It is already retired."))
        row.retired_on = on or timezone.localdate()
        if isinstance(row, ProcessingActivity):
            row.state = ActivityState.RETIRED
        row.save()
    return row


def restore(row: RegisterModel, *, by: AbstractBaseUser | str, reason: str) -> RegisterModel:
    """Bring a retired row back into use; an activity comes back as a draft.

    Raises ValidationError where it is in use.
    """
    if isinstance(row, ProcessingActivity):
        return reopen(row, by=by, reason=reason)
    with recorded(by=by, reason=reason):
        row = type(row).objects.get(pk=row.pk)
        if not row.retired_on:
            raise ValidationError(_("It is already in use."))
        row.retired_on = None
        row.save()
    return row
