"""What a file does to a table: the rows that it adds or changes, and what is refused."""

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from registry.files.columns import AbsenceColumn, CellReading
from registry.records.states.carried import CarriedInto
from registry.refusals import Refusal

# So many of the rows that a file does not name are told by name.
NAMED = 50


@dataclass
class RowChange:
    """A row that a line of the file adds or changes."""

    line: int
    cells: dict[str, str]
    row: models.Model
    is_new: bool
    # Column, what it said, what it says now.
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    # Fields of the table itself, and the rows that many-to-many fields gain and lose.
    fields: list[str] = field(default_factory=list)
    links: dict[str, tuple[frozenset, frozenset]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The row by its key, as the file has it."""
        parts = [self.cells.get(name, "") for name in self.row.key]
        return ", ".join(part for part in parts if part)

    def put(self, column, reading: CellReading, text: str, old) -> None:
        """Put what a column says onto the row, where it differs from the old value."""
        old_absence = self.row.absences.get(column.name)
        if old in (reading.value, text) and old_absence == reading.absence:
            return
        before = "" if self.is_new else column.text(old, old_absence)
        after = column.text(reading.value, reading.absence)
        if before != after:
            self.differences.append((column.column_name, before, after))
        if column.is_many:
            self.links[column.name] = (reading.value - old, old - reading.value)
        elif not isinstance(column, AbsenceColumn):
            setattr(self.row, column.attribute, reading.value)
            self.fields.append(column.name)
        if old_absence != reading.absence:
            absences = {**self.row.absences, column.name: reading.absence}
            self.row.absences = {name: why for name, why in absences.items() if why}
            self.fields.append("absences")


class SheetResult:
    """What became of the rows of one sheet of a table."""

    def __init__(self, sheet, model: type[models.Model]):
        self.sheet, self.model = sheet, model
        self.changes: list[RowChange] = []
        self.refusals: list[Refusal] = []
        self.unknown_columns: list[str] = []
        # What each of them may mean, where that can be guessed.
        self.meant: dict[str, str] = {}
        self.total_rows = len(sheet)
        self.unchanged = 0
        # Of a file with a day: rows that were there then, and that it does not name.
        self.not_named: list[str] = []

        # And later states that follow: each with the name of its row.
        self.carried: list[tuple[str, CarriedInto]] = []

    @property
    def ignored(self) -> list[str]:
        """The unknown columns as they are told, each with what it may mean."""
        ask = _("{column} (did you mean {label}?)")
        return [
            ask.format(column=name, label=self.meant[name]) if name in self.meant else name
            for name in self.unknown_columns
        ]

    @property
    def some_carried(self) -> list[tuple[str, CarriedInto]]:
        return self.carried[:NAMED]

    @property
    def more_carried(self) -> int:
        return max(0, len(self.carried) - NAMED)

    @property
    def some_not_named(self) -> list[str]:
        """As many of them as somebody reads."""
        return self.not_named[:NAMED]

    @property
    def more_not_named(self) -> int:
        return max(0, len(self.not_named) - NAMED)

    @property
    def new(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        return len(self.changes) - self.new

    @property
    def refused(self) -> int:
        """Rows, however much is wrong with each. A file refused as a whole has them all."""
        lines = {refusal.line for refusal in self.refusals}
        return self.total_rows if None in lines else len(lines)

    def refuse(self, message: str, **place) -> None:
        called = self.sheet.called.get(place.get("column"), "")
        self.refusals.append(Refusal(str(message), file=self.sheet.name, called=called, **place))

    def refuse_change(self, change: RowChange, error: ValidationError) -> None:
        """What the model has against a row, at the columns that it names."""
        for name, messages in messages_by_field(error).items():
            for message in messages:
                self.refuse_column(change, name, message)

    def refuse_column(self, change: RowChange, name: str, message: str) -> None:
        self.refuse(message, line=change.line, column=name, value=change.cells.get(name))


def messages_by_field(error: ValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {
            "" if name == NON_FIELD_ERRORS else name: messages
            for name, messages in error.message_dict.items()
        }
    return {"": error.messages}
