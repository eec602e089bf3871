"""What the head of a message says: who, when, about what, in answer to what, by a machine or not.

No sender keeps to the rules: each value is cut before it is looked at, and what cannot be parsed
counts as not there.
"""

import re
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from requests_app.text import clean_line

VALUE_LIMIT = 4_000
ADDRESS_LIMIT = 254
SUBJECT_LIMIT = 300
ID_LIMIT = 300
FOLLOWED = 50  # the newest so many of References
REFERENCE = re.compile(r"R-\d{4}-\d{4,9}")
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# Nobody wrote mail to a register before; whoever says so has a broken clock.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
FAST_CLOCK = timedelta(days=1)
HEADER_FAULTS = (MessageError, ValueError, TypeError, LookupError, AttributeError, RecursionError)
# Google's and other groups say `Precedence: list` of what people write to them.
PRECEDENCE_OF_MACHINES = {"bulk", "junk", "auto_reply"}


class BoundedPolicy(EmailPolicy):
    """The standard policy, which neither a long header nor a malformed one can stop."""

    def header_fetch_parse(self, name, value):
        value = value[:VALUE_LIMIT]
        if name.lower().startswith("content-"):
            # Parameters are taken from the text, once for each question: keep that cheap.
            return " ".join(str(value).split())
        try:
            return super().header_fetch_parse(name, value)
        except HEADER_FAULTS:
            return " ".join(str(value).split())


POLICY = BoundedPolicy(utf8=True, refold_source="none")


def text_of(message: EmailMessage, name: str, length: int = VALUE_LIMIT) -> str:
    """A header as one line, decoded; empty where there is none."""
    return clean_line(str(message.get(name) or ""), length)


def address_of(message: EmailMessage, name: str) -> tuple[str, str]:
    """Display name and address of the first mailbox that can be answered to."""
    header = message.get(name)
    for mailbox in getattr(header, "addresses", ()):
        address = clean_line(mailbox.addr_spec, VALUE_LIMIT)
        if is_address(address):
            return clean_line(mailbox.display_name, 200), address
    try:
        shown, address = parseaddr(text_of(message, name))
    except HEADER_FAULTS:
        return "", ""
    return (clean_line(shown, 200), address) if is_address(address) else ("", "")


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= ADDRESS_LIMIT


def message_id_of(message: EmailMessage) -> str:
    said = text_of(message, "Message-ID")
    found = MESSAGE_ID.search(said)
    name = found[0] if found else said
    return name if len(name) <= ID_LIMIT else f"sha256:{sha256(name.encode()).hexdigest()}"


def answered_ids(message: EmailMessage) -> tuple[str, ...]:
    """Message-IDs that this one answers, the nearest first."""
    found = MESSAGE_ID.findall(text_of(message, "In-Reply-To"))
    found += reversed(MESSAGE_ID.findall(text_of(message, "References"))[-FOLLOWED:])
    return tuple(dict.fromkeys(found[: FOLLOWED * 2]))


def references_in(subject: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(REFERENCE.findall(subject)))


def arrived_at(message: EmailMessage, *, now: datetime) -> datetime:
    """By our own mail server, which writes the topmost `Received`; else as the sender says."""
    received = str(message.get("Received") or "").rpartition(";")[2]
    for said in (received, str(message.get("Date") or "")):
        moment = moment_of(said)
        if moment and EARLIEST <= moment <= now + FAST_CLOCK:
            return min(moment, now)
    return now


def moment_of(said: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(" ".join(said[:200].split()))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def is_automatic(message: EmailMessage) -> bool:
    """A reply that nobody wrote, or a bounce. It must neither open a request nor be answered."""
    said = {
        name: text_of(message, name).lower()
        for name in ["Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "Return-Path"]
    }
    local = text_of(message, "From").lower().rpartition("<")[2].partition("@")[0]
    return (
        said["Auto-Submitted"] not in {"", "no"}
        or said["X-Auto-Response-Suppress"] not in {"", "none"}
        or said["Precedence"] in PRECEDENCE_OF_MACHINES
        or said["Return-Path"] in {"<>", "<mailer-daemon>"}
        or local in {"mailer-daemon", "mail daemon"}
        or any(message.get(name) for name in ["X-Autoreply", "X-Autorespond"])
        or message.get_content_type() == "multipart/report"
    )
