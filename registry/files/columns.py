"""The columns of a file: from a field of a table to its cell, and from a cell to its value."""

from copy import copy
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field

from registry.files.cells import (
    BooleanCell,
    Cell,
    ChoiceCell,
    DateCell,
    LineCell,
    NumberCell,
    ReferenceCell,
    ReferencesCell,
)
from registry.records.absence import NOT_STATED, absence, is_absence
from registry.records.names.folding import is_blank


class Kept:
    """Stands for the value that a row has, or that a new row begins with."""

    def __repr__(self):
        return "KEPT"


KEPT = Kept()


@dataclass(frozen=True)
class CellReading:
    """What a cell says: a value, and for an empty one why it is empty on purpose."""

    value: object
    absence: str | None = None


class ColumnOfAFile(Field):
    """What each resource has of its own, to look references up in its own way."""

    def __init__(self, name: str, cell: Cell, *, attribute: str = "", heading: str = ""):
        super().__init__(attribute=attribute or None, column_name=heading or name)
        self.name = name
        self.cell = cell

    def __deepcopy__(self, memo):
        # For each resource that is used: all but how its cells look something up is the same.
        column = copy(self)
        column.cell = copy(self.cell)
        return column


class Column(ColumnOfAFile):
    """A field of the table, under its own name."""

    def __init__(self, model_field: models.Field, *, may_be_absent: bool):
        self.is_many = model_field.many_to_many
        super().__init__(
            model_field.name,
            cell_for(model_field),
            attribute=model_field.name if self.is_many else model_field.attname,
        )
        self.model_field = model_field
        self.may_be_absent = may_be_absent
        self.has_default = model_field.has_default()
        self.may_be_empty = model_field.null or model_field.blank or self.is_many
        if model_field.name == "first_day":  # an empty cell says nothing of it
            self.may_be_empty = model_field.model.may_be_always

    @property
    def is_required(self) -> bool:
        """Without it there can be no new row."""
        return not self.may_be_empty and not self.has_default

    def read(self, text: str) -> CellReading:
        """Raises ValueError or ValidationError with what is wrong, and what to write instead."""
        if self.may_be_absent and is_absence(text):
            return CellReading(self.cell.empty, absence(text))
        if self.is_required and is_blank(text):
            raise ValueError(_("is required. Enter a value."))
        if not self.cell.is_empty(text):
            return CellReading(self.cell.clean(text))
        if self.is_required:
            raise ValueError(_("is required. Enter a value."))
        return CellReading(self.cell.empty if self.may_be_empty else KEPT)

    def value_of(self, row, links):
        """`links` holds the many-to-many fields: for each name, the rows by row."""
        if self.is_many:
            return links[self.attribute].get(row.pk, frozenset())
        return getattr(row, self.attribute)

    def text(self, value, absent: str | None) -> str:
        if text := self.cell.render(value):
            return text
        return absent or (NOT_STATED if self.may_be_absent else "")


class AbsenceColumn(ColumnOfAFile):
    """Says why there are no rows of another table: `none`, `not applicable: …`."""

    is_many = is_required = False

    def __init__(self, name: str):
        super().__init__(name, AbsenceCell(), attribute=name, heading=f"{name}_if_none")

    def read(self, text):
        return CellReading(self.cell.clean(text), absence(text))

    def value_of(self, row, links):
        return None

    def text(self, value, absent):
        return absent or NOT_STATED


class InheritedColumn(ColumnOfAFile):
    """What a row has through another one: written for the reader, compared on the way in."""

    is_many = is_required = False

    def __init__(self, model: type[models.Model], through: str, name: str):
        field = model._meta.get_field(through).related_model._meta.get_field(name)
        super().__init__(name, ReferenceCell(field.related_model))
        self.relation = through
        self.inherited = field

    def read(self, text):
        return CellReading(KEPT if self.cell.is_empty(text) else self.cell.clean(text))

    def value_of(self, row, links):
        column = self.cell.lookups.column(self.inherited.model, self.inherited.attname)
        return column.get(getattr(row, f"{self.relation}_id"))

    def text(self, value, absent):
        return self.cell.render(value)


class AbsenceCell(Cell):
    empty = None

    def clean(self, value):
        if value.strip() and not is_absence(value):
            raise ValueError(
                _("is not allowed here. Write “none”, or “not applicable: ” and the reason.")
            )


def cell_for(field: models.Field) -> Cell:
    """The kind of cell that suits a field of a table."""
    if field.many_to_many:
        return ReferencesCell(field.related_model)
    if field.is_relation:
        return ReferenceCell(field.related_model)
    if field.choices:
        return ChoiceCell(field.choices)
    kinds = {
        models.BooleanField: BooleanCell,
        models.DateField: DateCell,
        models.IntegerField: NumberCell,
        models.CharField: LineCell,
    }
    return next((cell() for kind, cell in kinds.items() if isinstance(field, kind)), Cell())
