"""What becomes of a message that was read: a request, a part of one, or a note that it came."""

import secrets
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db.models import Q
from django.utils.translation import gettext as _

from registry.files_kept.storage import StoredFile, gone_if_undone, put
from registry.models import Organisation
from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.intake.mail import Mail
from requests_app.messages.storage import attach
from requests_app.models import DataSubjectRequest, Message, Requester
from requests_app.querysets import MAIL as BY
from requests_app.vocabulary import Channel, Direction, MessageKind

WHOLE_NAME = "message.eml"
WHOLE_TYPE = "message/rfc822"


@dataclass(frozen=True)
class Filed:
    """Where a message lies now. Automatic ones may belong to no request."""

    message: Message
    request: DataSubjectRequest | None
    is_new: bool = True


def file_mail(mail: Mail, whole: bytes | StoredFile, *, organisation: Organisation) -> Filed:
    """File a message for an organisation, all or nothing.

    The same Message-ID, sender and contents are filed once. Of another sender, or with other
    contents, it is a message like any other, with a note: programs repeat these names, and people
    lie.
    """
    with gone_if_undone(), recorded(by=BY, reason=_("Mail received")):
        first = _message_with(mail.message_id)
        if first is None:
            return _file(mail, whole, organisation)
        if first.fingerprint == salted_fingerprint(mail, first.fingerprint_salt):
            return Filed(first, first.request, is_new=False)
        said = sha256(mail.message_id.encode() + mail.digest).hexdigest()
        other = replace(mail, message_id=f"sha256:{said}")
        if known := _message_with(other.message_id):
            return Filed(known, known.request, is_new=False)
        return _file(other, whole, organisation, namesake=first)


def salted_fingerprint(mail: Mail, salt: str) -> str:
    return sha256(salt.encode() + mail.digest).hexdigest()


def _message_with(message_id: str) -> Message | None:
    return Message.objects.filter(message_id=message_id).first() if message_id else None


def _request_meant(mail: Mail) -> DataSubjectRequest | None:
    """The request that a reference in the subject names, or one of whose messages this answers."""
    if not mail.references and not mail.answers:
        return None
    requests = DataSubjectRequest.objects.filter(
        Q(reference__in=mail.references) | Q(messages__message_id__in=mail.answers)
    ).distinct()
    # An open one first: it may have been opened because the older one was closed.
    return max(requests, key=lambda request: (request.is_open, request.pk), default=None)


def _file(
    mail: Mail,
    whole: bytes | StoredFile,
    organisation: Organisation,
    namesake: Message | None = None,
) -> Filed:
    meant = _request_meant(mail)
    request = meant
    if not mail.is_automatic and not (meant and meant.is_open):
        request = _open(mail, organisation, meant)
    message = _write(mail, request, namesake, is_first=request is not meant)
    for file in mail.files:
        attach(put(file.content), message=message, name=file.name, content_type=file.content_type)
    if mail.doubts:
        whole = whole if isinstance(whole, StoredFile) else put(whole, limit=None)
        attach(whole, message=message, name=WHOLE_NAME, content_type=WHOLE_TYPE)
    return Filed(message, request)


def _open(
    mail: Mail, organisation: Organisation, closed: DataSubjectRequest | None
) -> DataSubjectRequest:
    """A new request. Which rights it invokes is for people to say."""
    request = lifecycle.receive(
        organisation=organisation,
        received_on=mail.arrived_at,
        channel=Channel.EMAIL,
        by=BY,
        reason=_("Mail received"),
        is_to_sort=mail.is_to_sort,
    )
    Requester.objects.create(request=request, name=mail.sender_name, email=mail.sender)
    if closed:
        request.remarks = _("The message refers to {reference}, which is closed.").format(
            reference=closed.reference
        )
        request.save()
    return request


def _write(
    mail: Mail, request: DataSubjectRequest | None, namesake: Message | None, *, is_first: bool
) -> Message:
    salt = secrets.token_hex(16)
    kind = MessageKind.REQUEST if is_first else MessageKind.OTHER
    return Message.objects.create(
        request=request,
        direction=Direction.IN,
        kind=MessageKind.AUTOMATIC if mail.is_automatic else kind,
        channel=Channel.EMAIL,
        at=mail.arrived_at,
        subject=mail.subject,
        text=mail.text,
        correspondent=_others(mail, request),
        message_id=mail.message_id,
        byte_count=len(mail.text.encode()),
        fingerprint=salted_fingerprint(mail, salt),
        fingerprint_salt=salt,
        remarks=_remarks(mail, namesake),
    )


def _others(mail: Mail, request: DataSubjectRequest | None) -> str:
    """Addresses that the requester's would not lead to: whoever asks may not be who asked."""
    requester = getattr(request, "requester", None)
    known = requester.email.lower() if requester else ""
    names = []
    if mail.sender and mail.sender.lower() != known:
        names.append(f"{mail.sender_name} <{mail.sender}>".strip())
    if mail.reply_to and mail.reply_to.lower() not in {known, mail.sender.lower()}:
        names.append(_("reply to {address}").format(address=mail.reply_to))
    return "; ".join(names)[:600]


def _remarks(mail: Mail, namesake: Message | None) -> str:
    remarks = []
    if mail.doubts:
        why = "; ".join(str(doubt.label) for doubt in sorted(mail.doubts))
        remarks.append(_("The original message is attached, because {why}.").format(why=why))
    if namesake and namesake.request:
        remarks.append(
            _("Another message with the same Message-ID exists: it belongs to {reference}.").format(
                reference=namesake.request
            )
        )
    elif namesake:
        remarks.append(_("Another message with the same Message-ID exists: it is unassigned."))
    return "\n".join(remarks)
