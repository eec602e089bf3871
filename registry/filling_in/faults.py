"""What is wrong with a form, as a list above it: each fault with the way to its field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms import BaseForm, BoundField, ModelForm
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.records.rules import Fault


@dataclass(frozen=True)
class FormFault:
    """A fault of one field. `anchor` is the id of the element in which it is mended, on this page
    or on that of another row.
    """

    label: str
    text: str
    anchor: str
    page: str = ""

    @property
    def way(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


class PlacesFaults:
    """Mixed into the form of a row: what a rule refuses is told at a field that it is about."""

    def add_error(self, field, error):
        if field is None and hasattr(error, "error_dict"):
            error = ValidationError(placed(self, error.error_dict))
        super().add_error(field, error)


def placed(form: ModelForm, faults: dict[str, list[ValidationError]]) -> dict[str, list]:
    """The same, where a rule about one row stands at a field of the form, if it has one."""
    found = {name: list(those) for name, those in faults.items() if name != NON_FIELD_ERRORS}
    for fault in faults.get(NON_FIELD_ERRORS, ()):
        found.setdefault(_field_of(form, fault) or NON_FIELD_ERRORS, []).append(fault)
    return found


def _field_of(form: ModelForm, fault: ValidationError) -> str:
    """Of a rule the last field, for it mostly depends on those before; of a key the first."""
    words = str(fault.message)
    for model, constraints in form.instance.get_constraints():
        for constraint in constraints:
            if str(constraint.get_violation_error_message()) != words:
                continue
            about = _fields_in(model, constraint)
            names = [name for name in form.fields if name in about and not form[name].is_hidden]
            if names:
                return names[0 if isinstance(constraint, models.UniqueConstraint) else -1]
    return ""


def _fields_in(model: type[models.Model], constraint: models.BaseConstraint) -> set[str]:
    parts = [getattr(constraint, "condition", None), *getattr(constraint, "expressions", ())]
    found = {*getattr(constraint, "fields", ())}
    for part in filter(None, parts):
        found |= {reference[0] for reference in model._get_expr_references(part)}
    return found


def faults_of(form: BaseForm, formsets: Iterable = ()) -> list[FormFault]:
    """Of the form, then of its parts, in their order. What is wrong with the whole is not here,
    unless it is wrong with one part of it.
    """
    formsets = list(formsets)
    parts = [
        fault
        for formset in formsets
        for number, part in enumerate(formset.forms)
        for fault in _of_part(formset, number, part)
    ]
    refused = [it for it in getattr(form, "refusals", ()) if isinstance(it, Fault)]
    refused = [it for it in refused if not form.place_of(it)]  # told at that field
    return [*_of(form), *parts, *_refused(refused, formsets)]


def _refused(faults: Iterable[Fault], formsets: Iterable) -> Iterator[FormFault]:
    """What rules across rows refuse of a part that stands on the page."""
    for fault in faults:
        for formset in formsets:
            if formset.model is not fault.model:
                continue
            known = [part for part in formset.forms if part.instance.pk == fault.pk]
            # A new one has lost the key that it had when it was refused.
            new = [it for it in formset.forms if it.instance.pk is None and it.has_changed()]
            if len(found := known or new) == 1:
                yield from _at(found[0], fault, formset)


def _at(part: ModelForm, fault: Fault, formset) -> Iterator[FormFault]:
    number = formset.forms.index(part)
    within = _called(formset, number, part)
    if fault.field in part.fields and not part[fault.field].is_hidden:
        field = part[fault.field]
        yield FormFault(f"{within}: {capfirst(field.label)}", str(fault), _anchor(field))
    else:
        yield FormFault(within, str(fault), f"{formset.prefix}-{number}")


def _of(form: BaseForm, within: str = "") -> Iterator[FormFault]:
    for name in form.fields:
        for text in form.errors.get(name, ()):
            field = form[name]
            label = capfirst(field.label)
            yield FormFault(f"{within}: {label}" if within else label, text, _anchor(field))


def _of_part(formset, number: int, part: BaseForm) -> Iterator[FormFault]:
    within = _called(formset, number, part)
    for text in part.non_field_errors():
        yield FormFault(within, text, f"{formset.prefix}-{number}")
    yield from _of(part, within)


def elsewhere(site, request, faults: Iterable[Fault]) -> list[FormFault]:
    """What rules across rows refuse of other rows, with the way to the pages of those."""
    found = []
    for fault in faults:
        table = site._registry.get(fault.model)
        row = fault.model.objects.filter(pk=fault.pk).first()  # or it was undone with the block
        if table is None or row is None or not table.has_view_permission(request, row):
            continue
        opts = fault.model._meta
        page = reverse(f"{site.name}:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
        field = getattr(table.form, "faults_at", {}).get(fault.field, fault.field)
        anchor = f"id_{field}" if field else ""
        found.append(FormFault(row.full_name, str(fault), anchor, page))
    return found


def _called(formset, number: int, part: BaseForm) -> str:
    kind, row = capfirst(formset.model._meta.verbose_name), part.instance
    return row.headline if row.pk else _("{kind} {number}").format(kind=kind, number=number + 1)


def _anchor(field: BoundField) -> str:
    at_fault = getattr(field.field, "at_fault", None)
    if at_fault:  # of several elements, the one that is not as it should be
        return at_fault(field.name, field.value())
    # Radio buttons and check boxes have an id each, and none together.
    return field.id_for_label or f"{field.auto_id}_0"
