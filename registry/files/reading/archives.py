"""What a workbook unpacks to, looked at piece by piece before anything makes sense of it."""

import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _

from registry.refusals import Refused, refuse

MAX_MEMBERS = 2_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 200
SMALL, SMALL_MARKS = 2 * 1024 * 1024, 20_000
# Each begins an element, or ends one: a cell has four, a text that cells share as many again.
MAX_MARKS = 4_000_000
# Of formats and styles: some hundred are in use, and each takes a kilobyte of memory.
STYLES, MAX_MARKS_OF_STYLES = "xl/styles.xml", 40_000
# No program writes one into a workbook; what it declares could grow without end.
_DECLARATION = b"<!DOCTYPE"
_PIECE = 256 * 1024
# The ways of packing that the format has; others may ask for gigabytes to begin with.
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def is_small(data: bytes) -> bool:
    """Whether reading it cannot cost much. Raises `Refused` for what is damaged or too much."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_sizes(members)
            marks = 0
            for member in members:
                found = _marks_of(archive, member)
                if member.filename == STYLES and found > MAX_MARKS_OF_STYLES:
                    raise refuse(
                        _(
                            "has too many cell formats and styles to be read here. Copy the table "
                            "into a new workbook as values only, or save it as CSV."
                        )
                    )
                marks += found
                if marks > MAX_MARKS:
                    raise too_much()
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError) as error:
        raise damaged() from error
    except RuntimeError as error:  # it asks for a password
        raise damaged() from error
    return marks <= SMALL_MARKS and sum(member.file_size for member in members) <= SMALL


def damaged() -> Refused:
    return refuse(
        _("is damaged or not an XLSX file. Open it in a spreadsheet program and save it again.")
    )


def too_much() -> Refused:
    return refuse(
        _(
            "has too many cells, texts or formats to be read here as a workbook. Save the sheet "
            "as CSV, or split it into several files."
        )
    )


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or unpacked > MAX_RATIO * max(packed, 1)
    ):
        raise refuse(_("is too large when unpacked. Save the table as CSV."))
    if not {member.compress_type for member in members} <= _PACKED:
        raise damaged()


def _marks_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    marks, before = 0, b""
    with archive.open(member) as content:
        while piece := content.read(_PIECE):
            marks += piece.count(b"<")
            if _DECLARATION in before + piece:
                raise damaged()
            before = piece[-len(_DECLARATION) :]
    return marks
