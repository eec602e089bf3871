"""Reading and writing XLSX. Every cell is text, so that nothing is reckoned or rounded."""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._reader import WorkSheetParser

from registry.files.reading import archives
from registry.refusals import Refused, refuse

# Of one sheet: cells that hold anything, and characters in them all.
MAX_CELLS, MAX_CHARACTERS = 500_000, 20_000_000
LONGEST_CELL = 32_767  # of the format itself
LONGEST_TITLE = 31  # of the format itself

# Characters that XML cannot hold are written by number, and so is what looks like that.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# What no database keeps: NUL, and halves of characters.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_BY_NUMBER = re.compile("_x([0-9A-Fa-f]{4})_")


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


class Book:
    """The sheets of a workbook. Raises `Refused`, also while they are read.

    `opened` is who asks: what a workbook unpacks to has to be known before.
    """

    def __init__(self, data: bytes):
        with _readable():
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        self.tabs = [Tab(sheet) for sheet in book.worksheets]
        if not self.tabs:
            raise refuse(_("contains no sheet."))


@dataclass
class Row:
    """The cells of a row that hold anything, by the number of their column."""

    number: int
    texts: dict[int, str] = field(default_factory=dict)
    # What cannot be taken as it stands, and what to do.
    faults: dict[int, str] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        return any(text.strip() for text in self.texts.values())

    @property
    def cells(self) -> list[str]:
        return [self.texts[column] for column in sorted(self.texts)]

    def in_columns(self, columns: Iterable[int]) -> list[str]:
        return [self.texts.get(column, "") for column in columns]


class Tab:
    """One sheet of a workbook."""

    def __init__(self, sheet):
        self._sheet = sheet
        self.name: str = sheet.title
        self.is_hidden: bool = sheet.sheet_state != "visible"

    def first(self, count: int) -> list[Row]:
        """The first rows of the sheet that say anything, as far as it is in order."""
        return self._rows(lambda rows: len(rows) > count)[:count]

    def rows(self, limit: int) -> list[Row]:
        """All rows that say anything, by their numbers; a few beyond the limit show that it is."""
        return self._rows(lambda rows: len(rows) > limit)

    def _rows(self, is_enough: Callable[[dict[int, Row]], bool]) -> list[Row]:
        rows: dict[int, Row] = {}
        characters = 0
        with _readable():
            for count, cell in enumerate(self._cells()):
                number, column = cell["row"], cell["column"]
                if number not in rows and is_enough(rows):
                    break
                row = rows.setdefault(number, Row(number))
                if column in row.texts:
                    raise refuse(
                        _(
                            "contains the same cell twice. Open the file in a "
                            "spreadsheet program and save it again."
                        ),
                        line=number,
                    )
                row.texts[column], fault = _text(cell["value"], cell["data_type"])
                if fault:
                    row.faults[column] = fault
                characters += len(row.texts[column])
                if count >= MAX_CELLS or characters > MAX_CHARACTERS:
                    raise archives.too_much()
        return [rows[number] for number in sorted(rows)]

    def _cells(self) -> Iterator[dict]:
        """The cells that hold something, in the order of the file.

        Not by the rows of openpyxl: it leaves out what stands in another order than it counts.
        """
        sheet, book = self._sheet, self._sheet.parent
        with sheet._get_source() as source:
            parser = WorkSheetParser(
                source,
                sheet._shared_strings,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for _number, cells in parser.parse():
                yield from (cell for cell in cells if cell["value"] not in (None, ""))


@contextmanager
def _readable() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decorations that openpyxl leaves out
            yield
    except Refused:
        raise
    except MemoryError as error:
        raise archives.too_much() from error
    except Exception as error:
        # A damaged workbook makes openpyxl fail in whichever way its parts are damaged.
        raise archives.damaged() from error


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
            ngettext(
                "a cell of an XLSX file holds at most {limit} character. Export as CSV.",
                "a cell of an XLSX file holds at most {limit} characters. Export as CSV.",
                LONGEST_CELL,
            ).format(limit=LONGEST_CELL),
            line=line,
            value=text,
        )
    cell = WriteOnlyCell(sheet, written)
    cell.data_type = "s"
    return cell


def _text(value, data_type: str) -> tuple[str, str]:
    """What a cell says, and what keeps it from being taken."""
    if data_type == "e":
        return str(value), _("is a spreadsheet error. Enter the value itself.")
    if data_type == "f":
        formula = str(getattr(value, "text", value))
        return (
            formula if formula.startswith("=") else f"={formula}",
            _("is a formula. Copy the cell and paste the value in its place."),
        )
    if data_type != "s":
        return _plain(value), ""
    text = _BY_NUMBER.sub(lambda found: chr(int(found[1], 16)), str(value))
    if _NO_TEXT.search(text):
        return text, _("contains a control character. Remove it.")
    return text, ""


def _plain(value: bool | float | date | time) -> str:
    """Numbers and dates as our own files write them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
