"""The row that names the columns: among the first of a table, the one that fits best."""

from collections.abc import Callable, Iterable

from registry.files.reading.formulas import rearm
from registry.records.names.folding import fold

# Titles, dates and notes may stand above it.
SEARCHED = 20
# Whether some headings can name a row of a table, and how many of its columns they name.
Fit = Callable[[list[str]], tuple[bool, int]]


def heading(cell: str) -> str:
    """A cell as the name of a column: in any case, with spaces or hyphens.

    With “*” people mark columns that have to be filled in; a colon is for the eye.
    """
    return "_".join(fold(rearm(cell.strip())).strip("*: ").replace("-", " ").split())


def headings_among(rows: Iterable[list[str]], fit: Fit) -> tuple[int, tuple[bool, int]]:
    """The place of the row that names the columns, and how well it does; else the first."""
    place, best = 0, (False, 0)
    for number, cells in enumerate(rows):
        found = fit([heading(cell) for cell in cells])
        if found > best and (number == 0 or not best[0]):
            place, best = number, found
    return place, best
