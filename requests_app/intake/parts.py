"""The parts of a message: what people read of it, and the files that came with it."""

import codecs
from contextlib import suppress
from dataclasses import dataclass, field
from email import errors
from email.message import EmailMessage
from mimetypes import guess_extension

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from requests_app.text import clean_text, text_of_html

DEPTH_LIMIT = 20
FILE_COUNT_LIMIT = 100
TEXT_BYTES = 1024 * 1024
PREAMBLE_LIMIT = 200
# Codecs that are none of mail's; some of them take the square of the time.
NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
WESTERN = {"ascii", "iso8859-1", "cp1252"}


class Doubt(TextChoices):
    """Why a message may say more than what was read of it, in words for those who sort."""

    EMPTY = "empty", _("there is nothing in it")
    NO_SENDER = "no_sender", _("no sender whom one could answer")
    NO_HEADERS = "no_headers", _("it has no head")
    NO_BOUNDARY = "no_boundary", _("its parts cannot be told apart")
    TOO_DEEP = "too_deep", _("its parts are nested too deeply")
    TOO_MANY = "too_many", _("it has too many parts, lines or files")
    TOO_LARGE = "too_large", _("it is too large")
    TOO_SLOW = "too_slow", _("reading it took too long")
    UNREADABLE = "unreadable", _("it could not be read")
    HEAD = "head", _("its head is damaged")
    TRUNCATED = "truncated", _("it breaks off")
    CHARSET = "charset", _("its characters are not in the encoding that it names")
    ENCODING = "encoding", _("a part is not encoded as it says")
    LEFT_OUT = "left_out", _("there is text outside of its parts")
    CUT = "cut", _("its text is too long to be shown whole")


# With any of these, somebody has to look at the whole before it is taken for a request.
SERIOUS = frozenset(
    {
        Doubt.EMPTY,
        Doubt.NO_SENDER,
        Doubt.NO_HEADERS,
        Doubt.NO_BOUNDARY,
        Doubt.TOO_DEEP,
        Doubt.TOO_MANY,
        Doubt.TOO_LARGE,
        Doubt.TOO_SLOW,
        Doubt.UNREADABLE,
    }
)
DEFECTS = {
    errors.NoBoundaryInMultipartDefect: Doubt.NO_BOUNDARY,
    errors.StartBoundaryNotFoundDefect: Doubt.NO_BOUNDARY,
    errors.MultipartInvariantViolationDefect: Doubt.NO_BOUNDARY,
    errors.CloseBoundaryNotFoundDefect: Doubt.TRUNCATED,
    errors.InvalidBase64PaddingDefect: Doubt.TRUNCATED,
    errors.InvalidBase64LengthDefect: Doubt.TRUNCATED,
    errors.InvalidBase64CharactersDefect: Doubt.ENCODING,
    errors.InvalidMultipartContentTransferEncodingDefect: Doubt.ENCODING,
    errors.MissingHeaderBodySeparatorDefect: Doubt.HEAD,
    errors.FirstHeaderLineIsContinuationDefect: Doubt.HEAD,
    errors.MisplacedEnvelopeHeaderDefect: Doubt.HEAD,
}


@dataclass(frozen=True)
class File:
    """A file that came with a message, under the name and type that it claims."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Contents:
    """What was found in the parts of a message, in their order."""

    until: float  # a moment of the monotonic clock
    texts: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    doubts: set[Doubt] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "\n\n".join(filter(None, self.texts))

    def add_file(self, file: File) -> None:
        if len(self.files) >= FILE_COUNT_LIMIT:
            self.doubts.add(Doubt.TOO_MANY)
        else:
            self.files.append(file)


def contents_of(message: EmailMessage, *, until: float) -> Contents:
    found = Contents(until)
    _gather(message, found, depth=0)
    return found


def _gather(part: EmailMessage, found: Contents, depth: int) -> None:
    kind = part.get_content_type()
    if depth > DEPTH_LIMIT:
        found.doubts.add(Doubt.TOO_DEEP)
    elif part.get_content_maintype() == "message" and part.is_multipart():
        found.add_file(_attached_message(part, found))
    elif kind == "multipart/alternative" and part.is_multipart():
        _choose(part, found, depth)
    elif part.is_multipart():
        _look_around(part, found)
        for child in part.get_payload():
            _gather(child, found, depth + 1)
    elif kind in {"text/plain", "text/html"} and not _is_file(part):
        text = _text(part, found)
        is_plain = kind == "text/plain"
        found.texts.append(clean_text(text) if is_plain else text_of_html(text, until=found.until))
    elif part.get_content_maintype() == "multipart":
        found.doubts.add(Doubt.NO_BOUNDARY)
        found.texts.append(clean_text(_text(part, found)))
    elif content := _bytes(part):
        found.add_file(File(_name_of(part), kind, content))
    found.doubts |= {DEFECTS[type(defect)] for defect in part.defects if type(defect) in DEFECTS}


def _choose(part: EmailMessage, found: Contents, depth: int) -> None:
    """The plain one of two forms, and the other as well where it says much more."""
    plain, rich = Contents(found.until), Contents(found.until)
    _look_around(part, found)
    for child in part.get_payload():
        into = plain if child.get_content_type() == "text/plain" else rich
        _gather(child, into, depth + 1)
    found.texts.append(plain.text)
    if len(plain.text) * 2 < len(rich.text):
        found.texts.append(rich.text)
    for contents in (plain, rich):
        found.doubts |= contents.doubts
        for file in contents.files:
            found.add_file(file)


def _look_around(part: EmailMessage, found: Contents) -> None:
    """Text before the first part is a line for old programs, and after the last there is none."""
    if len((part.preamble or "").strip()) > PREAMBLE_LIMIT or (part.epilogue or "").strip():
        found.doubts.add(Doubt.LEFT_OUT)


def _is_file(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _name_of(part: EmailMessage) -> str:
    name = part.get_filename() or ""
    if isinstance(name, bytes):
        name = name.decode("utf-8", "replace")
    if name.startswith("=?") and name.endswith("?="):
        # Not allowed there, and done by many.
        return str(part.policy.header_fetch_parse("Subject", name))
    kind = "message" if part.get_content_maintype() == "message" else "attachment"
    return name or f"{kind}{guess_extension(part.get_content_type()) or ''}"


def _attached_message(part: EmailMessage, found: Contents) -> File:
    """A message within the message, or the report of a mail server: kept as a file."""
    try:
        content = b"\n".join(child.as_bytes() for child in part.get_payload())
    except Exception:  # it cannot write all that it could read; the whole is kept
        content = b""
        found.doubts.add(Doubt.UNREADABLE)
    return File(_name_of(part), part.get_content_type(), content)


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage, found: Contents) -> str:
    """The text of a part. One that is not in the encoding that it names is read as it can be."""
    content = _bytes(part)
    if len(content) > TEXT_BYTES:
        found.doubts.add(Doubt.CUT)
        content = content[:TEXT_BYTES].rsplit(maxsplit=1)[0]  # not within a character
    charset = _charset(part.get_param("charset"))
    if charset in WESTERN and not content.isascii():
        # Valid UTF-8 by accident is next to impossible; the wrong label is common.
        with suppress(UnicodeDecodeError):
            text = content.decode("utf-8")
            found.doubts.add(Doubt.CHARSET)
            return text
        charset = "cp1252"
    try:
        return content.decode(charset)
    except (UnicodeError, ValueError, LookupError):
        found.doubts.add(Doubt.CHARSET)
        return content.decode("cp1252", "replace")


def _charset(name: object) -> str:
    """The codec by Python's name for it; UTF-8 where none is named, or none of mail's."""
    try:
        codec = codecs.lookup(str(name or "").strip("'\" "))
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if codec.name in NO_CHARSETS else codec.name
