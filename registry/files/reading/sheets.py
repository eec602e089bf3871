"""A table that comes in as a file: CSV or XLSX, read generously and within limits."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.files.reading.apart import BookApart
from registry.files.reading.archives import is_small
from registry.files.reading.delimited import delimiter_name, rows_of
from registry.files.reading.encodings import decode
from registry.files.reading.headings import SEARCHED, Fit, headings_among
from registry.files.reading.shape import MAX_CELLS, MAX_ROWS, Sheet, assemble, too_many_cells
from registry.files.reading.tabs import chosen
from registry.files.reading.workbooks import Book, is_workbook
from registry.refusals import Refused, refuse, shown

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 500_000  # most of them empty


@dataclass(frozen=True)
class Wish:
    """What is known of a file beforehand: its columns, and what somebody says of it."""

    fit: Fit | None = None
    encoding: str = ""
    tab: str = ""


AS_IT_IS = Wish()


def read_file(path: Path, wish: Wish = AS_IT_IS) -> Sheet:
    """Raises `Refused` where the file cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(path.name)
        data = path.read_bytes()
    except OSError as error:
        raise refuse(
            _("cannot be read: {why}.").format(why=error.strerror), file=str(path)
        ) from error
    return read_sheet(path.name, data, wish)


def read_sheet(name: str, data: bytes, wish: Wish = AS_IT_IS) -> Sheet:
    """Raises `Refused` with everything that keeps the file as a whole from being read."""
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    try:
        sheet = (_of_workbook if is_workbook(data) else _of_text)(name, data, wish)
    except Refused as error:
        raise error.in_file(name) from error
    if sheet.begins > 1:
        sheet.read_as = _("{how}, headings in line {line}").format(
            how=sheet.read_as, line=sheet.begins
        )
        sheet.is_unusual = True
    sheet.sha256 = sha256(data).hexdigest()
    return sheet


def _of_text(name: str, data: bytes, wish: Wish) -> Sheet:
    text, encoding = decode(data, wish.encoding)
    fit = wish.fit
    delimiter, rows = rows_of(text, fit and (lambda first: headings_among(first, fit)[1]))
    if text.count(delimiter) > MAX_CELLS:  # before any row has millions
        raise too_many_cells()
    sheet = assemble(name, _below_title(rows, fit), fit)
    sheet.is_unusual = (encoding, delimiter) != ("UTF-8", ",")
    sheet.read_as = _("{encoding}, separated by {delimiter}").format(
        encoding=encoding, delimiter=delimiter_name(delimiter)
    )
    return sheet


def _below_title(rows: Iterable[tuple[int, list[str]]], fit: Fit | None) -> Iterator:
    """The rows from the headings on, without those that are empty."""
    rows = ((line, cells) for line, cells in _few(rows) if any(cell.strip() for cell in cells))
    first = list(islice(rows, SEARCHED if fit else 1))
    place = headings_among((cells for _line, cells in first), fit)[0] if fit else 0
    return chain(first[place:], rows)


def _few(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Empty lines take time too."""
    for count, row in enumerate(rows):
        if count >= MAX_LINES:
            raise refuse(
                ngettext(
                    "has more than {limit} line. Delete those that are empty.",
                    "has more than {limit} lines. Delete those that are empty.",
                    MAX_LINES,
                ).format(limit=f"{MAX_LINES:,}")
            )
        yield row


def _of_workbook(name: str, data: bytes, wish: Wish) -> Sheet:
    with _opened(data) as book:
        tab, others = chosen(book.tabs, wish.fit, wish.tab)
        rows = [row for row in tab.rows(MAX_ROWS + SEARCHED) if row.says_something]
    if wish.fit:
        place, _fit = headings_among((row.cells for row in rows[:SEARCHED]), wish.fit)
        rows = rows[place:]
    columns = sorted({column for row in rows for column, text in row.texts.items() if text.strip()})
    sheet = assemble(name, ((row.number, row.in_columns(columns)) for row in rows), wish.fit)
    for row in rows:
        for column, fault in row.faults.items():
            at = columns.index(column)
            if row.number == sheet.begins:
                raise refuse(fault, line=row.number, value=row.texts[column])
            if at < len(sheet.headers):
                sheet.faults[row.number, sheet.headers[at]] = fault
    sheet.tabs, sheet.tab = [each.name for each in book.tabs], tab.name
    sheet.is_unusual = len(book.tabs) > 1
    sheet.read_as = "XLSX"
    if sheet.is_unusual:
        sheet.read_as = _("XLSX, sheet “{sheet}”").format(sheet=shown(tab.name))
    if others:
        sheet.read_as = _("{how} (you can also choose {others}: --sheet)").format(
            how=sheet.read_as, others=", ".join(f"“{shown(it)}”" for it in others)
        )
    return sheet


@contextmanager
def _opened(data: bytes) -> Iterator[Book | BookApart]:
    """A workbook, in a process of its own where it is no small one."""
    if is_small(data):
        yield Book(data)
        return
    with closing(BookApart(data)) as book:
        yield book


def _too_large(name: str) -> Refused:
    return refuse(
        _("is larger than {limit} MB. Split it into several files.").format(
            limit=MAX_BYTES // 1024 // 1024
        ),
        file=name,
    )
