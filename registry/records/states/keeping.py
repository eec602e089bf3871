"""The states of some rows as the database keeps them: read from their versions, and written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from registry.records.names.buckets import fields_of, names_of
from registry.records.rules import Fault, Faults, constraints_in_words
from registry.records.states.cells import LINK, Shape, shape_of
from registry.records.states.exchanging import free_names
from registry.records.states.line import Line


class KeptStates:
    """Some rows of one table, with all their states."""

    def __init__(self, model: type[models.Model], pks: list[int]):
        self.model, self.pks = model, pks
        self.shape: Shape = shape_of(model)
        # The key of each row between, by field and its two ends: a link keeps that of its latest
        # state, whatever the table says now.
        self._between: dict[tuple[str, int, int], int] = {}
        self._in_table: dict[tuple[str, int, int], int] = {}
        # Rows that are called otherwise now.
        self.named_anew: set[int] = set()
        # By row the columns that are to say something else, what it says, and is to say.
        self._to_put: dict[int, tuple[dict, dict, dict]] = {}

    # What is read

    def _live(self) -> dict[int, dict]:
        rows = self.model._base_manager.filter(pk__in=self.pks).values("pk", *self.shape.columns)
        links: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
        for many in self.model._meta.local_many_to_many:
            through = many.remote_field.through
            source, target = self.shape.ends(many)
            found = through._base_manager.filter(**{f"{source}__in": self.pks})
            for pk, here, there in found.values_list("pk", source, target):
                links[here][many.name].add(there)
                self._in_table[many.name, here, there] = pk
                self._between.setdefault((many.name, here, there), pk)
        return {row["pk"]: self.shape.cells(row, links[row["pk"]]) for row in rows}

    def lines(self) -> dict[int, Line]:
        """Of each row the states that count: of those of one day the one written last."""
        versions = self.model.history.model.objects.filter(id__in=self.pks)
        versions = versions.order_by("holds_from", "history_id")
        found: dict[int, dict[date, dict]] = defaultdict(dict)
        for row in versions.values("id", "history_id", "holds_from", *self.shape.columns):
            found[row["id"]][row["holds_from"]] = row
        numbers = [row["history_id"] for rows in found.values() for row in rows.values()]
        links: dict[int, dict[str, set]] = defaultdict(lambda: defaultdict(set))
        for many in self.model._meta.local_many_to_many:
            table = HistoricalRecords.m2m_models[many]
            source, target = self.shape.ends(many)
            rows = table.objects.filter(history__in=numbers)
            rows = rows.order_by("-history__holds_from", "-history")
            for number, pk, here, there in rows.values_list("history", "id", source, target):
                links[number][many.name].add(there)
                self._between.setdefault((many.name, here, there), pk)
        return {
            pk: Line(
                [
                    (day, self.shape.cells(row, links[row["history_id"]]))
                    for day, row in sorted(rows.items())
                ]
            )
            for pk, rows in found.items()
        }

    # What is written

    def _write_versions(self, lines: Mapping[int, Line], said: dict) -> list[int]:
        table = self.model.history.model
        states = [(pk, *state) for pk in self.pks for state in lines[pk].written]
        versions = table.objects.bulk_create(
            table(id=pk, holds_from=day, **self.shape.values(cells), **said)
            for pk, day, cells in states
        )
        for many in self.model._meta.local_many_to_many:
            self._write_links(many, zip(versions, states, strict=True))
        return [version.history_id for version in versions]

    def _number_links(self, many: models.ManyToManyField, lines: Mapping, live: Mapping) -> None:
        """A link that was never written gets its key from the table, though it may leave again."""
        through = many.remote_field.through
        source, target = self.shape.ends(many)
        new = sorted(
            {
                (pk, there)
                for pk in self.pks
                for _day, cells in lines[pk].written
                for there in self.shape.linked(cells, many.name)
                if (many.name, pk, there) not in self._between
            }
        )
        made = through._base_manager.bulk_create(
            through(**{source: pk, target: there}) for pk, there in new
        )
        for (pk, there), row in zip(new, made, strict=True):
            self._between[many.name, pk, there] = row.pk
            self._in_table[many.name, pk, there] = row.pk
            live[pk][LINK, many.name, there] = True

    def _write_links(self, many: models.ManyToManyField, pairs: Iterable) -> None:
        table = HistoricalRecords.m2m_models[many]
        source, target = self.shape.ends(many)
        table.objects.bulk_create(
            table(
                history=version,
                **{"id": self._between[many.name, pk, there], source: pk, target: there},
            )
            for version, (pk, _day, cells) in pairs
            for there in sorted(self.shape.linked(cells, many.name))
        )

    def _compare(self, live: Mapping[int, dict], latest: Mapping[int, dict]) -> None:
        """What each row is to say otherwise. It is written by `put_all_right`."""
        for pk in self.pks:
            old, new = self.shape.values(live[pk]), self.shape.values(latest[pk])
            differing = {name: value for name, value in new.items() if old[name] != value}
            if differing or self._is_linked_otherwise(pk, live[pk], latest[pk]):
                self._to_put[pk] = differing, live[pk], latest[pk]
        namings = (fields_of(self.model, naming) for naming in names_of(self.model))
        names = {field.attname for fields in namings for field in fields}
        self.named_anew = {pk for pk, said in self.differing.items() if names & said.keys()}

    def _is_linked_otherwise(self, pk: int, live: dict, latest: dict) -> bool:
        for many in self.model._meta.local_many_to_many:
            here, there = (self.shape.linked(cells, many.name) for cells in (live, latest))
            if here != there or not all(self._is_in_table(many.name, pk, key) for key in here):
                return True
        return False

    @property
    def differing(self) -> dict[int, dict]:
        """By row the columns that are to say something else."""
        return {pk: differing for pk, (differing, *_cells) in self._to_put.items() if differing}

    def put_right(self) -> None:
        for pk, said in self._to_put.items():
            self._put_right(pk, *said)

    def _put_right(self, pk: int, differing: dict, live: dict, latest: dict) -> None:
        """Written past `recorded`, which is at work."""
        if differing:
            try:
                with constraints_in_words(self.model):
                    models.QuerySet(self.model).filter(pk=pk).update(**differing)
            except ValidationError as error:
                found = [Fault(self.model, pk, "", message) for message in error.messages]
                raise Faults(found) from error
        for many in self.model._meta.local_many_to_many:
            through = many.remote_field.through
            source, target = self.shape.ends(many)
            here, there = (self.shape.linked(cells, many.name) for cells in (live, latest))
            same = {key for key in here & there if self._is_in_table(many.name, pk, key)}
            if here - same:
                gone = through._base_manager.filter(**{source: pk, f"{target}__in": here - same})
                gone.delete()
            through._base_manager.bulk_create(
                through(pk=self._between[many.name, pk, key], **{source: pk, target: key})
                for key in sorted(there - same)
            )

    def _is_in_table(self, *link) -> bool:
        return self._in_table[link] == self._between[link]


def put_all_right(states: Collection[KeptStates]) -> None:
    """Of one table: its rows say what the latest state of each says.

    All at once, however many: they may take names from one another.
    """
    differing = {pk: said for some in states for pk, said in some.differing.items()}
    if differing:
        free_names(next(iter(states)).model, differing)
    for some in states:
        some.put_right()
