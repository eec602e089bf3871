"""Files stay small, folders too, and each says what it is about.

The order of the imports is data in pyproject.toml; `make test` has import-linter hold it.
"""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.support.documents import Document
from tests.support.production import ROOT

WRITTEN = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for package in ["config", "requests_app", "registry"]
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
}
# What leaves the register has to be whole in one file.
ALONE = {"registry/evidence/bundles/verify.py"}


def test_files_stay_small():
    lines = {name: len(text.splitlines()) for name, text in WRITTEN.items() if name not in ALONE}
    assert {name: count for name, count in lines.items() if count > 400} == {}
    long = [name for name, count in lines.items() if count > 250]
    assert len(long) <= len(lines) / 10, long


def test_no_folder_holds_more_than_twenty_modules():
    counts = Counter(str(Path(name).parent) for name in WRITTEN if "__init__" not in name)
    assert {folder: count for folder, count in counts.items() if count > 20} == {}


def test_the_architecture_names_every_room_and_whatever_stands_beside_them():
    named = (ROOT / "docs/architecture.md").read_text("utf-8")
    places = set()
    for name in WRITTEN:
        folder = str(Path(name).parent)
        if "__init__" not in name and "management" not in name and not name.startswith("config"):
            places.add(f"{folder}/" if "/" in folder else name)
    assert [place for place in sorted(places) if f"`{place}`" not in named] == []


@pytest.mark.parametrize(("number", "package"), [(1, "requests_app"), (2, "registry")])
def test_the_architecture_has_the_rooms_in_the_order_that_is_held(number, package):
    """Line by line, but for migrations and what may be missing."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][number]["layers"]
    held = [
        {room for room in line.split(" : ") if room != "migrations" and not room.startswith("(")}
        for line in layers
    ]
    rows = Document(ROOT / "docs/architecture.md").table_under(f"### `{package}`")
    room = re.compile(rf"`{package}/(\w+)(?:/|\.py)`")
    assert [{*room.findall(cells[0])} for cells in rows] == held


def test_every_module_says_in_a_sentence_what_is_to_be_found_there():
    silent = [
        name for name, text in WRITTEN.items() if text and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_only_hooks_name_types_from_above():
    """Such imports never run, and import-linter does not look at them."""
    assert [name for name, text in WRITTEN.items() if "TYPE_CHECKING" in text] == [
        "registry/hooks.py"
    ]
