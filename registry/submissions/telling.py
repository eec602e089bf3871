"""Mail that says where somebody is waited for: a reference and a link, no words of anybody."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.models import Submission
from registry.outgoing import NotTaken, deliver, has_server
from registry.own_address import absolute
from registry.vocabulary import SubmissionOutcome

MAY_APPROVE = "registry.approve_processingactivity"
BACKEND = "django.contrib.auth.backends.ModelBackend"  # asked for groups, not for a sign-in


def tell_who_approves(sent: Submission, by: AbstractBaseUser | str) -> None:
    """Not superusers, who are for emergencies; and not whoever has just sent it."""
    if not has_server():
        return
    people = get_user_model().objects.with_perm(
        MAY_APPROVE, include_superusers=False, backend=BACKEND
    )
    subject = _("{reference} waits for your approval").format(reference=sent.activity.reference)
    _tell_once_it_is_written(people.exclude(pk=getattr(by, "pk", None)), subject, sent)


def tell_who_sent(sent: Submission, by: AbstractBaseUser | str) -> None:
    if not has_server():
        return
    first = Submission.history.filter(id=sent.pk).order_by("history_id").first()
    if first is None or first.history_user_id in {None, getattr(by, "pk", None)}:
        return
    said = {
        SubmissionOutcome.APPROVED: _("{reference} was approved"),
        SubmissionOutcome.SENT_BACK: _("{reference} was sent back: something is missing"),
    }
    subject = said[sent.outcome].format(reference=sent.activity.reference)
    people = get_user_model().objects.filter(pk=first.history_user_id, is_active=True)
    _tell_once_it_is_written(people, subject, sent)


def _tell_once_it_is_written(people: Iterable, subject: str, sent: Submission) -> None:
    path = reverse("admin:registry_processingactivity_change", args=[sent.activity_id])
    body = "\n".join(filter(None, [subject, absolute(path)])) + "\n"
    for address in {person.email for person in people if person.email}:
        transaction.on_commit(partial(_try, address, subject=subject, body=body))


def _try(address: str, **words) -> None:
    # It stands on the home page whether the mail goes or not; why not is in the log of the server.
    with suppress(NotTaken):
        deliver(address, **words)
