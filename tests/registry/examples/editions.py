"""The example as it lies in its folders: tables, and the texts of the policies among them."""

import csv
import re
from functools import cache
from pathlib import Path

import registry
from registry.files.reading.formulas import rearm

REGISTRY = Path(registry.__file__).parent
FOLDER = REGISTRY / "examples/numfocus"
JANUARY, JULY = "2018-01-12", "2018-07-17"
EDITIONS = (JANUARY, JULY)
# The last day on which what only the first edition says was held to be so.
LAST_DAY_OF_JANUARY = "2018-07-16"


@cache
def table(edition: str, name: str) -> list[dict[str, str]]:
    """All rows of a table; an edition that has nothing to say in it leaves the file out."""
    path = FOLDER / edition / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [{column: value(cell) for column, cell in row.items()} for row in rows]


def value(cell: str) -> str:
    return "" if cell == "not stated" else rearm(cell)


def current(edition: str, name: str) -> list[dict[str, str]]:
    """The rows that the edition itself makes: without those that it only ends."""
    return [
        row for row in table(edition, name) if not row.get("ends_on") and not row.get("retired_on")
    ]


def column(edition: str, name: str, *columns: str) -> set[str]:
    """What stands in the columns of the current rows, many-valued cells taken apart."""
    cells = [row[column] for row in current(edition, name) for column in columns]
    return {part for cell in cells for part in cell.split("; ")} - {""}


def table_names(edition: str) -> list[str]:
    return sorted(path.stem for path in (FOLDER / edition).glob("*.csv"))


@cache
def policy(edition: str) -> str:
    """The text of the edition in one line, without the marks of its layout."""
    texts = {row["dated_on"]: row["text"] for row in table(edition, "notices")}
    return plain(texts[edition])


def plain(text: str) -> str:
    text = re.sub(r"^ *> ", " ", text, flags=re.MULTILINE)
    text = re.sub(r"[*<>]|^-+ *$", "", text, flags=re.MULTILINE)
    return " ".join(text.split())
