"""The columns of a file in words, for whoever makes one: how they are called and what they say."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.files.cells import (
    BooleanCell,
    Cell,
    ChoiceCell,
    DateCell,
    NumberCell,
    ReferenceCell,
    ReferencesCell,
)
from registry.files.columns import AbsenceCell
from registry.files.naming import label_of
from registry.files.samples import sample_of


@dataclass(frozen=True)
class Explained:
    name: str
    label: str
    says: str
    about: str
    example: str
    is_needed: bool
    is_key: bool


def explained(resource) -> list[Explained]:
    """In the order of the file."""
    sample, key = sample_of(resource), resource._meta.model.key
    return [
        Explained(
            name=name,
            label=capfirst(label_of(resource, name)),
            says=_says(column.cell),
            about=_about(name, column),
            example=sample.get(name, ""),
            is_needed=column.is_required,
            is_key=name in key,
        )
        for name in resource._meta.fields
        for column in [resource.fields[name]]
    ]


def _says(cell: Cell) -> str:
    match cell:
        case DateCell():
            return _("a day: 2018-07-17 or 17.07.2018")
        case BooleanCell():
            return _("yes or no")
        case NumberCell():
            return _("a whole number, such as 38")
        case ChoiceCell():
            return _("one of: {choices}").format(choices=_choices(cell))
        case ReferencesCell():
            rows = cell.model._meta.verbose_name_plural
            return _("any number of {rows}, with “; ” between them").format(rows=rows)
        case ReferenceCell():
            return _("one of the {rows}").format(rows=cell.model._meta.verbose_name_plural)
        case AbsenceCell():
            return _("“none”, or “not applicable: ” and why")
    return _("text")


def _choices(cell: ChoiceCell) -> str:
    return ", ".join(
        stored if stored == str(label) else f"{stored} ({label})"
        for stored, label in cell.choices.items()
        if stored
    )


def _about(name: str, column) -> str:
    if name == "first_day":
        return _("The day since when this has been so. Leave it empty for the day of the file.")
    return str(getattr(getattr(column, "model_field", None), "help_text", ""))
