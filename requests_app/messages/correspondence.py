"""Letters to requesters: composed from templates, recorded with the step they belong to, sent."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import make_msgid
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.files_kept.storage import FileGone, gone_if_undone, open_kept
from registry.models import Contact
from registry.outgoing import NotTaken, deliver
from registry.records.history import recorded
from registry.vocabulary import ContactChannel, ContactUse
from requests_app.messages.storage import store
from requests_app.models import Attachment, DataSubjectRequest, Message, Requester
from requests_app.vocabulary import Channel, Direction, MessageKind

# Letters that were to go out by e-mail and have not: nothing is sealed before it went.
UNSENT = Q(direction=Direction.OUT, byte_count=None)
ON_ITS_WAY_SECONDS = 120  # longer than a mail server is waited for, should the process die


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be said, and how. Only `is_mailed` ones leave through our own mail server."""

    kind: MessageKind
    channel: Channel
    on: date
    subject: str
    text: str
    is_mailed: bool = False
    # Files of the request that go with it.
    enclosures: Collection[Attachment] = ()


def privacy_address(request: DataSubjectRequest) -> str | None:
    """Where answers of the requester should arrive."""
    contacts = Contact.objects.in_force(timezone.localdate()).filter(
        organisation=request.organisation_id,
        use=ContactUse.PRIVACY,
        channel=ContactChannel.EMAIL,
    )
    return contacts.values_list("value", flat=True).first()


def write(
    request: DataSubjectRequest,
    letter: Letter,
    *,
    by,
    reason: str,
    step: Callable[[], None] | None = None,
) -> Message:
    """Record a letter, and in the same breath the step that it announces; then send it.

    Nothing leaves the house unless all of it is committed. A letter that the mail server did not
    take stays recorded, marked as unsent: `unsent()` finds it, and `refusal` of what is returned
    says why.
    """
    with gone_if_undone(), recorded(by=by, reason=reason):
        if step:
            step()
        message = Message(
            request=request,
            direction=Direction.OUT,
            kind=letter.kind,
            channel=letter.channel,
            at=moment_on(letter.on),
            subject=with_reference(letter.subject, request),
            text=letter.text.replace("\r\n", "\n"),
        )
        if letter.is_mailed:
            message.message_id = make_msgid(domain=_our_domain())
            transaction.on_commit(partial(_try_to_send, message, by))
        else:
            seal(message)
        message.full_clean(exclude=["request"])
        message.save()
        for file in letter.enclosures:
            _enclose(file, message)
    return message


def _enclose(file: Attachment, message: Message) -> None:
    """A copy that belongs to the letter: what was sent stays known, whatever becomes of the first.

    Raises ValidationError where the file is not there any more.
    """
    try:
        with open_kept(file) as content:
            store(
                content,
                message=message,
                name=file.name,
                content_type=file.found_type or file.content_type,
                limit=None,
            )
    except FileGone as error:
        raise ValidationError(
            _("“{name}” cannot go with the letter: {why}").format(name=file.name, why=error)
        ) from error


def _files_of(letter: Message) -> list[tuple[str, bytes, str]]:
    """As they were stored with the letter. Raises ValidationError where one is gone."""
    files = []
    for row in letter.attachments.in_use():
        try:
            with open_kept(row) as content:
                files.append((row.name, content.read(), row.found_type or row.content_type))
        except FileGone as error:
            raise ValidationError(
                _("A file of this letter is gone, so it cannot be sent. {why}").format(why=error)
            ) from error
    return files


def with_reference(subject: str, request: DataSubjectRequest) -> str:
    """An answer to the letter finds its way to the request by it."""
    return subject if request.reference in subject else f"{subject} [{request.reference}]"


def moment_on(day: date) -> datetime:
    """Now, for today; noon of a day of which no more is known."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, time(12)))


def unsent():
    return Message.objects.filter(UNSENT)


def is_unsent(message: Message) -> bool:
    return message.direction == Direction.OUT and message.byte_count is None


def send(message: Message, *, by, reason: str) -> None:
    """Hand a recorded letter to the mail server. Raises ValidationError where it is not taken."""
    requester = Requester.objects.filter(request=message.request_id).first()
    if not (requester and requester.email):
        raise ValidationError(_("The requester has no e-mail address."))
    with _on_its_way(message) as letter:
        files = _files_of(letter)
        try:
            deliver(
                requester.email,
                subject=letter.subject,
                body=letter.text,
                reply_to=privacy_address(letter.request) or "",
                headers={"Message-ID": letter.message_id},
                files=files,
            )
        except NotTaken as error:
            raise ValidationError(
                _("{why} The letter was kept and marked as unsent.").format(why=error)
            ) from error
        with recorded(by=by, reason=reason):
            sent = Message.objects.get(pk=letter.pk)
            sent.at = timezone.now()
            seal(sent)
            sent.save()


def sent_otherwise(message: Message, *, on: date, channel: Channel, by, reason: str) -> None:
    """An unsent letter went without our mail server, in the same words."""
    if on > timezone.localdate():
        raise ValidationError(_("This day is in the future."))
    with recorded(by=by, reason=reason):
        sent = _still_unsent(message)
        sent.at, sent.channel, sent.message_id = moment_on(on), channel, ""
        seal(sent)
        sent.save()


@contextmanager
def _on_its_way(message: Message) -> Iterator[Message]:
    """The letter as it stands, for one sender at a time: a second click finds it on its way.

    No lock of the database is held meanwhile. A mail server may take its time, and SQLite has one
    writer.
    """
    letter = _still_unsent(message)
    key = f"letter-on-its-way:{letter.pk}"
    if not cache.add(key, True, ON_ITS_WAY_SECONDS):
        raise ValidationError(
            _("This letter is being sent at the moment. Check again in a minute.")
        )
    try:
        yield _still_unsent(message)  # it may have gone just before
    finally:
        cache.delete(key)


def _still_unsent(message: Message) -> Message:
    letter = Message.objects.select_related("request").get(pk=message.pk)
    if letter.direction != Direction.OUT:
        raise ValidationError(_("This is an incoming message. Only outgoing letters can be sent."))
    if not is_unsent(letter) or letter.retired_on:
        raise ValidationError(_("This letter was already sent, or recorded as sent."))
    if not letter.message_id:  # it went with the words, when their time had come
        raise ValidationError(
            _("The text of this letter was removed, so there is nothing to send.")
        )
    return letter


def _try_to_send(message: Message, by) -> None:
    try:
        send(message, by=by, reason=_("The mail server accepted the message."))
    except ValidationError as error:  # it stays unsent, and is shown as such
        message.refusal = " ".join(error.messages)


def seal(message: Message) -> None:
    """Keep of a letter its size and a salted fingerprint, which outlive its text.

    The SHA-256 of the salt, then subject, an empty line and text, in UTF-8.
    """
    content = f"{message.subject}\n\n{message.text}".encode()
    message.byte_count = len(content)
    message.fingerprint_salt = secrets.token_hex(16)
    salted = bytes.fromhex(message.fingerprint_salt) + content
    message.fingerprint = hashlib.sha256(salted).hexdigest()


def _our_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"
