"""A row to look at for each table, from the example that comes with the register."""

import csv
from functools import cache
from pathlib import Path

from django.apps import apps

FOLDER = Path("examples") / "numfocus"


def sample_of(resource) -> dict[str, str]:
    """By column: the row that says most, of the latest edition that has the table. Else nothing."""
    return dict(_sample(resource._meta.name, tuple(resource._meta.fields)))


@cache
def _sample(table: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    folder = Path(apps.get_app_config("registry").path) / FOLDER
    for path in sorted(folder.glob(f"*/{table}.csv"), reverse=True):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        if rows:
            best = max(rows, key=lambda row: sum(map(_is_said, row.values())))
            return tuple((name, best.get(name) or "") for name in names)
    return ()


def _is_said(cell: str | None) -> bool:
    return cell not in {None, "", "not stated", "not_stated"}
