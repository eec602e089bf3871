"""A row to look at for each table, from the example that comes with the register."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps

from registry.records.personal import DATA_SUBJECT, STAFF

FOLDER = Path("examples") / "numfocus"
NAMES_SOMEBODY = {STAFF, DATA_SUBJECT}
# The example names who its policy names. What is sent back from here goes into another register,
# which is no place for them: a role stands there instead.
IN_PLACE = {"name": "Privacy lead", "email": "privacy@example.org", "position": "Privacy lead"}


def sample_of(resource) -> dict[str, str]:
    """By column: the row that says most, of the latest edition that has the table. Else nothing."""
    meta = resource._meta
    somebody = {name for name, of in meta.model.personal.items() if of in NAMES_SOMEBODY}
    sample = dict(_sample(meta.name, tuple(meta.fields)))
    in_place = {name: IN_PLACE.get(name, "") for name in somebody if _is_said(sample.get(name))}
    return {name: in_place.get(name, _without_names(cell)) for name, cell in sample.items()}


@cache
def _sample(table: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    for rows in _editions(table):
        if rows:
            best = max(rows, key=lambda row: sum(map(_is_said, row.values())))
            return tuple((name, best.get(name) or "") for name in names)
    return ()


def _without_names(cell: str) -> str:
    """A text of the example may name its people too."""
    for said, instead in _people():
        cell = cell.replace(said, instead)
    return cell


@cache
def _people() -> tuple[tuple[str, str], ...]:
    rows = [row for rows in _editions("people") for row in rows]
    return tuple(
        (row[name], IN_PLACE[name]) for row in rows for name in ("name", "email") if row[name]
    )


def _editions(table: str) -> Iterator[list[dict[str, str]]]:
    """The rows of a table, the latest edition first."""
    folder = Path(apps.get_app_config("registry").path) / FOLDER
    for path in sorted(folder.glob(f"*/{table}.csv"), reverse=True):
        with path.open(encoding="utf-8", newline="") as stream:
            yield list(csv.DictReader(stream))


def _is_said(cell: str | None) -> bool:
    return cell not in {None, "", "not stated", "not_stated"}
