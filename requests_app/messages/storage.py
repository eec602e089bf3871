"""Attachments of messages, which lie where `registry.files_kept` keeps files.

Whatever comes by mail is kept, for it is evidence. What it claims to be is written down, and beside
it what its bytes say. What staff put in has to be of a kind that is known to be harmless.
"""

from typing import BinaryIO

from registry.files_kept.filetypes import inspect
from registry.files_kept.names import claimed_type, display_name
from registry.files_kept.storage import FILE_LIMIT, StoredFile, path_of, put, too_large
from requests_app.models import Attachment, Message

MESSAGE_LIMIT = 50 * 1024 * 1024
# On its way a file grows by a third, and many mail servers take 25 MB.
MAIL_LIMIT = 18 * 1024 * 1024


def store(
    content: bytes | BinaryIO,
    *,
    message: Message,
    name: str,
    content_type: str = "",
    limit: int | None = FILE_LIMIT,
) -> Attachment:
    """Keep a file with a message. Inside of a recorded block only.

    Raises ValidationError where the file, or all files of the message together, are too large.
    """
    return attach(put(content, limit=limit), message=message, name=name, content_type=content_type)


def attach(file: StoredFile, *, message: Message, name: str, content_type: str = "") -> Attachment:
    """Write the row of a file that was put. Inside of a recorded block only."""
    together = sum(message.attachments.values_list("byte_count", flat=True))
    if together and together + file.byte_count > MESSAGE_LIMIT:
        raise too_large(MESSAGE_LIMIT)
    shown, claimed = display_name(name), claimed_type(content_type)
    with path_of(file.stored_name).open("rb") as content:
        kind = inspect(content, name=shown, claimed=claimed)
    return Attachment.objects.create(
        message=message,
        name=shown,
        content_type=claimed,
        found_type=kind.found,
        check_result=kind.check,
        byte_count=file.byte_count,
        sha256=file.sha256,
        stored_name=file.stored_name,
    )
