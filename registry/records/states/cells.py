"""What a row says, piece by piece: fields with why they are empty, what belongs together, links.

A change of the past is carried on piece by piece: see `registry.records.states.line`.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.records.absence import label_of

LINK, ABSENCE = "link", "absence"


@dataclass(frozen=True)
class Cell:
    """One piece, with what it is called."""

    model: type[models.Model]
    name: Hashable
    fields: tuple[models.Field, ...] = ()

    @property
    def code(self) -> str:
        parts = self.name if isinstance(self.name, tuple) else (self.name,)
        return ".".join(map(str, parts))

    @property
    def label(self) -> str:
        if not isinstance(self.name, tuple):
            return ", ".join(capfirst(str(field.verbose_name)) for field in self.fields)
        return capfirst(str(label_of(self.model, self.name[1])))

    def text(self, value: Any) -> str:
        """What it says, in words."""
        if isinstance(self.name, tuple) and self.name[0] == LINK:
            related = self.model._meta.get_field(self.name[1]).related_model
            row = str(related._base_manager.get(pk=self.name[2]))
            return row if value else _("without {row}").format(row=row)
        if isinstance(self.name, tuple):
            return str(value or "")
        return ", ".join(filter(None, map(_text, self.fields, value or ())))


def _text(field: models.Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or value)
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value) if field.choices else value)


class Shape:
    """How the rows of one table come apart, and together again."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.columns = [field.attname for field in fields]
        plain = [field for field in fields if field.name != "absences"]
        dates = (f for f in plain if type(f) is models.DateField and f.name not in model.acts)
        self.own_dates = [field.name for field in dates if field.name != "retired_on"]
        # The same in all its states.
        self.of_no_day = [*self.own_dates, *model.of_no_day]
        self._cells = {
            names[0]: Cell(model, names[0], tuple(model._meta.get_field(name) for name in names))
            for names in _together([field.name for field in plain], model, self.of_no_day)
        }
        self._absent = {
            name: [field.name for field in cell.fields if field.name in model.absence_fields]
            for name, cell in self._cells.items()
        }
        self._of = {field.name: name for name, cell in self._cells.items() for field in cell.fields}
        self._steps = {self._of[name] for name in model.acts}
        self._other_absences = {*model.absence_fields} - {*self._of}

    def cell(self, name: Hashable) -> Cell:
        return self._cells.get(name) or Cell(self.model, name)

    # Apart

    def cells(
        self,
        values: Mapping[str, Any],
        links: Mapping[str, Collection[int]],
        among: Mapping | None = None,
        fields: Collection[str] | None = None,
    ) -> dict:
        """From values by column, and keys by many-to-many field. With `fields`: what these say.

        `among` are the links that it ever had: those that are not said are there no more.
        """
        absences = values["absences"]
        cells = {
            name: (
                *(values[field.attname] for field in cell.fields),
                *(absences.get(name) for name in self._absent[name]),
            )
            for name, cell in self._cells.items()
            if fields is None or any(field.name in fields for field in cell.fields)
        }
        for name, keys in links.items():
            cells |= {(LINK, name, key): True for key in keys}
            was = self.linked(among or {}, name)
            cells |= {(LINK, name, key): None for key in was - {*keys}}
        others = self._other_absences if fields is None else self._other_absences & {*fields}
        if fields is None:
            return cells | {(ABSENCE, name): absences[name] for name in others if name in absences}
        return cells | {(ABSENCE, name): absences.get(name) for name in others}

    def sorted_out(self, cells: Mapping) -> tuple[dict, dict, dict, dict]:
        """What is of no day, as the row's own dates; its retirement; what steps wrote; all else."""
        dates, retiring, acts, rest = {}, {}, {}, {}
        retirement = self._of["retired_on"]
        for name, value in cells.items():
            kind = rest
            if name in self.of_no_day:
                kind = dates
            elif name == retirement and self.retired_on(value):
                kind = retiring
            elif self.is_of_a_step(name) or name == retirement:
                kind = acts
            kind[name] = value
        return dates, retiring, acts, rest

    def is_of_a_step(self, name: Hashable) -> bool:
        return name in self._steps

    def tells_end(self, name: Hashable) -> bool:
        return name == self.model.tells_end

    def retired_on(self, value: tuple) -> date | None:
        """From the cell that says so."""
        cell = self._cells[self._of["retired_on"]]
        return value[[field.name for field in cell.fields].index("retired_on")]

    def is_retired(self, cells: Mapping) -> bool:
        return self.retired_on(cells[self._of["retired_on"]]) is not None

    def ended_by(self, cells: Mapping, name: Hashable) -> bool:
        """Whether this cell says that the row is out of use."""
        return name == self._of["retired_on"] and self.is_retired(cells)

    def days_of(self, cells: Mapping) -> tuple[date | None, date | None]:
        """First and last day on which the row is there; None where nothing limits it."""
        start = self._day(cells, self.model.since) or self._day(cells, "first_day")
        end = self._day(cells, self.model.until)
        return start, end

    def has_first_day_only(self, cells: Mapping) -> bool:
        return not self._day(cells, self.model.since)

    def _day(self, cells: Mapping, name: str) -> date | None:
        return cells[name][0] if name in self.own_dates else None

    # Together again

    def values(self, cells: Mapping) -> dict[str, Any]:
        """By column."""
        values: dict[str, Any] = {}
        absences = {name[1]: text for name, text in cells.items() if name[0] == ABSENCE and text}
        for name, cell in self._cells.items():
            said = list(cells[name])
            for column in cell.fields:
                values[column.attname] = said.pop(0)
            absences |= dict(zip(self._absent[name], said, strict=True))
        return values | {"absences": {name: text for name, text in absences.items() if text}}

    def linked(self, cells: Mapping, name: str) -> set[int]:
        """The keys that a many-to-many field leads to."""
        linked = (cell for cell, is_there in cells.items() if is_there)
        return {cell[2] for cell in linked if cell[:2] == (LINK, name)}

    def ends(self, many: models.ManyToManyField) -> tuple[str, str]:
        """The columns of the rows between: this row, and the other."""
        through = many.remote_field.through._meta
        ends = many.m2m_field_name(), many.m2m_reverse_field_name()
        return tuple(through.get_field(name).attname for name in ends)


@cache
def shape_of(model: type[models.Model]) -> Shape:
    return Shape(model)


def _together(names: list[str], model, dates: Collection[str]) -> Iterable[tuple[str, ...]]:
    """The fields, those in one where a constraint of one row speaks of several.

    They change together, so what holds for each state of a row holds for those between too. Its own
    dates are the same in all.
    """
    groups = {name: [name] for name in names}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            bound = [name for name in names if name in _named_in(constraint.condition)]
            first, *others = [name for name in bound if name not in dates] or [""]
            for other in others:
                if groups[other] is not groups[first]:
                    groups[first] += groups[other]
                    for name in groups[first]:
                        groups[name] = groups[first]
    return dict.fromkeys(tuple(sorted(group, key=names.index)) for group in groups.values())


def _named_in(condition) -> set[str]:
    """The fields that a condition reads."""
    if isinstance(condition, tuple):
        lookup, value = condition
        return {lookup.partition("__")[0]} | _named_in(value)
    if isinstance(condition, Q):
        return set().union(*map(_named_in, condition.children)) if condition.children else set()
    if isinstance(condition, F):
        return {condition.name.partition("__")[0]}
    if hasattr(condition, "get_source_expressions"):
        sources = [it for it in condition.get_source_expressions() if it is not None]
        return set().union(*map(_named_in, sources)) if sources else set()
    return set()
