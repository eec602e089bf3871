"""What becomes of a message that was read: a request, a part of one, or a note that it came."""

import secrets
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.base.history import recorded
from registry.models import Organisation
from requests_app import lifecycle
from requests_app.intake.mail import Mail
from requests_app.models import DataSubjectRequest, Message, Requester
from requests_app.querysets import MAIL as BY
from requests_app.storage import StoredFile, attach, gone_if_undone, put
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

    The same Message-ID with the same contents is filed once. With other contents, for mailing
    lists add lines and people lie, it becomes a second message of the same request.
    """
    with gone_if_undone(), recorded(by=BY, reason=_("Mail received")):
        first = _message_with(mail.message_id)
        if first is None:
            return _file(mail, whole, organisation, _request_meant(mail))
        if first.fingerprint == fingerprint(mail, first.fingerprint_salt):
            return Filed(first, first.request, is_new=False)
        variant = replace(mail, message_id=f"sha256:{mail.digest.hex()}")
        if known := _message_with(variant.message_id):
            return Filed(known, known.request, is_new=False)
        return _file(variant, whole, organisation, first.request, may_open=False)


def fingerprint(mail: Mail, salt: str) -> str:
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
    meant: DataSubjectRequest | None,
    *,
    may_open: bool = True,
) -> Filed:
    may_open = may_open and not mail.is_automatic
    request = meant
    if may_open and not (meant and meant.is_open):
        request = _open(mail, organisation, meant)
    message = _write(mail, request, is_first=request is not meant)
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
        received_on=timezone.localdate(mail.arrived_at),
        channel=Channel.EMAIL,
        by=BY,
        reason=_("Mail received"),
        is_to_sort=mail.is_to_sort,
    )
    Requester.objects.create(request=request, name=mail.sender_name, email=mail.sender)
    if closed:
        request.remarks = _("The message refers to {reference}, which has ended.").format(
            reference=closed.reference
        )
        request.save()
    return request


def _write(mail: Mail, request: DataSubjectRequest | None, *, is_first: bool) -> Message:
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
        fingerprint=fingerprint(mail, salt),
        fingerprint_salt=salt,
        remarks=_remarks(mail),
    )


def _others(mail: Mail, request: DataSubjectRequest | None) -> str:
    """Addresses that the requester's would not lead to: whoever asks may not be who asked."""
    known = Requester.objects.filter(request=request).values_list("email", flat=True).first()
    known = (known or "").lower()
    names = []
    if mail.sender and mail.sender.lower() != known:
        names.append(f"{mail.sender_name} <{mail.sender}>".strip())
    if mail.reply_to and mail.reply_to.lower() not in {known, mail.sender.lower()}:
        names.append(_("answers to {address}").format(address=mail.reply_to))
    return "; ".join(names)[:600]


def _remarks(mail: Mail) -> str:
    if not mail.doubts:
        return ""
    why = "; ".join(str(doubt.label) for doubt in sorted(mail.doubts))
    return _("Attached whole, as it came, because {why}.").format(why=why)
