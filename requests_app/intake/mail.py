"""A message as it came, read. Whatever the bytes are, this gives an answer, and soon.

The bounds (time, lines, parts, depth) are far beyond what people send. What lies beyond them,
and what is broken, leaves a doubt, and a message with a doubt is kept whole.
"""

import time
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesFeedParser, BytesParser
from hashlib import sha256

from requests_app.intake import headers
from requests_app.intake.copies import digest_of_body, own_id
from requests_app.intake.doubts import SERIOUS, Doubt
from requests_app.intake.machines import is_automatic
from requests_app.intake.mailboxes import mailbox_of
from requests_app.intake.parts import File, MailContents, contents_of

SIZE_LIMIT = 25 * 1024 * 1024
HEAD_LIMIT = 256 * 1024
LINE_LIMIT = 1_000_000
PART_LIMIT = 500
TEXT_LIMIT = 200_000
PIECE = 64 * 1024
PATIENCE = 6.0  # seconds
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OF_WHAT_BOUNCED = ("message/rfc822", "text/rfc822-headers")


class BeyondBounds(Exception):
    """The message is not read any further."""

    def __init__(self, doubt: Doubt):
        super().__init__(doubt)
        self.doubt = doubt


@dataclass(frozen=True)
class Mail:
    """What is filed of a message. Empty is what it did not say."""

    arrived_at: datetime
    sender_name: str = ""
    sender: str = ""
    reply_to: str = ""
    subject: str = ""
    text: str = ""
    # Of ours, made of all that it says, where it names none.
    message_id: str = ""
    # Message-IDs that it answers, and references of requests in its subject.
    answers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    doubts: frozenset[Doubt] = frozenset()
    is_automatic: bool = False
    # Of its bytes after the head; empty where they are not known.
    body_digest: bytes = b""

    @property
    def is_to_sort(self) -> bool:
        return not self.doubts.isdisjoint(SERIOUS)

    @property
    def digest(self) -> bytes:
        """Of what it says, not of the way that it took: two copies have the same."""
        parts = [self.sender.lower(), self.subject, self.text, *sorted(self.doubts)]
        digest = sha256("\0".join(parts).encode())
        for file in self.files:
            digest.update(sha256(file.content).digest())
        if self.doubts:
            digest.update(self.body_digest)  # it may say more than what was read of it
        return digest.digest()


def read(raw: bytes, *, now: datetime) -> Mail:
    """Everything that a message says, or as much as could be made out."""
    raw = raw.removeprefix(BYTE_ORDER_MARK).lstrip(b"\r\n")
    until = time.monotonic() + PATIENCE
    body_digest = digest_of_body(raw)
    try:
        return _described(_parsed(raw, until), body_digest, now, until)
    except BeyondBounds as stop:
        doubt = stop.doubt
    except Exception:  # parsers fail in many ways; the message is kept whole
        doubt = Doubt.UNREADABLE
    return read_head(raw[:HEAD_LIMIT], doubt, now=now, body_digest=body_digest)


def read_head(head: bytes, doubt: Doubt, *, now: datetime, body_digest: bytes = b"") -> Mail:
    """Sender, subject and date only, of a message that is too much to read."""
    try:
        message = BytesParser(policy=headers.POLICY).parsebytes(head, headersonly=True)
        return _of_head(message, {doubt}, body_digest, now)
    except Exception:
        return Mail(now, doubts=frozenset({doubt, Doubt.UNREADABLE, Doubt.NO_SENDER}))


def _parsed(raw: bytes, until: float) -> EmailMessage:
    if raw.count(b"\n") + raw.count(b"\r") > 2 * LINE_LIMIT or raw.count(b"\n") > LINE_LIMIT:
        raise BeyondBounds(Doubt.TOO_MANY)
    head = raw[:HEAD_LIMIT]
    if len(raw) > HEAD_LIMIT and b"\n\n" not in head and b"\r\n\r\n" not in head:
        raise BeyondBounds(Doubt.TOO_LARGE)
    parser = BytesFeedParser(_count_parts(), policy=headers.POLICY)
    for start in range(0, len(raw), PIECE):
        parser.feed(raw[start : start + PIECE])
        if time.monotonic() > until:
            raise BeyondBounds(Doubt.TOO_SLOW)
    return parser.close()


def _count_parts():
    """A factory of parts that gives out so many and no more."""
    count = 0

    def make_part(policy=headers.POLICY) -> EmailMessage:
        nonlocal count
        count += 1
        if count > PART_LIMIT:
            raise BeyondBounds(Doubt.TOO_MANY)
        return EmailMessage(policy)

    return make_part


def _of_head(message: EmailMessage, doubts: set[Doubt], body: bytes, now: datetime) -> Mail:
    rather = headers.charset_named(message)
    sender = mailbox_of(message, "From", rather=rather)
    reply_to = mailbox_of(message, "Reply-To", rather=rather)
    subject = headers.words_of(message, "Subject", headers.SUBJECT_LIMIT, rather=rather)
    doubts = {*doubts, *sender.doubts, *(reply_to.doubts - {Doubt.SEVERAL})}
    if not subject.is_sure:
        doubts.add(Doubt.LETTERS)
    if not sender.address:
        doubts.add(Doubt.NO_SENDER)
    if not message.keys():
        doubts.add(Doubt.NO_HEADERS)
    message_id = headers.message_id_of(message)
    if not message_id and body:
        message_id = own_id(message, body)
    return Mail(
        arrived_at=headers.arrived_at(message, now=now),
        sender_name=sender.name,
        sender=sender.address,
        reply_to=reply_to.address,
        subject=subject.text,
        message_id=message_id,
        answers=headers.answered_ids(message),
        references=headers.references_in(subject.text),
        doubts=frozenset(doubts),
        is_automatic=is_automatic(message),
        body_digest=body,
    )


def _described(message: EmailMessage, body: bytes, now: datetime, until: float) -> Mail:
    contents = contents_of(message, until=until)
    mail = _of_head(message, contents.doubts, body, now)
    if mail.is_automatic:
        mail = _with_what_bounced(mail, contents)
    doubts = set(mail.doubts)
    if len(contents.text) > TEXT_LIMIT:
        doubts.add(Doubt.CUT)
    if not (contents.text or contents.files or mail.subject):
        doubts.add(Doubt.EMPTY)
    return replace(
        mail,
        text=contents.text[:TEXT_LIMIT],
        files=tuple(contents.files),
        doubts=frozenset(doubts),
    )


def _with_what_bounced(mail: Mail, contents: MailContents) -> Mail:
    """A bounce names the message that did not arrive only inside of itself."""
    answers, references = list(mail.answers), list(mail.references)
    for file in contents.files:
        if file.content_type in OF_WHAT_BOUNCED:
            parser = BytesParser(policy=headers.POLICY)
            original = parser.parsebytes(file.content[:HEAD_LIMIT], headersonly=True)
            answers.append(headers.message_id_of(original))
            references += headers.references_in(headers.text_of(original, "Subject"))
    return replace(mail, answers=tuple(filter(None, answers)), references=tuple(references))
