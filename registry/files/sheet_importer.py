"""Takes one sheet into one table, row by row, and says what became of each."""

from collections import defaultdict
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registry.files.bulk import against, write
from registry.files.changes import RowChange, SheetResult
from registry.files.columns import KEPT, CellReading, InheritedColumn
from registry.files.headings_fit import Headings
from registry.files.lookups import BETWEEN_PARTS, RefusedBefore, loosely
from registry.files.naming import meant, named
from registry.files.ordering import targets_first
from registry.files.reading.formulas import rearm
from registry.files.reading.shape import MAX_REFUSALS, Sheet
from registry.records.history import current_unit
from registry.records.names.buckets import folding
from registry.records.states.exchanging import still_borne
from registry.records.states.on_day import links_on, rows_on, was_there
from registry.refusals import Refusal, shown

BATCH = 500
# Of so many refused rows the constraints are asked one by one.
MOST_JUDGED = 100


class Importer:
    """One sheet on its way into the table of a resource."""

    def __init__(self, resource, sheet: Sheet):
        self.resource = resource
        written, sheet = sheet.headers, named(resource, sheet)
        self.sheet = sheet
        self.model = resource.model
        self.lookups = resource.lookups
        self.result = SheetResult(sheet, self.model)
        self.headings = Headings(resource, sheet, written, self.result)
        self.columns = self.headings.columns
        self.judged = 0
        self.waiting: list[RowChange] = []
        # They take a name that another row bears, which may come later in the file.
        self.put_off: list[RowChange] = []
        self.first_line_of: dict[tuple, int] = {}
        # What is as it shall be where a file says nothing of it.
        self.defaults = {
            field.name for field in self.model._meta.concrete_fields if field.has_default()
        }
        # The keys of new rows, by what people can tell apart.
        self.new_ones: dict[tuple, tuple] = {}

    def run(self) -> SheetResult:
        self.result.unknown_columns = [
            header for header in self.sheet.headers if header and header not in self.columns
        ]
        for header in self.result.unknown_columns:
            if label := meant(self.resource, header, self.columns):
                self.result.meant[header] = label
        for refusal in self.sheet.refusals:
            self.result.refusals.append(refusal.in_file(self.sheet.name))
        if not self.headings.fit():
            return self.result
        self._load()
        # Nothing can be found without its key. What is wrong with the cells can be said.
        take = self._read if self.headings.missing(self.model.key) else self._take
        for line, cells in targets_first(self.sheet, self.model.key, self.to_itself):
            take(line, cells)
            if len(self.waiting) == BATCH:
                self._put_off()
                self._write()
            if len(self.result.refusals) >= MAX_REFUSALS:
                self.result.refuse(
                    _("is the last row checked. Correct the errors above first."), line=line
                )
                break
        self.waiting = self.put_off + self.waiting
        self._write()
        if self.day:
            self.result.not_named = self._not_named()
        self.result.changes.sort(key=lambda change: change.line)
        return self.result

    # Columns

    def _not_named(self) -> list[str]:
        """Rows that were there on the day of the file, and of which it says nothing."""
        there = self.model.objects.in_force(self.day).exclude(pk__in=self.named)
        added = {change.row.pk for change in self.result.changes if change.is_new}
        texts = self.lookups.of(self.model).texts
        return sorted(texts[pk] for pk in there.values_list("pk", flat=True) if pk not in added)

    # Rows

    def _load(self) -> None:
        key = [self.resource.columns[name].attribute for name in self.model.key]
        self.fold = folding(self.model._meta.get_field(name) for name in self.model.key)
        keys = self.model._base_manager.values_list("pk", *key)
        self.day = self.lookups.day if self.model.is_lasting else None
        self.existing = {tuple(called): pk for pk, *called in keys}
        if self.day:
            self._load_day(key)
        self.missing = self.headings.missing(self.resource.columns)
        # Columns of which it was said that they are missing.
        self.unsaid: set[str] = set()
        self.relations = [
            field.name for field in self.model._meta.concrete_fields if field.is_relation
        ]
        self.to_itself = [
            name
            for name, column in self.columns.items()
            if getattr(column.cell, "model", None) is self.model
        ]

    # A file of new rows asks for none of these.

    @cached_property
    def rows(self) -> dict[int, models.Model]:
        return {row.pk: row for row in self.model._base_manager.all()}

    @cached_property
    def links(self) -> dict[str, dict]:
        return self.resource.links()

    def _load_day(self, key: list[str]) -> None:
        """As they were on the day of the file: found by what they were called then, else by now.

        The names of rows that were not there on it are the last to be asked.
        """
        then = {row.pk: row for row in rows_on(self.model, self.day)}
        there, others = {}, {}
        for row in then.values():
            names = there if was_there(row, self.day) else others
            names[tuple(getattr(row, name) for name in key)] = row.pk
        self.existing = others | self.existing | there
        self.rows |= then
        for name, column in self.columns.items():
            if column.is_many:
                self.links[name] = links_on(column.model_field, self.day)
        self.named: set[int] = set()

    def _take(self, line: int, cells: dict[str, str]) -> None:
        if self._refers_to_waiting(cells):
            self._write()
        refusals = len(self.result.refusals)
        self.is_waiting = False
        texts, readings = self._read(line, cells)
        key = self._key(readings)
        if key is None or self._is_doubled(key, line):
            self._note_refused(cells)
            return
        pk = self.existing.get(key) or self.existing.get(self._key_as_written(texts, key))
        change = RowChange(line, cells, self.rows[pk] if pk else self.model(), is_new=not pk)
        if change.is_new and not self._may_be_new(change, key):
            self._note_refused(cells)
            return
        self._put(change, texts, readings)
        unread = self.columns.keys() - readings.keys()
        if change.is_new or change.differences:
            self._validate(change, unread)
        is_refused = len(self.result.refusals) > refusals
        if is_refused or self.is_waiting or (change.is_new and self.unsaid):
            self._judge(change, unread, self.result.refusals[refusals:])
        elif self.day and not change.is_new:
            self._state(change, readings)
        elif change.is_new or change.differences:
            self.waiting.append(change)
        else:
            self.result.unchanged += 1

    def _put(self, change: RowChange, texts, readings: dict[str, CellReading]) -> None:
        """What the cells say onto the row."""
        links = defaultdict(dict) if change.is_new else self.links
        for name, reading in readings.items():
            column = self.columns[name]
            if reading.value is not KEPT and not isinstance(column, InheritedColumn):
                old = column.value_of(change.row, links)
                change.put(column, reading, texts[name], old)
        self._compare(change, readings)

    def _state(self, change: RowChange, readings: dict[str, CellReading]) -> None:
        """Of a row that is there, all that the file says holds since its day, changed or not."""
        self.named.add(change.row.pk)
        columns = [self.columns[name] for name in readings if readings[name].value is not KEPT]
        fields = [column.name for column in columns if not isinstance(column, InheritedColumn)]
        links = {
            column.name: (self.links[column.name].get(change.row.pk, frozenset()) | gains) - losses
            for column in columns
            if column.is_many
            for gains, losses in [change.links.get(column.name, (frozenset(), frozenset()))]
        }
        unit = current_unit("Importing")
        unit.state(change.row, fields, links, is_said_again=not change.differences)
        if change.differences:
            self.result.changes.append(change)
        else:
            self.result.unchanged += 1

    def _refers_to_waiting(self, cells) -> bool:
        if not self.waiting:
            return False
        known = self.lookups.of(self.model) if self.to_itself else ()
        return any(cells[name].strip() and cells[name] not in known for name in self.to_itself)

    def _read(self, line, cells) -> tuple[dict[str, str], dict[str, CellReading]]:
        texts, readings = {}, {}
        for name, column in self.columns.items():
            if self.sheet.faults and (fault := self.sheet.faults.get((line, name))):
                self.result.refuse(fault, line=line, column=name, value=cells[name])
                continue
            try:
                texts[name] = rearm(cells[name])
                readings[name] = self.resource.read(column, texts[name], cells)
            except RefusedBefore:
                self.is_waiting = True
            except ValueError as error:
                self.result.refuse(str(error), line=line, column=name, value=cells[name])
            except ValidationError as error:
                for message in error.messages:
                    self.result.refuse(message, line=line, column=name, value=cells[name])
        return texts, readings

    def _note_refused(self, cells: dict[str, str]) -> None:
        """Rows that refer to it are not told that it is missing."""
        quoted = BETWEEN_PARTS.join(cells.get(name, "").strip() for name in self.model.key)
        self.lookups.refused[self.model].add(loosely(quoted))

    def _judge(self, change: RowChange, unread: set[str], refusals: list[Refusal]) -> None:
        """Of a row that is refused already, what constraints have against the rest of its cells."""
        if change.is_new:
            self._note_refused(change.cells)
        if self.judged == MOST_JUDGED:
            return
        self.judged += 1
        wrong = {refusal.column for refusal in refusals}
        excluded = {*unread, *self.unsaid, *wrong}
        if error := against(partial(change.row.validate_constraints, exclude=excluded)):
            self.result.refuse_change(change, error)

    def _key(self, readings: dict[str, CellReading]) -> tuple | None:
        """None where a part of the key could not be read."""
        if any(name in self.columns and name not in readings for name in self.model.key):
            return None
        return tuple(
            readings[name].value if name in readings else self.resource.columns[name].cell.empty
            for name in self.model.key
        )

    def _key_as_written(self, texts, key: tuple) -> tuple:
        """The key of a row whose text has spaces around it, from days before that was tidied."""
        return tuple(
            texts[name] if isinstance(value, str) and name in texts else value
            for name, value in zip(self.model.key, key, strict=True)
        )

    def _is_doubled(self, key: tuple, line: int) -> bool:
        first = self.first_line_of.setdefault(key, line)
        if first == line:
            return False
        self.result.refuse(
            _("has the same key as line {first} ({key}). Keep one of the two.").format(
                first=first, key=", ".join(self.model.key)
            ),
            line=line,
        )
        return True

    def _may_be_new(self, change: RowChange, key: tuple) -> bool:
        if self._is_alike(key, change):
            return False
        for name in self.missing:
            self.headings.refuse_missing(name, line=change.line)
        self.unsaid, self.missing = {*self.unsaid, *self.missing}, []
        return True

    def _is_alike(self, key: tuple, change: RowChange) -> bool:
        """Whether it would not be told apart from a row of the register, or of a line before it."""
        folded = self.fold(key)
        is_there = folded in self.folded
        other = self.folded[folded] if is_there else self.new_ones.setdefault(folded, key)
        name = self._differing(key, other)
        if not name:
            return False
        if is_there:
            message = _(
                "differs from “{other}” in the register only by capitals, spaces or "
                "invisible characters. Write it as it is there, or choose a clearly "
                "different name."
            )
        else:
            message = _(
                "differs from “{other}” in line {first} only by capitals, spaces or "
                "invisible characters. Keep one of them, or choose a clearly "
                "different name."
            )
        there = shown(other[self.model.key.index(name)])
        message = message.format(other=there, first=self.first_line_of.get(other))
        self.result.refuse_column(change, name, message)
        return True

    @cached_property
    def folded(self) -> dict[tuple, tuple]:
        """The keys of the register by what people can tell apart. Only new rows ask."""
        return {self.fold(key): key for key in self.existing}

    def _differing(self, key: tuple, other: tuple) -> str:
        """The part of the key that is written in two ways."""
        parts = zip(self.model.key, key, other, strict=True)
        return next((name for name, its, others in parts if its != others), "")

    def _validate(self, change: RowChange, unread: set[str]) -> None:
        row = change.row
        skipped = {*self.relations, *unread, *self.unsaid}
        if change.is_new:
            skipped |= self.defaults - {*change.fields}
        else:
            skipped |= {field.name for field in row._meta.concrete_fields} - {*change.fields}
        if self.day and row.first_day and "first_day" not in change.fields:
            # What a file says of an earlier day was there on that day.
            row.first_day = min(row.first_day, self.day)
        try:
            row.clean_fields(exclude=skipped)
            if not unread:
                row.clean()
        except ValidationError as error:
            self.result.refuse_change(change, error)
        for name, message in self.resource.objections(change):
            self.result.refuse_column(change, name, message)

    def _compare(self, change: RowChange, readings: dict[str, CellReading]) -> None:
        """A column that only repeats what another row says has to repeat it rightly."""
        for name, reading in readings.items():
            column = self.columns[name]
            if isinstance(column, InheritedColumn) and reading.value is not KEPT:
                value = column.value_of(change.row, {})
                if value not in (None, reading.value):
                    message = _("does not match the {relation}, which belongs to “{value}”.")
                    message = message.format(
                        relation=column.relation, value=column.text(value, None)
                    )
                    self.result.refuse_column(change, name, message)

    def _put_off(self) -> None:
        changed = {change.row.pk: change for change in self.waiting if not change.is_new}
        said = {
            # Not by getattr, which would fetch what a relation leads to.
            pk: {name: vars(change.row).get(name) for name in change.fields}
            for pk, change in changed.items()
        }
        late = still_borne(self.model, said)
        self.put_off += [changed[pk] for pk in late]
        self.waiting = [change for change in self.waiting if change.row.pk not in late]

    def _write(self) -> None:
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        refused = set()
        for change, error in write(self.model, waiting):
            self.result.refuse_change(change, error)
            refused.add(change.line)
            if change.is_new:
                self._note_refused(change.cells)
        self.result.changes += [change for change in waiting if change.line not in refused]
        self.lookups.forget(self.model)
