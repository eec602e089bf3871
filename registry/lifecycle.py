"""Steps in the life of an entry for which somebody answers: approve, review, retire."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.completeness import Gap, gaps_in, open_among
from registry.models import AcknowledgedFinding, ProcessingActivity
from registry.records.ending import begin_of, is_before_the_first
from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.submissions.sending import answer_what_waits
from registry.submissions.two_people import refuse_one_alone
from registry.vocabulary import UNAPPROVED, ActivityState, SubmissionOutcome


def may_be_approved(activity: ProcessingActivity) -> bool:
    return activity.state in UNAPPROVED


def approve(
    activity: ProcessingActivity,
    *,
    by: AbstractBaseUser | str,
    reason: str,
    seen_to_by: str = "",
    due_on: date | None = None,
) -> ProcessingActivity:
    """Put a draft into force, or what was changed since; and count it as reviewed today.

    Open findings to which nobody sees yet are acknowledged: `seen_to_by` sees to them until
    `due_on`. What is settled is no longer open. Raises ValidationError with all that Article 30
    still misses, with findings that nobody sees to, for entries that are approved as they
    stand, or retired, and where two people are wanted and `by` would be both.
    """
    with recorded(by=by, reason=reason):
        activity = ProcessingActivity.objects.with_parts().get(pk=activity.pk)
        if not may_be_approved(activity):
            raise ValidationError(
                _("Only a draft, or an entry changed since it was approved, can be approved.")
            )
        refuse_one_alone(activity, by)
        today = timezone.localdate()
        gaps = gaps_in(activity, on=today)
        if missing := [str(gap) for gap in gaps if gap.blocks_approval]:
            raise ValidationError(missing)
        findings = [gap for gap in gaps if not gap.blocks_approval]
        _acknowledge(activity, open_among(findings, today), seen_to_by, due_on, reason)
        _settle(activity, findings, today)
        activity.state = ActivityState.APPROVED
        activity.reviewed_on = today
        activity.save()
        answer_what_waits(activity, SubmissionOutcome.APPROVED, by=by)
    return activity


def _acknowledge(activity, findings: list[Gap], seen_to_by, due_on, reason) -> None:
    if not findings:
        return
    faults = []
    if not seen_to_by.strip() or due_on is None:
        told = " ".join(str(gap) for gap in findings)
        message = _("Say who sees to the open findings, and until when: {findings}")
        faults.append(message.format(findings=told))
    elif due_on < timezone.localdate():
        faults.append(_("The day until which somebody sees to it is over. Enter a later one."))
    if faults:
        raise ValidationError(faults)
    known = {(row.rule, row.about): row for row in activity.acknowledged_findings.all()}
    for gap in findings:
        rule, about = gap.key
        row = known.get(gap.key) or AcknowledgedFinding(activity=activity, rule=rule, about=about)
        known[gap.key] = row  # two services of one company are one finding
        row.seen_to_by, row.due_on, row.reason = seen_to_by.strip(), due_on, reason
        row.retired_on = None
        row.full_clean()
        row.save()


def _settle(activity, findings: list[Gap], today: date) -> None:
    still = {gap.key for gap in findings}
    for row in activity.acknowledged_findings.all():
        if row.retired_on is None and (row.rule, row.about) not in still:
            row.retired_on = today
            row.save()


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
    activity: ProcessingActivity,
    *,
    by: AbstractBaseUser | str,
    reason: str,
    on: date | None = None,
) -> ProcessingActivity:
    """Make an approved or retired entry a draft again, to be corrected and approved anew.

    A retired one is in use again from a day on, today by default. Raises ValidationError for a
    draft.
    """
    with recorded(by=by, reason=reason, since=on):
        activity = ProcessingActivity.objects.get(pk=activity.pk)
        if activity.state == ActivityState.DRAFT:
            raise ValidationError(_("It is already a draft."))
        _refuse_before_retirement(activity, on)
        activity.state = ActivityState.DRAFT
        activity.retired_on = None
        activity.save()
    return activity


def retire(
    row: RegisterModel, *, by: AbstractBaseUser | str, reason: str, on: date | None = None
) -> RegisterModel:
    """Take a row out of use from a day on, today by default. It stays on record for ever.

    Raises ValidationError where it is retired already, and for a day before it was there.
    """
    with recorded(by=by, reason=reason):
        row = type(row).objects.get(pk=row.pk)
        if row.retired_on:
            raise ValidationError(_("It is already retired."))
        if on and is_before_the_first(row, on, timezone.localdate()):
            raise ValidationError(
                _("It is on record only since {day}. Choose that day or a later one.").format(
                    day=date_format(begin_of(row))
                )
            )
        row.retired_on = on or timezone.localdate()
        if isinstance(row, ProcessingActivity):
            row.state = ActivityState.RETIRED
        row.save()
    return row


def restore(
    row: RegisterModel, *, by: AbstractBaseUser | str, reason: str, on: date | None = None
) -> RegisterModel:
    """Bring a retired row back into use from a day on, today by default.

    An activity comes back as a draft. Raises ValidationError where it is in use, and for a day
    before it was retired.
    """
    if isinstance(row, ProcessingActivity):
        return reopen(row, by=by, reason=reason, on=on)
    with recorded(by=by, reason=reason, since=on):
        row = type(row).objects.get(pk=row.pk)
        if not row.retired_on:
            raise ValidationError(_("It is already in use."))
        _refuse_before_retirement(row, on)
        row.retired_on = None
        row.save()
    return row


def _refuse_before_retirement(row: RegisterModel, on: date | None) -> None:
    if on and row.retired_on and on < row.retired_on:
        raise ValidationError(
            _("It was in use until {day}. Choose that day or a later one.").format(
                day=date_format(row.retired_on)
            )
        )
