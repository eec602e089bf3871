"""What versions of an entry and its parts changed, in words, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.records.versions import PastVersion, Sees, described, older_version


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
    """Versions of the row and its parts, table by table; queries grow with the tables alone."""
    pairs = {model: _with_older(model, rows) for model, rows in versions.items()}
    told = described(pairs, sees)
    for model, some in pairs.items():
        names = _names(owner, model, {row.id for row, _older in some})
        for (row, older), version in zip(some, told[model], strict=True):
            was_retired = older is not None and older.retired_on is not None
            yield Changed(
                model=model,
                row=row.id,
                name=names.get(row.id, ""),
                version=version,
                owner=str(owner),
                is_retired=bool(row.retired_on) and not was_retired,
                is_back=was_retired and not row.retired_on,
            )


def _with_older(model: type[models.Model], versions: models.QuerySet) -> list[tuple]:
    rows = list(versions.annotate(older=older_version(model)))
    older = model.history.model.objects.in_bulk({row.older for row in rows} - {None})
    return [(row, older.get(row.older)) for row in rows]


def _names(owner: models.Model, model: type[models.Model], pks: set[int]) -> dict[int, str]:
    """As its parts are called today; a part is called something at any time."""
    if model is type(owner):
        return {}
    rows = model._base_manager.filter(pk__in=pks).with_labels()
    return {row.pk: row.headline_for(owner) for row in rows}
