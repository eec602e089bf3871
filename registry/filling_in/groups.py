"""The groups of a form: which are folded, and what each field has beside it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.admin.helpers import AdminForm, Fieldset
from django.contrib.admin.utils import flatten

FOLDED, BAR = "collapse", "why"
EMPTY = (None, "", "not_stated", False)


@dataclass(frozen=True)
class Group:
    """Some fields under a heading. Folded ones say how much is filled in, and open for a fault."""

    fieldset: Fieldset
    id: str
    is_folded: bool
    is_open: bool
    # Of a folded one.
    filled: int
    # Whether it stands in the bar with the buttons.
    is_bar: bool

    @property
    def name(self) -> str:
        return self.fieldset.name


def groups_of(adminform: AdminForm) -> list[Group]:
    form = adminform.form
    return [
        Group(
            fieldset,
            str(number),
            is_folded,
            bool({*names} & form.errors.keys()),
            sum(_holds_something(adminform, name) for name in names) if is_folded else 0,
            BAR in fieldset.classes.split(),
        )
        for number, fieldset in enumerate(adminform)
        for names in [flatten(fieldset.fields)]
        for is_folded in [FOLDED in fieldset.classes.split()]
    ]


def _holds_something(adminform: AdminForm, name: str) -> bool:
    """Also where the page only shows it: to who may not change it, or on a day of the past."""
    form = adminform.form
    if name in form.fields:
        return is_filled(form, name)
    fields = {field.name: field for field in form.instance._meta.get_fields() if field.concrete}
    if name not in fields or name in adminform.model_admin.readonly_fields:
        return False
    return _is_something(fields[name].value_from_object(form.instance))


def is_filled(form, name: str) -> bool:
    return _is_something(form[name].value())


def _is_something(value) -> bool:
    if isinstance(value, Collection) and not isinstance(value, str):
        return bool(value)
    return value not in EMPTY
