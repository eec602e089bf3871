"""Where an organisation wants it, who approves an entry is not who sent or changed it."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.approvals import named_with
from registry.models import ProcessingActivity, Submission
from registry.records.seen import versions_of_parts


def refuse_one_alone(activity: ProcessingActivity, by: AbstractBaseUser | str) -> None:
    """Raises ValidationError with what to do. A command is no person, and answers for itself."""
    if why := why_not_alone(activity, by):
        raise ValidationError(why)


def why_not_alone(activity: ProcessingActivity, by: AbstractBaseUser | str) -> str:
    """Why this person may not approve it as things stand; empty where they may."""
    if isinstance(by, str) or activity.organisation.is_approved_by_one:
        return ""
    sent = Submission.objects.newest_of(activity)
    if sent is None or not sent.is_waiting:
        return _(
            "In {organisation} two people approve an entry. Send it for approval, or have it sent: "
            "somebody else then approves it."
        ).format(organisation=activity.organisation)
    first = Submission.history.filter(id=sent.pk).order_by("history_id").first()
    if by.pk == first.history_user_id or by.get_username() == sent.sent_by:
        return _(
            "You sent this entry for approval. In {organisation} somebody else approves it."
        ).format(organisation=activity.organisation)
    if _has_written(activity, by, first.history_date):
        return _(
            "You changed this entry after it was sent. In {organisation} somebody else approves "
            "what you write: send it back, and have it sent again once it was read."
        ).format(organisation=activity.organisation)
    return ""


def _has_written(activity: ProcessingActivity, by: AbstractBaseUser, since) -> bool:
    """To the entry, its parts, or what is approved with it: its processors and what lets data go
    to them.
    """
    own = type(activity).history.model.objects.filter(id=activity.pk)
    parts = (versions_of_parts(type(activity), name, activity.pk) for name in activity.seen_with)
    named = (model.history.model.objects.filter(is_its) for model, is_its in named_with(activity))
    theirs = {"history_user_id": by.pk, "history_date__gt": since}
    return any(versions.filter(**theirs).exists() for versions in (own, *parts, *named))
