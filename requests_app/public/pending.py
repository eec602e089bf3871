"""A form between its sending and its confirmation, and what it becomes.

The clock of Article 12(3) begins with the day on which the form was sent: it reached us by an
official channel then. The confirmation only shows that the address is the sender's.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry.files_kept.names import clean_line, clean_text
from registry.models import DataSubjectCategory, Organisation, Right
from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.models import DataSubjectRequest, Message, PendingRequest, Requester
from requests_app.vocabulary import Channel, Direction, MessageKind

KEPT_FOR = timedelta(hours=48)
NOT_AGAIN_FOR = timedelta(minutes=2)  # a second click brings no second mail; patience lost does
CLICKS_WITHIN = timedelta(minutes=10)
BY = "public form"
WORDS = ("name", "email", "text", "rights", "data_subjects", "language")
# Signed into links that are on their way: it stays, whatever this module is called.
SALT = "requests_app.public.pending"


class LinkIsDead(Exception):
    """It was used, it has expired, or it was never given out."""


@transaction.atomic
def keep(**form) -> PendingRequest:
    """Keep a form until it is confirmed. The same one, sent again, is the one that is kept."""
    typed, now = _typed(**form), timezone.now()
    # Two clicks write the same row, so that the second waits until the first is done.
    cache.set(_key("form-kept", typed), True, KEPT_FOR.total_seconds())
    kept = PendingRequest.objects.filter(**typed, sent_at__gt=now - KEPT_FOR).first()
    return kept or PendingRequest.objects.create(sent_at=now, **typed)


def is_on_its_way(form: dict) -> bool:
    """Whether the link of such a form was mailed just now."""
    return cache.get(_key("form-link", _typed(**form))) is not None


def goes_first(form: dict) -> bool:
    """Whether nobody else is mailing the link of such a form. From now on somebody is."""
    return cache.add(_key("form-link", _typed(**form)), True, NOT_AGAIN_FOR.total_seconds())


def was_not_sent(form: dict) -> None:
    """Whoever sends the form again goes first."""
    cache.delete(_key("form-link", _typed(**form)))


def _typed(
    *,
    organisation: Organisation,
    name: str,
    email: str,
    text: str,
    rights: Iterable[Right],
    data_subjects: Iterable[DataSubjectCategory],
    language: str = "",
) -> dict:
    """What a form says, as it is kept."""
    return {
        "organisation": organisation,
        "name": clean_line(name, 200),
        "email": email,
        "text": clean_text(text),
        "rights": " ".join(sorted(right.code for right in rights)),
        "data_subjects": " ".join(sorted(category.code for category in data_subjects)),
        "language": language,
    }


def _key(use: str, typed: dict) -> str:
    """As in `throttle`: the cache learns nothing of what was typed."""
    content = repr([typed["organisation"].pk, *(typed[name] for name in WORDS)])
    return f"{use}:{salted_hmac(f'{SALT}.{use}', content, algorithm='sha256').hexdigest()}"


def forget_expired(now: datetime) -> int:
    """Delete for good what nobody confirmed in time."""
    count, _by_table = PendingRequest.objects.filter(sent_at__lte=now - KEPT_FOR).delete()
    return count


def token_of(pending: PendingRequest) -> str:
    """What the link carries: a random number and a signature, nothing about anybody."""
    return signing.dumps(pending.pk.hex, salt=SALT)


def find(token: str, *, now: datetime, forms=PendingRequest.objects) -> PendingRequest:
    """The form that a link leads to. Raises LinkIsDead."""
    try:
        key = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
        return forms.get(pk=key, sent_at__gt=now - KEPT_FOR)
    except (signing.BadSignature, PendingRequest.DoesNotExist) as error:
        raise LinkIsDead from error


def confirm(token: str, *, now: datetime) -> DataSubjectRequest:
    """Open the request, and forget the form. Raises LinkIsDead."""
    reason = _("Web form, confirmed by e-mail")
    with recorded(by=BY, reason=reason):
        # A second click waits here, and then finds no form.
        form = find(token, now=now, forms=PendingRequest.objects.select_for_update())
        subject_request = lifecycle.receive(
            organisation=form.organisation,
            received_on=form.sent_at,
            channel=Channel.FORM,
            rights=Right.objects.in_use().filter(code__in=form.rights.split()),
            data_subjects=DataSubjectCategory.objects.in_use().filter(
                code__in=form.data_subjects.split()
            ),
            by=BY,
            reason=reason,
        )
        Requester.objects.create(
            request=subject_request, name=form.name, email=form.email, language=form.language
        )
        salt = secrets.token_hex(16)
        Message.objects.create(
            request=subject_request,
            direction=Direction.IN,
            kind=MessageKind.REQUEST,
            channel=Channel.FORM,
            at=form.sent_at,
            text=form.text,
            byte_count=len(form.text.encode()),
            fingerprint=sha256(f"{salt}{form.text}".encode()).hexdigest(),
            fingerprint_salt=salt,
            remarks=_("The address was confirmed by a link that was sent to it."),
        )
        cache.set(_confirmed(form.pk.hex), subject_request.pk, CLICKS_WITHIN.total_seconds())
        form.delete()
    return subject_request


def confirmed_just_now(token: str) -> DataSubjectRequest | None:
    """What a link to the same form has opened: a second click is answered like the first."""
    try:
        key = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    pk = cache.get(_confirmed(key))
    return None if pk is None else DataSubjectRequest.objects.filter(pk=pk).first()


def _confirmed(key: str) -> str:
    return f"form-opened:{salted_hmac(f'{SALT}.opened', key, algorithm='sha256').hexdigest()}"
