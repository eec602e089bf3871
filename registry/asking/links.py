"""What leads to questions from outside: a signed link that is used once, and then is dead."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from registry.library.answering import now as says_now
from registry.library.shelf import Question
from registry.models import AskedColleague, ProcessingActivity

# Signed into links that are on their way: it stays, whatever this module is called.
SALT = "registry.asking.links"
DAYS = (3, 7, 14, 30)
# So long an answer waits for somebody to read it.
ANSWERED_KEPT_FOR = timedelta(days=30)
MOST_OPEN = 20  # of one activity: what nobody answers is withdrawn first


class LinkIsDead(Exception):
    """It was used or withdrawn, it has expired, or it was never given out."""


def ask(
    activity: ProcessingActivity,
    questions: Iterable[Question],
    *,
    by: AbstractBaseUser,
    days: int,
    now: datetime,
    email: str = "",
) -> AskedColleague:
    """Note what is asked, and what the record says of it now."""
    forget_expired(now)
    questions = list(questions)
    return AskedColleague.objects.create(
        activity=activity,
        asked_by=by,
        asked_at=now,
        expires_at=now + timedelta(days=days),
        email=email,
        questions=json.dumps([asdict(question) for question in questions], ensure_ascii=False),
        seen=json.dumps({question.key: fingerprint(activity, question) for question in questions}),
    )


def fingerprint(activity: ProcessingActivity, question: Question) -> str:
    """Of what the record says. Of a text so short that it could be guessed, so it is keyed."""
    said = repr((activity.pk, question.key, says_now(activity, question)))
    return salted_hmac(f"{SALT}.seen", said, algorithm="sha256").hexdigest()


def questions_of(asked: AskedColleague) -> list[Question]:
    return [Question(**said) for said in json.loads(asked.questions)]


def answers_of(asked: AskedColleague) -> dict[str, object]:
    return json.loads(asked.answers) if asked.answers else {}


def token_of(asked: AskedColleague) -> str:
    """What the link carries: a random number and a signature, nothing about anybody."""
    return signing.dumps(asked.pk.hex, salt=SALT)


def find(token: str, *, now: datetime, asked: QuerySet | None = None) -> AskedColleague:
    """What a link leads to, while it waits for its answer. Raises LinkIsDead."""
    rows = AskedColleague.objects.all() if asked is None else asked
    try:
        key = signing.loads(token, salt=SALT)
        found = rows.select_related("activity__organisation").get(
            pk=key, expires_at__gt=now, answered_at=None
        )
    except (signing.BadSignature, AskedColleague.DoesNotExist) as error:
        raise LinkIsDead from error
    if found.activity.retired_on is not None:
        raise LinkIsDead
    return found


def is_answered_so(token: str, form_of, *, now: datetime) -> bool:
    """Whether a link that is dead was used to say just this: then it is a second click.

    `form_of` makes the form of its questions.
    """
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    asked = AskedColleague.objects.filter(pk=key, expires_at__gt=now, answered_at__isnull=False)
    if (found := asked.first()) is None:
        return False
    form = form_of(questions_of(found))
    return form.is_valid() and json.loads(json.dumps(form.answers())) == answers_of(found)


@transaction.atomic
def take_answers(token: str, answers: dict[str, object], *, now: datetime) -> None:
    """Keep what came in until somebody reads it. Raises LinkIsDead, also for a second click."""
    rows = AskedColleague.objects.select_for_update(of=("self",))
    asked = find(token, now=now, asked=rows)
    asked.answers = json.dumps(answers, ensure_ascii=False)
    asked.answered_at, asked.expires_at = now, now + ANSWERED_KEPT_FOR
    asked.save()


def forget_expired(now: datetime) -> int:
    """Delete for good what nobody answered, or nobody read, in time."""
    count, _by_table = AskedColleague.objects.filter(expires_at__lte=now).delete()
    return count
