"""Reading and writing text whose cells are separated by commas, semicolons or tabs."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.base.refusals import Refused, refuse

DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
}
_NEEDS_QUOTES = re.compile('[",\r\n]')


def rows_of(text: str) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The delimiter found, and the rows, each with the line on which it begins."""
    if (position := text.find("\0")) >= 0:
        raise refuse(
            _(
                "a NUL character is no text. Open the file in the program that made it and save"
                " it as CSV UTF-8."
            ),
            line=_line_at(text, position),
        )
    delimiter = _delimiter_of(text)
    return delimiter, _rows(text, delimiter)


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Rows as CSV, one after the other; the same bytes under every version of Python."""
    for row in rows:
        yield ",".join(_quoted(cell) for cell in row) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _delimiter_of(text: str) -> str:
    """Whichever separates most cells of the first row; commas where nothing does."""
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = False
    for character in text.lstrip():
        if character == '"':
            quoted = not quoted
        elif not quoted and character in counts:
            counts[character] += 1
        elif not quoted and character in "\r\n":
            break
    return max(counts, key=counts.get)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
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
