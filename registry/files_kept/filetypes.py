"""What a file is, by its own bytes: the few kinds that requests need, and what may do harm.

No sender is believed. A file is recognised when its first bytes are those of a kind on the list
and neither its name nor its claimed type say otherwise. Nothing is opened or unpacked for it.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext_lazy as _

HEAD = 4096
CHUNK = 1024 * 1024
TEXT, MAIL, ZIP, UNKNOWN = (
    "text/plain",
    "message/rfc822",
    "application/zip",
    "application/octet-stream",
)
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

# First bytes, and where they stand.
SIGNATURES = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
)
# The kinds on the list, with the endings that their names may have.
ENDINGS = {
    "application/pdf": {"pdf"},
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg", "jpe"},
    "image/gif": {"gif"},
    "image/tiff": {"tif", "tiff"},
    "image/webp": {"webp"},
    "image/heic": {"heic", "heif"},
    TEXT: {"txt", "text", "csv", "tsv", "md", "log", "ics", "vcf", "json", "asc", "eml"},
    MAIL: {"eml", "txt"},
    f"{OFFICE}wordprocessingml.document": {"docx"},
    f"{OFFICE}spreadsheetml.sheet": {"xlsx"},
    f"{OFFICE}presentationml.presentation": {"pptx"},
    f"{OPEN_DOCUMENT}text": {"odt"},
    f"{OPEN_DOCUMENT}spreadsheet": {"ods"},
    f"{OPEN_DOCUMENT}presentation": {"odp"},
}
# A name of a member, as it stands in the file uncompressed, and what it says of the whole.
MEMBERS = {
    b"word/document.xml": f"{OFFICE}wordprocessingml.document",
    b"xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    b"ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}
MACROS = (b"vbaProject.bin", b"Basic/script-lc.xml")
# Programs and shortcuts by their first bytes; old Office files, which may carry macros; pages.
HARMFUL = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"L\0\0\0\x01\x14\x02",
    b"#!",
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PAGE = re.compile(
    rb"\A[\s\xef\xbb\xbf]*<\s*(!doctype|!--|html|head|body|svg|iframe|\?xml)|<script", re.IGNORECASE
)
HARMFUL_ENDINGS = frozenset(
    [
        *("app", "apk", "bat", "chm", "cmd", "com", "cpl", "dll", "dmg", "docm", "dotm", "exe"),
        *("hta", "htm", "html", "img", "iso", "jar", "jnlp", "js", "jse", "lnk", "mht", "mhtml"),
        *("msc", "msi", "one", "pif", "ppam", "pptm", "ps1", "py", "reg", "scr", "sct", "sh"),
        *("shtml", "svg", "svgz", "url", "vb", "vbe", "vbs", "vhd", "wsf", "wsh", "xhtml"),
        *("xlam", "xll", "xlsb", "xlsm", "xml", "xsl"),
    ]
)
HARMFUL_CLAIMS = frozenset(
    ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "text/xml"]
)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
HEADER = re.compile(rb"[!-9;-~]{1,60}:[ \t]")


class FileCheck(models.TextChoices):
    """What its own bytes say of a file. Only a recognised one leaves under its name and type."""

    RECOGNISED = "recognised", _("Recognised type")
    UNKNOWN = "unknown", _("Unknown type")
    MISLEADING = "misleading", _("Type does not match its name")
    HARMFUL = "harmful", _("May be harmful when opened")


@dataclass(frozen=True)
class Kind:
    """The type that the bytes say, and what to make of it."""

    found: str
    check: FileCheck


def inspect(file: BinaryIO, *, name: str = "", claimed: str = "") -> Kind:
    """Read a file from its beginning, which may take reading it whole."""
    head = file.read(HEAD)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found = _found(head, file, claimed)
    if found is None or ending in HARMFUL_ENDINGS or claimed in HARMFUL_CLAIMS:
        return Kind(UNKNOWN, FileCheck.HARMFUL)
    if found not in ENDINGS:
        return Kind(found, FileCheck.UNKNOWN)
    fits = (not ending or ending in ENDINGS[found]) and _fits(found, claimed)
    return Kind(found, FileCheck.RECOGNISED if fits else FileCheck.MISLEADING)


def _found(head: bytes, file: BinaryIO, claimed: str) -> str | None:
    """None for what may do harm when it is opened."""
    if head.startswith((*HARMFUL, OLD_OFFICE)):
        return None
    if head.startswith(b"PK\x03\x04"):
        return _package(head, file)
    for start, signature, kind in SIGNATURES:
        if head[start : start + len(signature)] == signature:
            return kind
    if not head or CONTROLS.search(_as_bytes_of_text(head)):
        return UNKNOWN
    if claimed == MAIL and HEADER.match(head):
        return MAIL
    return None if PAGE.search(head) else TEXT


def _as_bytes_of_text(head: bytes) -> bytes:
    """UTF-16 has a NUL in every second byte; marked as such, it is text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode()
    return head


def _package(head: bytes, file: BinaryIO) -> str | None:
    """A ZIP, or one of the documents that are one. Members are looked for by name only."""
    found = ZIP
    if head[30:38] == b"mimetype" and head[38:].startswith(OPEN_DOCUMENT.encode()):
        found = re.match(rb"[a-z.+/-]+", head[38:])[0].decode()
    before = b""
    piece = head
    while piece:
        window = before + piece
        if any(macro in window for macro in MACROS):
            return None
        for member, kind in MEMBERS.items():
            if found == ZIP and member in window:
                found = kind
        before = window[-64:]
        piece = file.read(CHUNK)
    return found


def _fits(found: str, claimed: str) -> bool:
    """Whether the claim is the same, or none of the kinds on the list: then it says nothing."""
    return claimed not in ENDINGS or claimed == found or {claimed, found} == {TEXT, MAIL}
