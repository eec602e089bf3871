"""What a cell may say, for each kind of field: reading is generous, writing is strict.

`clean` raises ValueError with what is wrong and what to write instead.
"""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from django.db import models
from django.utils.translation import gettext as _

from registry.files.lookups import Lookups, RefusedBefore
from registry.files.reading.days import day_in
from registry.records.absence import NOT_STATED

BETWEEN_VALUES = "; "
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})


class Cell:
    """A cell of plain text."""

    empty = ""
    # Set by the resource, for cells that refer to other rows.
    lookups: Lookups

    def clean(self, value: str):
        return value

    def render(self, value) -> str:
        return "" if value is None else str(value)

    def is_empty(self, text: str) -> bool:
        return not text.strip()


class LineCell(Cell):
    """One line: spaces around it say nothing."""

    def clean(self, value):
        return value.strip()


class ValueCell(Cell):
    """Anything but text: here “not stated” can only mean that the cell is empty."""

    empty = None

    def is_empty(self, text):
        return " ".join(text.split()).lower() in {"", NOT_STATED}


class DateCell(ValueCell):
    def clean(self, value):
        return day_in(value)


class BooleanCell(ValueCell):
    def clean(self, value):
        text = value.strip().lower()
        if text in YES | NO:
            return text in YES
        raise ValueError(_("must be yes or no."))

    def render(self, value):
        return "" if value is None else "yes" if value else "no"


class NumberCell(ValueCell):
    def clean(self, value):
        if re.fullmatch(r"\d{1,10}", value.strip(), re.ASCII):
            return int(value)
        raise ValueError(_("is not a whole number. Write digits only, such as 38."))


class ChoiceCell(Cell):
    """A word of a closed list, as it is stored; its label is understood too."""

    def __init__(self, choices: Iterable[tuple[str, str]]):
        self.choices = dict(choices)

    def clean(self, value):
        text = value.strip()
        if text in self.choices:
            return text
        for stored, label in self.choices.items():
            if text.casefold() in {stored.casefold(), str(label).casefold()}:
                return stored
        raise ValueError(
            _("is not one of the choices. Use one of {list}.").format(list=self._list())
        )

    def _list(self) -> str:
        return ", ".join(stored for stored in self.choices if stored)


class ReferenceCell(ValueCell):
    """Another row, by its key."""

    def __init__(self, model: type[models.Model]):
        self.model = model

    def clean(self, value):
        return self.lookups.of(self.model).find(value.strip())

    def render(self, value):
        return "" if value is None else self.lookups.of(self.model).texts[value]


class ReferencesCell(ReferenceCell):
    """Any number of other rows."""

    empty = frozenset()

    def clean(self, value):
        find = self.lookups.of(self.model).find
        missing, found = [], set()
        for text in split_values(value):
            try:
                found.add(find(text, is_many=True))
            except RefusedBefore:
                raise
            except ValueError as error:
                missing.append(f"“{text}” {error}")
        if missing:
            raise ValueError(" ".join(missing))
        return frozenset(found)

    def render(self, value):
        texts = self.lookups.of(self.model).texts
        return join_values(sorted(texts[pk] for pk in value or ()))


def join_values(values: Iterable[str]) -> str:
    """Many values in one cell; one that holds the separator itself stands between quotes."""
    return BETWEEN_VALUES.join(
        '"' + value.replace('"', '""') + '"' if re.search('[;"\r\n]', value) else value
        for value in values
    )


def split_values(text: str) -> list[str]:
    """Raises ValueError where quotation marks do not close."""
    stream = StringIO(text, newline="")
    try:
        rows = list(csv.reader(stream, delimiter=";", skipinitialspace=True, strict=True))
    except csv.Error as error:
        raise ValueError(
            _('has a quotation mark (") that is not closed. Separate values with “; ”.')
        ) from error
    return [value.strip() for row in rows for value in row if value.strip()]
