"""The words that cards of the library use: those that ship with the register, and a few more."""

import csv
import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "terms"


def people(code: str) -> dict[str, str]:
    return _word("data_subject_categories", code, ("is_vulnerable",))


def data_category(code: str) -> dict[str, str]:
    return _word("data_categories", code, ("kind", "collection"))


def measure(code: str) -> dict[str, str]:
    return _word("security_measures", code, ("is_technical", "is_organisational", "is_physical"))


def right(code: str) -> dict[str, str]:
    return _word("rights", code, ("citation",))


def shipped_name(table: str, key: str) -> str:
    """Of a country by its letters, of a legal basis by its citation; nothing for another one."""
    return _names(table).get(key, "")


@cache
def _names(table: str) -> dict[str, str]:
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row.get("code") or row["citation"]: row["name"] for row in csv.DictReader(file)}


def _word(table: str, code: str, more: tuple[str, ...]) -> dict[str, str]:
    """All that makes the word anew where the register has it no more. Raises KeyError."""
    row = _words(table)[code]
    return {name: row[name] for name in ("code", "name", "description", *more) if row.get(name)}


@cache
def _words(table: str) -> dict[str, dict[str, str]]:
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        shipped = {row["code"]: row for row in csv.DictReader(file)}
    own = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    return shipped | {row["code"]: row for row in own.get(table, ())}
