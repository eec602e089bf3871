"""The rows that cells refer to, by what people quote. Each table is read once, not per cell."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from registry.files.spelling import nearest
from registry.records.names.folding import fold
from registry.records.states.on_day import rows_on, values_on, was_there
from registry.refusals import shown

BETWEEN_PARTS = " | "
MAX_CANDIDATES = 2_000
MAX_ASKED = 200
MAX_NAMED = 3
# How people write several names in one cell.
_BETWEEN_NAMES = re.compile(
    r"(?:\s+(?:and|und|et|y|e|or|oder))?(?:\s*[,/&+\n|•·]+\s*|\s+[-–—]\s+)"
    r"(?:(?:and|und|et|y|e|or|oder)\s+)?"
    r"|\s+(?:and|und|et|y|e|en|och|og|oraz|or|oder|ou)\s+",
    re.IGNORECASE,
)
# How lists of ISO turn a name around, as in “Korea, Republic of”.
_TURNED = re.compile(r"\sof(?:\s+the)?\s*$", re.IGNORECASE)


class RefusedBefore(ValueError):
    """A text quotes a row that the same import refuses: what is wrong is said there."""


class Lookups:
    """The tables looked up so far, in one import or export.

    `resource_for` gives for a model the resource that says how files quote its rows. With a day, a
    text finds the row that bore it on that day, else the one that bears it now, else one that was
    not there.
    """

    def __init__(self, resource_for: Callable, day: date | None = None):
        self.day = day
        self._resource_for = resource_for
        self._tables: dict[type[models.Model], Lookup] = {}
        self._columns: dict[tuple, dict] = {}
        # New rows that were refused, as files quote them.
        self.refused: dict[type[models.Model], set[str]] = defaultdict(set)

    def of(self, model: type[models.Model]) -> "Lookup":
        if model not in self._tables:
            self._tables[model] = Lookup(model, self._resource_for(model), self)
        return self._tables[model]

    def column(self, model: type[models.Model], attname: str) -> dict:
        """One column of a table, by the key of its rows, as it was on the day."""
        if (model, attname) not in self._columns:
            values = dict(model._base_manager.values_list("pk", attname))
            if self.day and model.is_lasting:
                then = values_on(model, self.day, "id", attname)
                values |= {row["id"]: row[attname] for row in then}
            self._columns[model, attname] = values
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
        self._refused = lookups.refused[model]
        self.texts: dict[int, str] = {}
        self._pks: dict[str, int] = {}
        self._loosely: dict[str, set[int]] = defaultdict(set)
        # As they are written, for those who nearly wrote them.
        self._words: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        parts = [model._meta.get_field(name) for name in model.key]
        columns = [part.attname for part in parts] + list(model.also_by)
        rows = list(model._base_manager.values_list("pk", *columns))
        if lookups.day and model.is_lasting:
            there, others = [], []
            for row in rows_on(model, lookups.day):
                named = there if was_there(row, lookups.day) else others
                named.append((row.pk, *(getattr(row, name) for name in columns)))
            rows = others + rows + there  # the last one counts
        for pk, *values in rows:
            text = _joined(
                lookups.of(part.related_model).texts[value]
                if part.is_relation and value is not None
                else value
                for part, value in zip(parts, values, strict=False)
            )
            self.texts[pk] = text
            self._pks[text] = pk
            for word in (text, *values[len(parts) :]):
                self._learn(word, pk)
        for word, text in resource.variants.items():
            if text in self._pks:
                self._learn(word, self._pks[text])

    def _learn(self, word: str, pk: int) -> None:
        loose = loosely(word)
        self._loosely[loose].add(pk)
        self._words.setdefault(loose, word)

    def find(self, text: str, *, is_many: bool = False) -> int:
        """The row that a text quotes. Raises ValueError with what to write instead, or
        `RefusedBefore`.

        `is_many` says whether others may stand beside it.
        """
        if text in self._pks:
            return self._pks[text]
        found = self._loosely.get(loosely(text), ())
        if len(found) == 1:
            return next(iter(found))
        if found:
            names = "”, “".join(sorted(self.texts[pk] for pk in found))
            raise ValueError(
                _("matches several entries: “{names}”. Write which one.").format(names=names)
            )
        if loosely(text) in self._refused:
            raise RefusedBefore
        raise ValueError(self._unknown(text, is_many))

    def __contains__(self, text: str) -> bool:
        return text in self._pks or loosely(text) in self._loosely

    def _unknown(self, text: str, is_many: bool) -> str:
        if hint := self._resource.hint(text, is_many) or self._several(text, is_many):
            return str(hint)
        unknown = self._resource.unknown.format(table=self._resource._meta.name)
        if near := self._near(loosely(text)):
            return unknown + " " + _("Did you mean {names}?").format(names=near)
        return unknown

    def _several(self, text: str, is_many: bool) -> str:
        """Where one text names several rows in a way of its own."""
        parts = [part.strip() for part in _BETWEEN_NAMES.split(text) if part and part.strip()]
        if any(map(_TURNED.search, parts)):
            return ""
        hints = {part: self._resource.hint(part, is_many) for part in parts}
        known = [part in self or bool(hints[part]) for part in parts]
        is_list = all(known) if self._resource.names_hold_commas else any(known)
        if len(parts) < len("ab") or not is_list:
            return ""
        if is_many:
            message = _("contains several values. Separate them with “; ”: {list}.").format(
                list="; ".join(parts)
            )
            told = (f"“{shown(part)}” {hint}" for part, hint in hints.items() if hint)
            return " ".join([message, *told])
        return _("contains several values, but only one is allowed. Write which one.")

    def _near(self, text: str) -> str:
        """Asked often, an answer comes from memory; asked too much, there is none."""
        if text not in self._asked:
            if len(self._asked) >= MAX_ASKED or len(self._loosely) > MAX_CANDIDATES:
                return ""
            words = [self._words[near] for near in nearest(text, self._loosely)]
            self._asked[text] = _(" or ").join(self._quoted(word) for word in words[:MAX_NAMED])
        return self._asked[text]

    def _quoted(self, word: str) -> str:
        """A word, with the text that quotes its row where that is another."""
        key = self.texts[min(self._loosely[loosely(word)])]
        return f"“{word}”" if word == key else f"“{word}” ({key})"


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


def loosely(text: str) -> str:
    """Two texts that differ in capitals, spaces and what is unseen may mean the same row."""
    return "|".join(fold(part) for part in text.split("|")).rstrip("|")
