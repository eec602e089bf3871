"""A table that comes in as a file: CSV or XLSX, read generously and within limits."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.files.reading.apart import BookApart
from registry.files.reading.archives import is_small
from registry.files.reading.delimited import delimiter_name, rows_of
from registry.files.reading.encodings import decode
from registry.files.reading.headings import SEARCHED, Fit, heading, headings_among
from registry.files.reading.tabs import chosen
from registry.files.reading.workbooks import Book, is_workbook
from registry.refusals import Refusal, Refused, refuse, shown

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 64 * 1024
MAX_CELLS = 2_000_000
MAX_LINES = 500_000  # most of them empty
MAX_REFUSALS = 1_000


@dataclass
class Sheet:
    """The rows of one file, and for each the line on which it begins.

    It can be handed to a resource of import-export in place of a data set.
    """

    name: str
    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    # By line and column: what cannot be taken as it stands, should the column be wanted.
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    # The line of the headings.
    begins: int = 1
    read_as: str = ""
    # Whether something had to be guessed to read it.
    is_unusual: bool = False
    # Of a workbook: the names of its sheets, and of the one that was taken.
    tabs: list[str] = field(default_factory=list)
    tab: str = ""
    # Of the bytes of the file, as hexadecimal text.
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[list[str]]:
        return iter(self.rows)

    def only(self, is_wanted: Callable[[list[str]], bool]) -> "Sheet":
        """The same with some of its rows."""
        pairs = zip(self.lines, self.rows, strict=True)
        wanted = [(line, cells) for line, cells in pairs if is_wanted(cells)]
        lines, rows = [line for line, _cells in wanted], [cells for _line, cells in wanted]
        return replace(self, lines=lines, rows=rows)


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
        raise _too_many_cells()
    sheet = _assemble(name, _below_title(rows, fit), fit)
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
    sheet = _assemble(name, ((row.number, row.in_columns(columns)) for row in rows), wish.fit)
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


def _assemble(name: str, rows: Iterator[tuple[int, list[str]]], fit: Fit | None) -> Sheet:
    rows = iter(rows)
    line, cells = next(rows, (0, []))
    if not cells:
        raise refuse(_("is empty. The first line must contain the column names."))
    if sum(bool(cell.strip()) for cell in cells) > MAX_COLUMNS:
        why = ngettext(
            "has more than {limit} column.", "has more than {limit} columns.", MAX_COLUMNS
        )
        raise refuse(why.format(limit=MAX_COLUMNS), line=line)
    sheet = Sheet(name, _headers(line, cells), begins=line)
    # What is no row of headings says nothing of the shape of others.
    has_headings = not fit or fit(sheet.headers)[1] > 0
    refusals, count = [], 0
    for line, cells in rows:
        if len(sheet) == MAX_ROWS:
            raise refuse(
                ngettext(
                    "has more than {limit} row. Split it into several files.",
                    "has more than {limit} rows. Split it into several files.",
                    MAX_ROWS,
                ).format(limit=MAX_ROWS)
            )
        count += len(cells)
        if count > MAX_CELLS:
            raise _too_many_cells()
        if has_headings:
            refusals += _misshapen(line, cells, sheet.headers)
        if len(refusals) >= MAX_REFUSALS:
            message = _("is the last row checked. Correct the errors above first.")
            raise Refused([*refusals, Refusal(message, line=line)])
        sheet.rows.append(cells)
        sheet.lines.append(line)
    if refusals:
        raise Refused(refusals)
    return sheet


def _headers(line: int, cells: list[str]) -> list[str]:
    headers = [heading(cell) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()  # spreadsheets like to save empty columns too
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        raise Refused(
            Refusal(_("appears twice. Remove one of them."), line=line, column=header)
            for header in twice
        )
    return headers


def _misshapen(line: int, cells: list[str], headers: list[str]) -> Iterator[Refusal]:
    """What is wrong with the shape of a row. Empty cells beyond the columns are dropped."""
    while len(cells) > len(headers) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(headers):
        yield Refusal(
            ngettext(
                "has {count} cell instead of {columns}, one for each column. If a cell "
                "contains the separator, put the cell in quotation marks.",
                "has {count} cells instead of {columns}, one for each column. If a cell "
                "contains the separator, put the cell in quotation marks.",
                len(cells),
            ).format(count=len(cells), columns=len(headers)),
            line=line,
        )
        return
    for header, cell in zip(headers, cells, strict=True):
        if len(cell) > MAX_CELL:
            yield Refusal(
                ngettext(
                    "is longer than {limit} character.",
                    "is longer than {limit} characters.",
                    MAX_CELL,
                ).format(limit=MAX_CELL),
                line=line,
                column=header,
                value=cell,
            )
        elif cell.strip() and not header:
            yield Refusal(_("is in a column without a name."), line=line, value=cell)


def _too_many_cells() -> Refused:
    return refuse(
        ngettext(
            "has more than {limit} cell. Split it into several files.",
            "has more than {limit} cells. Split it into several files.",
            MAX_CELLS,
        ).format(limit=f"{MAX_CELLS:,}")
    )


def _too_large(name: str) -> Refused:
    return refuse(
        _("is larger than {limit} MB. Split it into several files.").format(
            limit=MAX_BYTES // 1024 // 1024
        ),
        file=name,
    )
