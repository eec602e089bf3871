"""What versions of an entry and its parts changed, in words, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.records.timeline.since import state_before
from registry.records.timeline.tables import Asked, answers, columns_of, row_of
from registry.records.timeline.texts import Links, Rows, Sees, links_asked, links_found
from registry.records.timeline.versions import PastVersion, described

# Rows by table and key.
ByKey = dict[type[models.Model], dict[int, models.Model]]


@dataclass(frozen=True)
class Changed:
    """The entry or a part of it in one version: what is different from then on."""

    model: type[models.Model]
    row: int
    name: str  # of a part, as it is called on the page of the entry; the entry itself needs none
    version: PastVersion
    owner: str
    is_retired: bool = False
    is_back: bool = False

    @property
    def table(self) -> str:
        return str(capfirst(self.model._meta.verbose_name))

    @property
    def what(self) -> str:
        """What became of it, where that is more than a change of fields."""
        if self.version.is_first:
            return _("added")
        if self.is_retired:
            return _("retired")
        return _("in use again") if self.is_back else ""

    @property
    def said(self) -> list[tuple[str, str]]:
        """All that a new one says, but for its name and what it belongs to."""
        known = ("", self.owner, self.name)
        return [(label, text) for label, text in self.version.values if text not in known]


@dataclass(frozen=True)
class Block:
    """What one author did at one moment for one reason."""

    at: datetime
    author: str
    reason: str
    changed: list[Changed]
    # Of which tables there is more than is shown, and how much.
    left_out: list[tuple[str, int]]

    @property
    def own(self) -> Changed | None:
        """The entry itself, where it was written too."""
        return next((one for one in self.changed if not one.name), None)


def changed_in(
    owner: models.Model, versions: dict[type[models.Model], models.QuerySet], sees: Sees
) -> Iterator[Changed]:
    """Versions of the row and its parts, table by table, in questions that do not grow with these.

    Parts are called as they are today: a part is called something at any time.
    """
    rows = _rows_of(versions)
    older, links, parts = _around(type(owner), rows)
    pairs = {
        model: [(row, older[model].get(row.older)) for row in some] for model, some in rows.items()
    }
    near = [row for some in parts.values() for row in some.values()]
    told = described(pairs, sees, links, near)
    for model, some in pairs.items():
        names = {pk: row.headline_for(owner) for pk, row in parts.get(model, {}).items()}
        for (row, before), version in zip(some, told[model], strict=True):
            was_retired = before is not None and before.retired_on is not None
            yield Changed(
                model=model,
                row=row.id,
                name=names.get(row.id, ""),
                version=version,
                owner=str(owner),
                is_retired=bool(row.retired_on) and not was_retired,
                is_back=was_retired and not row.retired_on,
            )


def _rows_of(versions: dict[type[models.Model], models.QuerySet]) -> Rows:
    """In the order of writing; each says as `older` which version it follows."""
    found = answers(
        (rows.annotate(older=state_before(model)), [*columns_of(model.history.model), F("older")])
        for model, rows in versions.items()
    )
    read: Rows = {}
    for model, some in zip(versions, found, strict=True):
        read[model] = []
        for *values, older in some:
            row = row_of(model.history.model, values)
            row.older = older
            read[model].append(row)
        read[model].sort(key=lambda row: row.history_id)
    return read


def _around(own: type[models.Model], rows: Rows) -> tuple[ByKey, Links, ByKey]:
    """What the versions follow, what all these were linked to, and the parts as they are today."""
    pks = {model: {row.older for row in some} - {None} for model, some in rows.items()}
    linked = {
        field: {row.history_id for row in some} | pks[model]
        for model, some in rows.items()
        for field in model._meta.local_many_to_many
    }
    parts = {model: {row.id for row in some} for model, some in rows.items() if model is not own}
    asked = [_with_keys(model.history.model, some) for model, some in pks.items()]
    asked += [_with_keys(model, some) for model, some in parts.items()]
    found = answers([*asked, *(links_asked(*one) for one in linked.items())])
    tables, links = found[: len(asked)], found[len(asked) :]
    older = {
        model: {row.history_id: row for row in (row_of(model.history.model, one) for one in some)}
        for model, some in zip(pks, tables, strict=False)
    }
    today = {
        model: {row.pk: row for row in (row_of(model, one) for one in some)}
        for model, some in zip(parts, tables[len(pks) :], strict=True)
    }
    return older, links_found(linked, links), today


def _with_keys(model: type[models.Model], pks: set[int]) -> Asked:
    return model._base_manager.filter(pk__in=pks), columns_of(model)
