"""How people call the columns of a file: by their names, or by the labels that pages show."""

from dataclasses import replace
from functools import cache

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.files.columns import AbsenceColumn
from registry.files.reading.headings import heading
from registry.files.reading.shape import Sheet
from registry.files.spelling import nearest
from registry.records.absence import label_of as absence_label

# A first word of fewer letters says too little: “is”, “a”.
SHORTEST_WORD = 3


def label_of(resource, name: str) -> str:
    """In the language of the page."""
    column = resource.fields[name]
    field = getattr(column, "model_field", None) or getattr(column, "inherited", None)
    if field is not None:
        return str(field.verbose_name)
    if isinstance(column, AbsenceColumn):
        return _("{rows}, if none").format(rows=absence_label(resource._meta.model, column.name))
    return name.replace("_", " ")


def by_name(resource, headers: list[str]) -> list[str]:
    """The names of the columns that the headings mean. What means none, or several, stays."""
    called = _called(resource, get_language())
    return [
        header if header in resource._meta.fields else _only(called.get(header, ())) or header
        for header in headers
    ]


def several(resource, header: str) -> tuple[str, ...]:
    """The columns that a heading may mean, where it is the label of more than one."""
    if header in resource._meta.fields:
        return ()
    names = _called(resource, get_language()).get(header, ())
    return names if len(names) > 1 else ()


def meant(resource, unknown: str, taken) -> str:
    """The label of the one column that a heading nearly names, or whose first word it shares."""
    label_to_name = {
        label: names[0]
        for label, names in _called(resource, get_language()).items()
        if len(names) == 1 and names[0] not in taken
    }
    ways = {way: name for label, name in label_to_name.items() for way in {label, name}}
    words = {way.replace("_", " "): name for way, name in ways.items()}
    text = unknown.replace("_", " ")
    near = nearest(text, words)
    if not near and len(first := text.partition(" ")[0]) >= SHORTEST_WORD:
        near = [way for way in words if way.startswith(first)]
    names = {words[way] for way in near}
    return capfirst(label_of(resource, names.pop())) if len(names) == 1 else ""


def named(resource, sheet: Sheet) -> Sheet:
    """The same sheet with the names of columns as headings."""
    names = by_name(resource, sheet.headers)
    if names == sheet.headers:
        return sheet
    name_of = dict(zip(sheet.headers, names, strict=True))
    faults = {(line, name_of[header]): why for (line, header), why in sheet.faults.items()}
    called = {name: header.replace("_", " ") for header, name in name_of.items() if header != name}
    return replace(sheet, headers=names, faults=faults, called=called)


@cache
def _called(resource, language: str | None) -> dict[str, tuple[str, ...]]:
    """Names by label as `heading` has it."""
    found: dict[str, tuple[str, ...]] = {}
    for name in resource._meta.fields:
        label = heading(label_of(resource, name))
        found[label] = (*found.get(label, ()), name)
    return found


def _only(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ""
