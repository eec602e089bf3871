"""What the head of a message says: who, when, about what, in answer to what.

No sender keeps to the rules: each value is cut before it is looked at, and what cannot be parsed
counts as not there.
"""

import re
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import islice

from registry.files_kept.names import clean_line
from requests_app.intake.charsets import DecodedText
from requests_app.intake.words import read_words

VALUE_LIMIT = 4_000
SUBJECT_LIMIT = 300
ID_LIMIT = 300
LOOKED_THROUGH = 20  # parts, for the encoding of a bare head
FOLLOWED = 50  # the newest so many of References
REFERENCE = re.compile(r"R-\d{4}-\d{4,9}")
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
# Nobody wrote mail to a register before; whoever says so has a broken clock.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
FAST_CLOCK = timedelta(days=1)
HEADER_FAULTS = (MessageError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class BoundedPolicy(EmailPolicy):
    """The standard policy, which neither a long header nor a malformed one can stop.

    A value is its text in one line, as it came. It is taken apart by those who ask for it.
    """

    def header_fetch_parse(self, name, value):
        return " ".join(str(value)[:VALUE_LIMIT].split())


POLICY = BoundedPolicy(utf8=True, refold_source="none")


def text_of(message: EmailMessage, name: str, length: int = VALUE_LIMIT) -> str:
    """A header as one line, decoded; empty where there is none."""
    return words_of(message, name, length).text


def words_of(
    message: EmailMessage, name: str, length: int = VALUE_LIMIT, *, rather: str = ""
) -> DecodedText:
    """A header as one line, and whether that is surely what was written."""
    text, is_sure = read_words(message.get(name) or "", rather)
    return DecodedText(clean_line(text, length), is_sure)


def charset_named(message: EmailMessage) -> str:
    """The encoding that the first text with one names: likely that of a bare head as well."""
    for part in islice(message.walk(), LOOKED_THROUGH):
        if part.get_content_maintype() == "text" and (charset := parameter(part, "charset")):
            return charset
    return ""


def parameter(part: EmailMessage, name: str) -> str:
    """A parameter of the content's type, in lower case."""
    if name not in (part.get("Content-Type") or "").lower():
        return ""  # by far the most, and quicker told than taken apart
    said = part.get_param(name, "")
    return str(said[2] if isinstance(said, tuple) else said).strip().lower()


def message_id_of(message: EmailMessage) -> str:
    said = text_of(message, "Message-ID")
    found = MESSAGE_ID.search(said)
    name = found[0] if found else said
    if not name.strip("<> "):
        return ""  # programs that know none write brackets with nothing in them
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
