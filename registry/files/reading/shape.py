"""Rows with headings become a sheet: how many there may be, and whether each fits the headings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.files.reading.headings import Fit, heading
from registry.refusals import Refusal, Refused, refuse

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 64 * 1024
MAX_CELLS = 2_000_000
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
    # Columns that the file calls otherwise than the table does, and how.
    called: dict[str, str] = field(default_factory=dict)
    # Of rows that are not among these, for they do not fit the headings.
    refusals: list[Refusal] = field(default_factory=list)
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


def assemble(name: str, rows: Iterator[tuple[int, list[str]]], fit: Fit | None) -> Sheet:
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
    count = 0
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
            raise too_many_cells()
        if has_headings and (found := [*_misshapen(line, cells, sheet.headers)]):
            sheet.refusals += found
            if len(sheet.refusals) >= MAX_REFUSALS:
                message = _("is the last row checked. Correct the errors above first.")
                raise Refused([*sheet.refusals, Refusal(message, line=line)])
            continue
        sheet.rows.append(cells)
        sheet.lines.append(line)
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


def too_many_cells() -> Refused:
    return refuse(
        ngettext(
            "has more than {limit} cell. Split it into several files.",
            "has more than {limit} cells. Split it into several files.",
            MAX_CELLS,
        ).format(limit=f"{MAX_CELLS:,}")
    )
