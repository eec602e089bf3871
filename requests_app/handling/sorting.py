"""Messages that belong to no request: each is put to one, becomes one, or is put aside."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry import lifecycle as rows
from registry.models import Organisation
from registry.records.history import recorded
from requests_app.handling import lifecycle
from requests_app.messages.text import is_address
from requests_app.models import DataSubjectRequest, Message, Requester
from requests_app.vocabulary import Channel, MessageKind

CORRESPONDENT = re.compile(r"(.*?)\s*<([^<>\s]+)>(?:;|$)")


def unassigned():
    """Filed without a request, and not put aside."""
    return Message.objects.in_use().filter(request=None)


def is_unassigned(message: Message) -> bool:
    return message.request_id is None and message.retired_on is None


def put_to(message: Message, *, reference: str, by, reason: str) -> DataSubjectRequest:
    """The message belongs to a request that is on file."""
    reference = reference.strip().upper()
    request = DataSubjectRequest.objects.filter(reference=reference).first()
    if request is None:
        raise ValidationError(
            _("There is no request “{reference}”. Enter a reference such as R-2026-000012.").format(
                reference=reference
            )
        )
    with recorded(by=by, reason=reason):
        message = _still_unassigned(message)
        message.request = request
        message.save()
    return request


def open_request(
    message: Message, *, organisation: Organisation, by, reason: str
) -> DataSubjectRequest:
    """A person wrote it after all: it has been a request since the day on which it came."""
    with recorded(by=by, reason=reason):
        message = _still_unassigned(message)
        request = lifecycle.receive(
            organisation=organisation,
            received_on=message.at,
            channel=Channel(message.channel),
            by=by,
            reason=reason,
        )
        # As `intake.filing` writes it: whose address is not the requester's, then the rest.
        found = CORRESPONDENT.match(message.correspondent)
        name, email = found.groups() if found and is_address(found[2]) else ("", "")
        Requester.objects.create(request=request, name=name[:200], email=email)
        message.request, message.kind, message.correspondent = request, MessageKind.REQUEST, ""
        message.save()
    return request


def put_aside(message: Message, *, by, reason: str) -> None:
    """Nothing has to be done with it. A message of a request stays in its file."""
    with recorded(by=by, reason=reason):
        rows.retire(_still_unassigned(message), by=by, reason=reason)


def is_aside(message: Message) -> bool:
    return message.request_id is None and message.retired_on is not None


def take_back(message: Message, *, by, reason: str) -> None:
    with recorded(by=by, reason=reason):
        message = Message.objects.get(pk=message.pk)
        if not is_aside(message):
            raise ValidationError(_("Only what was put aside can be brought back into the list."))
        rows.restore(message, by=by, reason=reason)


def _still_unassigned(message: Message) -> Message:
    message = Message.objects.get(pk=message.pk)
    if not is_unassigned(message):
        raise ValidationError(
            _("Somebody else has sorted this message in the meantime. Look at it again.")
        )
    return message
