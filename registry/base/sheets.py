"""A table that comes in as a file: CSV or XLSX, read generously and within limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext as _

from registry.base import workbooks
from registry.base.delimited import DELIMITERS, rows_of
from registry.base.encodings import decode
from registry.base.formulas import restore
from registry.base.refusals import Refusal, Refused, refuse

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 64 * 1024


@dataclass
class Sheet:
    """The rows of one file, and for each the line on which it begins.

    It can be handed to a resource of import-export in place of a data set.
    """

    name: str
    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    read_as: str = ""
    # Whether something had to be guessed to read it.
    is_unusual: bool = False
    # Of the bytes of the file, as hexadecimal text.
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[list[str]]:
        return iter(self.rows)


def read_file(path: Path) -> Sheet:
    """Raises `Refused` where the file cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(path.name)
        data = path.read_bytes()
    except OSError as error:
        raise refuse(
            _("cannot be read: {why}.").format(why=error.strerror), file=str(path)
        ) from error
    return read_sheet(path.name, data)


def read_sheet(name: str, data: bytes) -> Sheet:
    """Raises `Refused` with everything that keeps the file as a whole from being read."""
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    try:
        sheet = _read(name, data)
    except Refused as error:
        raise Refused(refusal.in_file(name) for refusal in error.refusals) from error
    sheet.sha256 = sha256(data).hexdigest()
    return sheet


def _read(name: str, data: bytes) -> Sheet:
    if workbooks.is_workbook(data):
        sheet = _assemble(name, workbooks.rows_of(data, MAX_ROWS, MAX_COLUMNS))
        sheet.read_as = "XLSX"
        return sheet
    text, encoding = decode(data)
    delimiter, rows = rows_of(text)
    sheet = _assemble(name, rows)
    sheet.is_unusual = (encoding, delimiter) != ("UTF-8", ",")
    sheet.read_as = _("{encoding}, separated by {delimiter}").format(
        encoding=encoding, delimiter=DELIMITERS[delimiter]
    )
    return sheet


def _assemble(name: str, rows: Iterable[tuple[int, list[str]]]) -> Sheet:
    rows = ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    line, cells = next(rows, (0, []))
    if not cells:
        raise refuse(_("is empty. Its first line has to name the columns."))
    if len(cells) > MAX_COLUMNS:
        raise refuse(_("has more than {limit} columns.").format(limit=MAX_COLUMNS), line=line)
    sheet = Sheet(name, _headers(line, cells))
    refusals = []
    for line, cells in rows:
        if len(sheet) == MAX_ROWS:
            raise refuse(
                _("has more than {limit} rows. Split it into several files.").format(limit=MAX_ROWS)
            )
        refusals += _misshapen(line, cells, sheet.headers)
        sheet.rows.append(cells)
        sheet.lines.append(line)
    if refusals:
        raise Refused(refusals)
    return sheet


def _headers(line: int, cells: list[str]) -> list[str]:
    headers = []
    for cell in cells:
        try:
            headers.append("_".join(restore(cell.strip()).lower().replace("-", " ").split()))
        except ValueError as error:
            raise refuse(str(error), line=line, value=cell) from error
    while headers and not headers[-1]:
        headers.pop()  # spreadsheets like to save empty columns too
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        raise Refused(
            Refusal(_("stands there twice. Remove one of the two."), line=line, column=header)
            for header in twice
        )
    return headers


def _misshapen(line: int, cells: list[str], headers: list[str]) -> Iterator[Refusal]:
    """What is wrong with the shape of a row. Empty cells beyond the columns are dropped."""
    while len(cells) > len(headers) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(headers):
        yield Refusal(
            _(
                "has {count} cells, but there are {columns} columns. Put a cell that holds the"
                " separator itself between quotation marks."
            ).format(count=len(cells), columns=len(headers)),
            line=line,
        )
        return
    for header, cell in zip(headers, cells, strict=True):
        if len(cell) > MAX_CELL:
            yield Refusal(
                _("is longer than {limit} characters.").format(limit=MAX_CELL),
                line=line,
                column=header,
                value=cell,
            )
        elif cell.strip() and not header:
            yield Refusal(_("stands in a column without a name."), line=line, value=cell)


def _too_large(name: str) -> Refused:
    return refuse(
        _("is larger than {limit} MB. Split it into several files.").format(
            limit=MAX_BYTES // 1024 // 1024
        ),
        file=name,
    )
