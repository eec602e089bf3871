"""One table as a file: every import and export of the register goes through these resources."""

from collections.abc import Iterator

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.resources import ModelResource
from tablib import Dataset

from registry.files.bulk import links_of
from registry.files.changes import RowChange, SheetResult
from registry.files.columns import CellReading, Column
from registry.files.lookups import Lookups
from registry.files.naming import by_name
from registry.files.reading.formulas import disarm
from registry.files.reading.shape import Sheet
from registry.files.sheet_importer import Importer
from registry.records.ending import begin_of, is_before_the_first

CHUNK = 500


# Of import-export the register uses what does work for it. A resource is declared and put together
# by `ModelResource`, which finds columns by their being a `Field`. `ImportExportMixin` gives the
# pages of the admin their addresses, permissions, buttons and the list as it is filtered. How files
# are read and written, where they wait, what a cell may say and what becomes of a row is our own,
# for it has to refuse without half a write, record and disarm.
class RegisterResource(ModelResource):
    """Finds rows by their key, refuses what it cannot take, writes only what differs.

    Importing happens inside `recorded`: see `registry.files.all_or_nothing`, which also undoes it
    all where something was refused.
    """

    # Other words by which files may quote a row, with the key that they stand for.
    variants: dict[str, str] = {}
    # Whether a name may hold a comma or an “and” without being several.
    names_hold_commas = True
    unknown = gettext_lazy("is not in {table}.csv. Correct it, or add it there first.")

    class Meta:
        """In each: `model`, `name` of the file, and `fields`, which are all that may pass."""

    def __init__(self, *, lookups: Lookups | None = None, user=None, **kwargs):
        super().__init__(**kwargs)
        self.model = self._meta.model
        self.user = user
        self.lookups = lookups or Lookups(resource_for)
        self.columns = {name: self.fields[name] for name in self._meta.fields}
        for column in self.columns.values():
            column.cell.lookups = self.lookups

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        absent = field_name in cls._meta.model.absence_fields
        return Column(django_field, may_be_absent=absent)

    # Out

    def rows(self, queryset: models.QuerySet) -> Iterator[list[str]]:
        """The rows as cells, in the order of their keys, read piece by piece."""
        pks = self._in_order(queryset)
        for start in range(0, len(pks), CHUNK):
            chunk = pks[start : start + CHUNK]
            found = self.model._base_manager.in_bulk(chunk)
            links = self.links(chunk)
            for pk in chunk:
                if row := found.get(pk):
                    texts = (self.text(column, row, links) for column in self.columns.values())
                    yield [disarm(text) for text in texts]

    def with_headers(self, queryset: models.QuerySet) -> Iterator[list[str]]:
        yield list(self.columns)
        yield from self.rows(queryset)

    def export(self, queryset=None, **kwargs) -> Dataset:
        rows = self.rows(self.get_queryset() if queryset is None else queryset)
        return Dataset(*rows, headers=list(self.columns))

    def _in_order(self, queryset) -> list[int]:
        """Sorted here and not there: databases do not agree on the order of letters."""
        key = [self.columns[name] for name in self.model.key]
        rows = queryset.order_by().values_list("pk", *(column.attribute for column in key))
        order = {
            pk: [column.cell.render(value) for column, value in zip(key, values, strict=True)]
            for pk, *values in rows
        }
        return sorted(order, key=lambda pk: (order[pk], pk))

    def links(self, pks=None) -> dict[str, dict]:
        return {
            name: links_of(column.model_field, pks)
            for name, column in self.columns.items()
            if column.is_many
        }

    def text(self, column, row, links) -> str:
        return column.text(column.value_of(row, links), row.absences.get(column.name))

    # In

    def read(self, column, text: str, cells: dict[str, str]) -> CellReading:
        """What a cell says; a table may look at the rest of its row."""
        return column.read(text)

    def import_data(self, sheet: Sheet) -> SheetResult:
        """Take the rows of a sheet. Nothing is undone here: `files.all_or_nothing` does that."""
        return Importer(self, sheet).run()

    def objections(self, change: RowChange) -> Iterator[tuple[str, str]]:
        """Columns, and why this user may not change them so."""
        retired_on = change.row.retired_on
        if "retired_on" in change.fields and retired_on and retired_on > timezone.localdate():
            yield "retired_on", _("is in the future. Retire the entry on that day.")
        is_late = "retired_on" in change.fields and retired_on and not change.is_new
        if is_late and is_before_the_first(change.row, retired_on, timezone.localdate()):
            told = _("is before the first day of the entry, {day}. Correct one of them.")
            yield "retired_on", told.format(day=begin_of(change.row).isoformat())

    @classmethod
    def hint(cls, text: str, is_many: bool) -> str:
        """What to write instead of a word that is known to name no row."""
        return ""

    @classmethod
    def better_table(cls, headers: list[str]) -> str | None:
        """Another table that these columns were meant for, as far as one can tell."""
        has_key, known = cls.fit(headers)
        best = max(all_resources(), key=lambda resource: resource.fit(headers))
        best_has_key, best_known = best.fit(headers)
        if has_key:
            is_better = known < best_known == len(headers)
        else:
            is_better = best_has_key and best_known > known
        return best._meta.name if is_better else None

    @classmethod
    def fit(cls, headers: list[str]) -> tuple[bool, int]:
        """Whether the columns can name a row of this table, and how many of them it has."""
        headers = by_name(cls, headers)
        fields = [cls._meta.model._meta.get_field(name) for name in cls._meta.model.key]
        needed = {field.name for field in fields if not (field.null or field.blank)}
        return needed <= {*headers}, sum(header in cls._meta.fields for header in headers)


def all_resources() -> list[type[RegisterResource]]:
    return [resource for resource in _descendants(RegisterResource) if resource._meta.model]


def tables() -> dict[str, type[RegisterResource]]:
    """Every table that has a file, of whichever application, by its name."""
    return {resource._meta.name: resource for resource in all_resources()}


def resource_for(model: type[models.Model]) -> type[RegisterResource]:
    return next(resource for resource in all_resources() if resource._meta.model is model)


def _descendants(resource: type) -> Iterator[type]:
    for child in resource.__subclasses__():
        yield child
        yield from _descendants(child)
