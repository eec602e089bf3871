"""Reading and writing text whose cells are separated by commas, semicolons or tabs."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.refusals import Refused, refuse

DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
}
BAR = "|"
_NEEDS_QUOTES = re.compile('[",\r\n]')
# The first line by which Excel is told the delimiter; other programs save it as a row.
_TOLD = re.compile(r'\ufeff?[ \t]*"?sep=([^"\r\n])"?[,;\t|]*[ ]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
# So much of a file is looked at to find its delimiter.
ENOUGH = 100_000
ROWS_LOOKED_AT = 20


def rows_of(
    text: str, fit: Callable[[list[list[str]]], tuple] | None = None
) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The delimiter found, and the rows, each with the line on which it begins.

    `fit` says of the first rows how well they fit what is expected: more is better.
    """
    if (position := text.find("\0")) >= 0:
        raise refuse(
            _(
                "the file contains a NUL character, which is not text. Open it in "
                "the program that made it and save it as CSV UTF-8."
            ),
            line=_line_at(text, position),
        )
    if told := _TOLD.match(text):
        return told[1], _rows(text[told.end() :].removeprefix("\ufeff"), told[1], 1)
    text = text.removeprefix("\ufeff")
    delimiter = _delimiter_of(text, fit)
    return delimiter, _rows(text, delimiter)


def delimiter_name(delimiter: str) -> str:
    return str(DELIMITERS.get(delimiter) or f"“{delimiter}”")


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Rows as CSV, one after the other; the same bytes under every version of Python."""
    for row in rows:
        yield ",".join(_quoted(cell) for cell in row) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _delimiter_of(text: str, fit) -> str:
    """Whichever fits best; then whichever separates most cells of the first row that has any."""
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = False
    for character in text[:ENOUGH].lstrip():
        if character == '"':
            quoted = not quoted
        elif not quoted and character in counts:
            counts[character] += 1
        elif not quoted and character in "\r\n" and any(counts.values()):
            break
    likely = sorted(DELIMITERS, key=counts.get, reverse=True)
    # Not among those that are counted: it stands in texts too, and between the parts of a key.
    return max([*likely, BAR], key=lambda it: fit(_first(text, it))) if fit else likely[0]


def _first(text: str, delimiter: str) -> list[list[str]]:
    """The first rows, as far as they can be read."""
    found = []
    try:
        for _line, cells in islice(_rows(text[:ENOUGH], delimiter), ROWS_LOOKED_AT):
            found.append(cells)
    except Refused:
        pass  # if it is no accident of this delimiter, reading the whole will say so
    return found


def _rows(text: str, delimiter: str, above: int = 0) -> Iterator[tuple[int, list[str]]]:
    """`above` is how many lines of the file stand above the text."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = above + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _malformed(error, line) from error
        yield line, cells


def _malformed(error: csv.Error, line: int) -> Refused:
    reason = str(error)
    if "unexpected end" in reason:
        message = _(
            'a quotation mark (") opens a cell here and is not closed. Close it, or write it'
            " twice if it belongs to the text."
        )
    elif "field limit" in reason:
        message = _(
            "a cell here is far too long. Shorten it, or close its quotation mark if that is"
            " what is missing."
        )
    else:
        message = _(
            'a quotation mark (") stands inside a quoted cell. Write it twice if it belongs to'
            " the text."
        )
    return refuse(message, line=line)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
