"""What is wrong with a form, as a list above it: each fault with the way to its field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class FormFault:
    """A fault of one field. `anchor` is the id of the element in which it is mended."""

    label: str
    text: str
    anchor: str


def faults_of(form: BaseForm, formsets: Iterable = ()) -> list[FormFault]:
    """Of the form, then of its parts, in their order. What is wrong with the whole is not here."""
    parts = [
        fault
        for formset in formsets
        for number, part in enumerate(formset.forms)
        for fault in _of_part(formset, number, part)
    ]
    return [*_of(form), *parts]


def _of(form: BaseForm, within: str = "") -> Iterator[FormFault]:
    for name in form.fields:
        for text in form.errors.get(name, ()):
            field = form[name]
            label = capfirst(field.label)
            yield FormFault(f"{within}: {label}" if within else label, text, _anchor(field))


def _of_part(formset, number: int, part: BaseForm) -> Iterator[FormFault]:
    kind = capfirst(formset.model._meta.verbose_name)
    row = part.instance
    within = row.headline if row.pk else _("{kind} {number}").format(kind=kind, number=number + 1)
    for text in part.non_field_errors():
        yield FormFault(within, text, f"{formset.prefix}-{number}")
    yield from _of(part, within)


def _anchor(field: BoundField) -> str:
    at_fault = getattr(field.field, "at_fault", None)
    if at_fault:  # of several elements, the one that is not as it should be
        return at_fault(field.name, field.value())
    # Radio buttons and check boxes have an id each, and none together.
    return field.id_for_label or f"{field.auto_id}_0"
