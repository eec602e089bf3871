"""The parts of a message: what people read of it, and the files that came with it."""

import binascii
import re
from copy import copy
from dataclasses import dataclass, field
from email.message import EmailMessage
from mimetypes import guess_extension

from registry.files_kept.names import clean_text
from requests_app.intake import flowed
from requests_app.intake.alternatives import each_once
from requests_app.intake.charsets import letters
from requests_app.intake.doubts import DEFECTS, Doubt
from requests_app.intake.headers import HEADER_FAULTS, charset_named, parameter
from requests_app.intake.words import read_words
from requests_app.messages.text import text_of_html

DEPTH_LIMIT = 20
FILE_COUNT_LIMIT = 100
TEXT_BYTES = 1024 * 1024
PREAMBLE_LIMIT = 200
TNEF_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
TNEF_NAME = "winmail.dat"
TNEF_SIGNATURE = b"\x78\x9f\x3e\x22"
# Of these the words are elsewhere, or not to be seen.
WITHOUT_WORDS = {
    "message/partial": Doubt.PIECE,
    "message/external-body": Doubt.PIECE,
    "application/pkcs7-mime": Doubt.SEALED,
    "application/x-pkcs7-mime": Doubt.SEALED,
    "application/pgp-encrypted": Doubt.SEALED,
    "multipart/encrypted": Doubt.SEALED,
}
SEALED_WORDS = re.compile("^-----BEGIN PGP MESSAGE-----", re.MULTILINE)
# Text for programs. All others people read: RFC 2046, 4.1.4.
NO_WORDS = {
    *("text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/csv", "text/css"),
    *("text/tab-separated-values", "text/rtf", "text/xml", "text/javascript", "text/x-amp-html"),
    *("text/rfc822-headers", "text/x-moz-deleted", "text/x-diff", "text/x-patch"),
}
OF_TAGS = {"text/html", "application/xhtml+xml", "text/enriched", "text/richtext"}
# What a preamble says to programs of long ago.
FOR_OLD_PROGRAMS = re.compile(r"\bmime\b|multi-?part", re.IGNORECASE)
BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]*\s*")
CHARSET_IN_PAGE = re.compile(rb"<meta[^>]{1,200}?charset=[\"' ]*([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """A file that came with a message, under the name and type that it claims."""

    name: str
    content_type: str
    content: bytes

    @property
    def is_of_outlook(self) -> bool:
        """TNEF. The readers for it are not kept, and one long file would occupy them for hours."""
        return (
            self.content_type in TNEF_TYPES
            or self.name.lower() == TNEF_NAME
            or self.content.startswith(TNEF_SIGNATURE)
        )


@dataclass
class MailContents:
    """What was found in the parts of a message, in their order."""

    until: float  # a moment of the monotonic clock
    rather: str = ""  # the likely encoding of names of files that name none
    texts: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    doubts: set[Doubt] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "\n\n".join(filter(None, self.texts))

    def add_file(self, file: File) -> None:
        if file.is_of_outlook:
            self.doubts.add(Doubt.OUTLOOK)
        if len(self.files) >= FILE_COUNT_LIMIT:
            self.doubts.add(Doubt.TOO_MANY)
        else:
            self.files.append(file)


def contents_of(message: EmailMessage, *, until: float) -> MailContents:
    found = MailContents(until, charset_named(message))
    _gather(message, found, depth=0)
    return found


def _gather(part: EmailMessage, found: MailContents, depth: int) -> None:
    kind = part.get_content_type()
    if kind in WITHOUT_WORDS:
        found.doubts.add(WITHOUT_WORDS[kind])
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
    elif _is_of_words(kind) and not _is_file(part):
        found.texts.append(_text(part, found))
    elif part.get_content_maintype() == "multipart":
        found.doubts.add(Doubt.NO_BOUNDARY)
        found.texts.append(_text(part, found))
    elif content := _bytes(part):
        found.add_file(File(_name_of(part, found), kind, content))
    found.doubts |= {DEFECTS[type(defect)] for defect in part.defects if type(defect) in DEFECTS}


def _is_of_words(kind: str) -> bool:
    return kind in OF_TAGS or (kind.startswith("text/") and kind not in NO_WORDS)


def _choose(part: EmailMessage, found: MailContents, depth: int) -> None:
    """The plain form, and each other one that does not say the same."""
    _look_around(part, found)
    plain, others = [], []
    for child in part.get_payload():
        form = MailContents(found.until, found.rather)
        _gather(child, form, depth + 1)
        (plain if child.get_content_type() == "text/plain" else others).append(form)
    found.texts += each_once([form.text for form in [*plain, *others]])
    for form in [*plain, *others]:
        found.doubts |= form.doubts
        for file in form.files:
            found.add_file(file)


def _look_around(part: EmailMessage, found: MailContents) -> None:
    """Text before the first part is a line for old programs, and after the last there is none."""
    preamble, epilogue = (part.preamble or "").strip(), (part.epilogue or "").strip()
    is_usual = len(preamble) <= PREAMBLE_LIMIT and FOR_OLD_PROGRAMS.search(preamble)
    if epilogue or (preamble and not is_usual):
        found.doubts.add(Doubt.LEFT_OUT)


def _is_file(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name_said(part))


def _name_said(part: EmailMessage) -> str | tuple[str | None, str | None, str]:
    """The name as it stands there; with its encoding and language where it names them.

    That form (RFC 2231) counts before the one beside it, which is for old programs.
    """
    for header, key in [("content-disposition", "filename"), ("content-type", "name")]:
        if "name" not in (part.get(header) or "").lower():
            continue
        try:
            said = [value for name, value in part.get_params([], header) if name.lower() == key]
        except HEADER_FAULTS:
            continue
        if any(said):
            return next((value for value in said if isinstance(value, tuple)), said[0])
    return ""


def _name_of(part: EmailMessage, found: MailContents) -> str:
    said = _name_said(part)
    if isinstance(said, tuple):
        name, is_sure = letters(said[2].encode("latin-1", "surrogateescape"), said[0] or "")
    else:
        # Encoded words are not allowed there, and are written by many.
        name, is_sure = read_words(said, parameter(part, "charset") or found.rather)
    if not is_sure:
        found.doubts.add(Doubt.LETTERS)
    kind = "message" if part.get_content_maintype() == "message" else "attachment"
    return name or f"{kind}{guess_extension(part.get_content_type()) or ''}"


def _attached_message(part: EmailMessage, found: MailContents) -> File:
    """A message within the message, or the report of a mail server: kept as a file."""
    try:
        content = b"\n".join(child.as_bytes() for child in part.get_payload())
        # Against the rules, and some programs do it: the message within is encoded as a whole.
        if _is_in_base64(part):
            content = binascii.a2b_base64(content)
    except Exception:  # it cannot write all that it could read; the whole is kept
        content = b""
        found.doubts.add(Doubt.UNREADABLE)
    return File(_name_of(part, found), part.get_content_type(), content)


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _bytes_of_text(part: EmailMessage, found: MailContents) -> bytes:
    """Decoded, unless its first line already shows that it is not encoded as it says."""
    if _is_in_base64(part):
        as_it_came = copy(part)
        del as_it_came["Content-Transfer-Encoding"]
        plain = _bytes(as_it_came)
        if not BASE64_LINE.fullmatch(plain.lstrip().partition(b"\n")[0]):
            found.doubts.add(Doubt.ENCODING)
            return plain
    return _bytes(part)


def _is_in_base64(part: EmailMessage) -> bool:
    return (part.get("Content-Transfer-Encoding") or "").strip().lower() == "base64"


def _text(part: EmailMessage, found: MailContents) -> str:
    """The text of a part. One that is not in the encoding that it names is read as it can be."""
    content = _bytes_of_text(part, found)
    if len(content) > TEXT_BYTES:
        found.doubts.add(Doubt.CUT)
        content = content[:TEXT_BYTES].rsplit(maxsplit=1)[0]  # not within a character
    is_page = part.get_content_type() in OF_TAGS
    charset = parameter(part, "charset")
    if is_page and not charset and (named := CHARSET_IN_PAGE.search(content[:4096])):
        charset = named[1].decode()
    text, is_sure = letters(content, charset)
    if not is_sure:
        found.doubts.add(Doubt.CHARSET)
    if is_page:
        return text_of_html(text, until=found.until)
    if parameter(part, "format") == "flowed":
        text = flowed.joined(text, drops_space=parameter(part, "delsp") == "yes")
    text = clean_text(text)
    if SEALED_WORDS.search(text):
        found.doubts.add(Doubt.SEALED)
    return text
