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
            FOLDED in fieldset.classes.split(),
            bool({*names} & form.errors.keys()),
            sum(is_filled(form, name) for name in names if name in form.fields),
            BAR in fieldset.classes.split(),
        )
        for number, fieldset in enumerate(adminform)
        for names in [flatten(fieldset.fields)]
    ]


def is_filled(form, name: str) -> bool:
    value = form[name].value()
    if isinstance(value, Collection) and not isinstance(value, str):
        return bool(value)
    return value not in EMPTY
