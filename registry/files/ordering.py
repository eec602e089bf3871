"""The order in which the rows of a sheet can be taken."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from registry.files.lookups import BETWEEN_PARTS, loosely
from registry.files.reading.shape import Sheet


def targets_first(
    sheet: Sheet, key: tuple[str, ...], references: list[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines and cells; a row that others of the same sheet refer to comes before them."""
    rows = [dict(zip(sheet.headers, cells, strict=True)) for cells in sheet]
    for number in _order(rows, key, references) if references else range(len(rows)):
        yield sheet.lines[number], rows[number]


def _order(rows: list[dict[str, str]], key: tuple[str, ...], references: list[str]) -> list[int]:
    number_of = {
        loosely(BETWEEN_PARTS.join(cells.get(name, "").strip() for name in key)): number
        for number, cells in enumerate(rows)
    }
    targets = {
        number: {number_of.get(loosely(cells[name]), number) for name in references} - {number}
        for number, cells in enumerate(rows)
    }
    try:
        return list(TopologicalSorter(targets).static_order())
    except CycleError:
        return list(range(len(rows)))  # one of the references is then not found, and says so
