"""The rows that cells refer to, by what people quote. Each table is read once, not per cell."""

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import models
from django.utils.translation import gettext as _

BETWEEN_PARTS = " | "
MAX_CANDIDATES = 2_000


class Lookups:
    """The tables looked up so far, in one import or export.

    `resource_for` gives for a model the resource that says how files quote its rows.
    """

    def __init__(self, resource_for: Callable):
        self._resource_for = resource_for
        self._tables: dict[type[models.Model], Lookup] = {}
        self._columns: dict[tuple, dict] = {}

    def of(self, model: type[models.Model]) -> "Lookup":
        if model not in self._tables:
            self._tables[model] = Lookup(model, self._resource_for(model), self)
        return self._tables[model]

    def column(self, model: type[models.Model], attname: str) -> dict:
        """One column of a table, by the key of its rows."""
        if (model, attname) not in self._columns:
            values = model._base_manager.values_list("pk", attname)
            self._columns[model, attname] = dict(values)
        return self._columns[model, attname]

    def forget(self, model: type[models.Model]) -> None:
        """Read a table anew the next time, because it was written to."""
        self._tables.pop(model, None)
        for column in [column for column in self._columns if column[0] is model]:
            del self._columns[column]


class Lookup:
    """One table: from a row to the text that quotes it, and back."""

    def __init__(self, model, resource, lookups: Lookups):
        self._resource = resource
        self.texts: dict[int, str] = {}
        self._pks: dict[str, int] = {}
        self._loosely: dict[str, set[int]] = defaultdict(set)
        parts = [model._meta.get_field(name) for name in model.key]
        columns = [part.attname for part in parts] + list(resource.also_by)
        for pk, *values in model._base_manager.values_list("pk", *columns):
            text = _joined(
                lookups.of(part.related_model).texts[value]
                if part.is_relation and value is not None
                else value
                for part, value in zip(parts, values, strict=False)
            )
            self.texts[pk] = text
            self._pks[text] = pk
            for word in (text, *values[len(parts) :]):
                self._loosely[_loose(word)].add(pk)
        for word, text in resource.variants.items():
            if text in self._pks:
                self._loosely[_loose(word)].add(self._pks[text])

    def find(self, text: str) -> int:
        """The row that a text quotes. Raises ValueError with what to write instead."""
        if text in self._pks:
            return self._pks[text]
        found = self._loosely.get(_loose(text), ())
        if len(found) == 1:
            return next(iter(found))
        if found:
            names = "”, “".join(sorted(self.texts[pk] for pk in found))
            raise ValueError(_("may be any of “{names}”. Write which.").format(names=names))
        raise ValueError(self._unknown(text))

    def __contains__(self, text: str) -> bool:
        return text in self._pks or _loose(text) in self._loosely

    def _unknown(self, text: str) -> str:
        unknown = self._resource.unknown.format(table=self._resource._meta.name)
        if len(self._loosely) > MAX_CANDIDATES:
            return unknown
        for near in difflib.get_close_matches(_loose(text), self._loosely, n=1, cutoff=0.75):
            pk = min(self._loosely[near])
            return unknown + " " + _("Did you mean “{text}”?").format(text=self.texts[pk])
        return unknown


def _joined(values: Iterable) -> str:
    """The parts of a key in one text; empty ones at the end are left out."""
    parts = ["" if value is None else _quoted(str(value)) for value in values]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return BETWEEN_PARTS.join(parts) if len(parts) > 1 else parts[0]


def _quoted(part: str) -> str:
    if BETWEEN_PARTS in part:
        return '"' + part.replace('"', '""') + '"'
    return part


def _loose(text: str) -> str:
    """Two texts that differ in capitals and spaces alone may mean the same row."""
    return "|".join(" ".join(part.split()) for part in text.casefold().split("|")).rstrip("|")
