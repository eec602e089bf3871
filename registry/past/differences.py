"""What differs between two days of the register: as data, as lines to read, as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.records.moments import Past

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
SIGNS = {ADDED: "+", CHANGED: "~", REMOVED: "-"}
# What was published, beside the tables of the register.
PUBLIC_LIST = "public_list"


@dataclass(frozen=True)
class Author:
    """A version that is responsible for a difference: who wrote it, when and why."""

    author: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Difference:
    """An entry that is not on both days what it is on one. `fields`: name, before, after."""

    kind: str
    name: str
    pk: int | None
    fields: tuple[tuple[str, str, str], ...]
    authors: tuple[Author, ...]


@dataclass
class TableDifferences:
    """What differs in one table. `left_out`: how many more do, where not all were asked for."""

    table: str
    differences: list[Difference] = field(default_factory=list)
    left_out: int = 0

    def count(self, kind: str) -> int:
        return sum(difference.kind == kind for difference in self.differences)


def as_lines(before: Past, after: Past, tables: list[TableDifferences]) -> Iterator[str]:
    """For people, one entry after the other."""
    yield _("The register {before}, and {after}:").format(before=before, after=after)
    if not tables:
        yield _("There are no differences.")
    for table in tables:
        yield ""
        yield _("{table}: {added} added, {changed} changed, {removed} removed").format(
            table=table.table, **{kind: table.count(kind) for kind in SIGNS}
        )
        for difference in table.differences:
            yield f"  {SIGNS[difference.kind]} {difference.name}"
            if difference.kind == CHANGED:
                for name, old, new in difference.fields:
                    yield f"      {name}: {_quoted(old)} → {_quoted(new)}"
            for author in difference.authors:
                at = date_format(timezone.localtime(author.at), "DATETIME_FORMAT")
                yield f"      {at}, {author.author}: {author.reason}"


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”" if text else _("nothing")


def as_json(before: Past, after: Past, tables: list[TableDifferences]) -> dict:
    """For machines. The shape is told in docs/past.md."""
    return {
        "before": _moment(before),
        "after": _moment(after),
        "tables": [
            {
                "table": table.table,
                **{
                    kind: [_entry(found) for found in table.differences if found.kind == kind]
                    for kind in SIGNS
                },
            }
            for table in tables
        ],
    }


def _moment(past: Past) -> dict:
    return {
        "on": past.on and past.on.isoformat(),
        "as_known_at": past.known and past.known.isoformat(),
    }


def _entry(difference: Difference) -> dict:
    return {
        "name": difference.name,
        "id": difference.pk,
        "fields": {name: {"old": old, "new": new} for name, old, new in difference.fields},
        "versions": [
            {"author": author.author, "at": author.at.isoformat(), "reason": author.reason}
            for author in difference.authors
        ],
    }
