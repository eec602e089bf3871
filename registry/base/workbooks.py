"""Reading and writing XLSX. Every cell is text, so that nothing is reckoned or rounded."""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from registry.base.formulas import would_run
from registry.base.refusals import Refused, refuse

MAX_MEMBERS = 2_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 200
LAST_ROW = 1_048_576  # of the format itself
LONGEST_CELL = 32_767  # of the format itself
LONGEST_TITLE = 31  # of the format itself

# Characters that XML cannot hold are written by number, and so is what looks like that.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# What no database keeps: NUL, and halves of characters.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_BY_NUMBER = re.compile("_x([0-9A-Fa-f]{4})_")


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def rows_of(data: bytes, max_rows: int, max_columns: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet, each with its number. Raises `Refused` while it is read."""
    _check_archive(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decorations that openpyxl leaves out
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
            if not book.worksheets:
                raise refuse(_("holds no sheet."))
            yield from _rows(book.worksheets[0], max_rows, max_columns)
    except Refused:
        raise
    except Exception as error:
        # A damaged workbook makes openpyxl fail in whichever way its parts are damaged.
        raise refuse(
            _("is damaged, or no XLSX file. Open it in a spreadsheet and save it again.")
        ) from error


def write(stream: BinaryIO, title: str, rows: Iterable[Iterable[str]]) -> None:
    """Raises `Refused` where a cell is longer than the format allows."""
    write_sheets(stream, [(title, rows)])


def write_sheets(stream: BinaryIO, sheets: Iterable[tuple[str, Iterable[Iterable[str]]]]) -> None:
    """One after the other, so their rows may be read as they are written. Raises `Refused`."""
    book = Workbook(write_only=True)
    try:
        for title, rows in sheets:
            sheet = book.create_sheet(title[:LONGEST_TITLE])
            sheet.freeze_panes = "A2"
            for line, row in enumerate(rows, 1):
                sheet.append([_cell(sheet, text, line) if text else None for text in row])
            sheet.close()
    except BaseException:
        book.save(BytesIO())  # or the half-written sheet stays behind as a temporary file
        raise
    book.save(stream)


def _cell(sheet, text: str, line: int) -> WriteOnlyCell:
    written = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(written) > LONGEST_CELL:
        raise refuse(
            _("a cell of an XLSX file holds at most {limit} characters. Export as CSV.").format(
                limit=LONGEST_CELL
            ),
            line=line,
            value=text,
        )
    cell = WriteOnlyCell(sheet, written)
    cell.data_type = "s"
    return cell


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refuse(_("is damaged, or no XLSX file. Save it again.")) from error
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or unpacked > MAX_RATIO * max(packed, 1)
    ):
        raise refuse(_("unpacks to more than a register needs. Save the table as CSV."))


def _rows(sheet, max_rows: int, max_columns: int) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file says of its own size need not be true
    filled = width = 0
    for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW), 1):
        if len(row) > max_columns:
            raise refuse(_("has more than {limit} columns.").format(limit=max_columns), line=number)
        last = max((i for i, cell in enumerate(row, 1) if cell.value is not None), default=0)
        if not last:
            continue
        width = width or last  # of the first row, which names the columns
        cells = [_text(cell, number) for cell in row[:last]]
        yield number, cells + [""] * (width - last)
        filled += 1
        if filled > max_rows + 1:
            return


def _text(cell, line: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        raise refuse(
            _("is an error of the spreadsheet. Write the value itself."),
            line=line,
            value=str(value),
        )
    if cell.data_type == "f":
        formula = str(getattr(value, "text", value))
        return formula if formula.startswith("=") else f"={formula}"
    if cell.data_type != "s":
        return _plain(value)
    text = _BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), str(value))
    if _NO_TEXT.search(text):
        raise refuse(_("holds a character that is no text. Remove it."), line=line, value=text)
    # In a cell of text nothing runs: only CSV cannot tell it from a formula.
    return f"'{text}" if would_run(text) and not text.startswith("'") else text


def _plain(value: bool | float | date | time) -> str:
    """Numbers and dates as our own files write them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
