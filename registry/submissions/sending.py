"""The steps between who writes an entry and who approves it."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from registry.models import ProcessingActivity, Submission
from registry.records.history import recorded
from registry.submissions.telling import tell_who_approves, tell_who_sent
from registry.vocabulary import UNAPPROVED, SubmissionOutcome

Author = AbstractBaseUser | str


SHOWN = ("number", "sent_on", "sent_by", "note", "outcome", "answered_on", "answered_by", "answer")


def with_last_sent(activities: models.QuerySet, on: date | None = None) -> models.QuerySet:
    """Adds what `last_sent` gives, in the same query; of a day of the past what it was then."""
    return activities.annotate(said_of_sent=Submission.objects.newest_said(*SHOWN, on=on))


def last_sent(activity: ProcessingActivity) -> Submission | None:
    """The last time that it was sent, to be read. Asked once: several steps depend on it."""
    if not hasattr(activity, "last_sent"):
        if hasattr(activity, "said_of_sent"):
            activity.last_sent = _read(activity.said_of_sent)
        else:
            activity.last_sent = Submission.objects.newest_of(activity)
    return activity.last_sent


def _read(said: dict | None) -> Submission | None:
    if not said:
        return None
    days = {name: parse_date(said[name] or "") for name in ("sent_on", "answered_on")}
    return Submission(**said | days)


def is_waiting(activity: ProcessingActivity) -> bool:
    sent = last_sent(activity)
    return sent is not None and sent.is_waiting and activity.state in UNAPPROVED


def may_be_sent(activity: ProcessingActivity) -> bool:
    return activity.state in UNAPPROVED and not is_waiting(activity)


def send(activity: ProcessingActivity, *, by: Author, reason: str) -> Submission:
    """Ask for approval of a draft, or of what was changed since. The reason is the note.

    What it still misses does not stand in the way: to be asked about it may be why it is sent.
    Raises ValidationError for what waits already, is approved as it stands, or retired.
    """
    with recorded(by=by, reason=reason):
        activity = ProcessingActivity.objects.get(pk=activity.pk)
        if not may_be_sent(activity):
            raise ValidationError(_("It waits for approval already, or there is none to ask for."))
        before = Submission.objects.newest_of(activity)
        if before and before.is_waiting:  # of before it was approved by a file
            _close(before, SubmissionOutcome.TAKEN_BACK, by)
        sent = Submission(
            activity=activity,
            number=before.number + 1 if before else 1,
            sent_on=timezone.localdate(),
            sent_by=_name_of(by),
            note=reason,
        )
        sent.save()
    tell_who_approves(sent, by)
    return sent


def send_back(activity: ProcessingActivity, *, by: Author, reason: str) -> Submission:
    """Say what is missing. Raises ValidationError for what does not wait."""
    with recorded(by=by, reason=reason):
        sent = answer_what_waits(activity, SubmissionOutcome.SENT_BACK, by=by, answer=reason)
        if sent is None:
            raise ValidationError(_("It does not wait for approval any more."))
    return sent


def take_back(activity: ProcessingActivity, *, by: Author, reason: str) -> Submission:
    """Ask no more, for there is something to correct. Raises ValidationError as `send_back`."""
    with recorded(by=by, reason=reason):
        sent = answer_what_waits(activity, SubmissionOutcome.TAKEN_BACK, by=by, answer=reason)
        if sent is None:
            raise ValidationError(_("It does not wait for approval any more."))
    return sent


def answer_what_waits(
    activity: ProcessingActivity, outcome: SubmissionOutcome, *, by: Author, answer: str = ""
) -> Submission | None:
    """Within a recorded block: what came of it, if it waits at all."""
    sent = Submission.objects.newest_of(activity)
    if sent is None or not sent.is_waiting:
        return None
    _close(sent, outcome, by, answer)
    if outcome != SubmissionOutcome.TAKEN_BACK:
        tell_who_sent(sent, by)
    return sent


def _close(sent: Submission, outcome: SubmissionOutcome, by: Author, answer: str = "") -> None:
    sent.outcome, sent.answer = outcome, answer
    sent.answered_on, sent.answered_by = timezone.localdate(), _name_of(by)
    sent.save()


def _name_of(by: Author) -> str:
    return by if isinstance(by, str) else by.get_username()
