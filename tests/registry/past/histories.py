"""Random histories of rows whose past is changed again and again, beside what they should say."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.utils import timezone

from registry.models import Processor
from registry.past.views import as_it_was
from registry.records import moving
from registry.records.history import recorded
from registry.records.states.wishes import ALL_ALONG
from tests.support.day_by_day import DayByDay
from tests.support.factories import country, make_processor

DAYS, FIRST = 12, 3  # the rows are there from the day with this number on
TEXTS = {
    "location_as_published": ["U.S.", "Ireland", "EU"],
    "privacy_contact": ["a", "b", "none"],  # the last is an absence
}
WAYS = ["change"] * 4 + ["today", "correct", "edition", "edition", "withdraw", "move", "begin"]


def day_of(number: int) -> date:
    return timezone.localdate() - timedelta(days=20 * (DAYS - 1 - number))


class Life:
    """A row of the register, and the same day by day."""

    def __init__(self, chance: Random):
        self.chance = chance
        self.countries = {code: country(code).pk for code in ("US", "DE", "IN")}
        cells = {name: chance.choice(texts) for name, texts in TEXTS.items()}
        linked = [code for code in self.countries if chance.random() < 0.5]
        self.row = make_processor(
            first_day=day_of(FIRST),
            processing_countries=[self.countries[code] for code in linked],
            **cells,
        )
        self.first = FIRST
        self.model = DayByDay(cells | {code: code in linked for code in self.countries}, DAYS)
        # The days, by number, on which a state may begin.
        self.begun: set[int] = set()

    def write(self) -> None:
        """Once, in some way; where the register refuses, nothing has changed."""
        way = self.chance.choice(WAYS)
        with suppress(ValidationError):
            getattr(self, f"_{way}")(self._some_cells(), self.chance.randint(self.first, DAYS - 1))

    def _some_cells(self) -> dict:
        cells = {name: self.chance.choice(texts) for name, texts in TEXTS.items()}
        cells |= {code: self.chance.random() < 0.5 for code in self.countries}
        return {
            name: cells[name] for name in self.chance.sample([*cells], self.chance.randint(1, 3))
        }

    def _save(self, cells: dict, since) -> dict:
        """Through the row as a form does it; returns what differs from what the form showed."""
        shown = self.model.at(DAYS - 1)
        changed = {name: value for name, value in cells.items() if shown[name] != value}
        with recorded(by="test", reason="A change", since=since):
            row = Processor.objects.get(pk=self.row.pk)
            for name in TEXTS.keys() & changed.keys():
                setattr(row, name, changed[name])
            row.save()
            for code in self.countries.keys() & changed.keys():
                change = row.processing_countries
                (change.add if changed[code] else change.remove)(self.countries[code])
        return changed

    def _change(self, cells, day):
        self.model.change(day, self._save(cells, day_of(day)))
        self.begun.add(day)

    def _today(self, cells, _day):
        self.model.change(DAYS - 1, self._save(cells, None))
        self.begun.add(DAYS - 1)

    def _correct(self, cells, _day):
        self.model.correct(self._save(cells, ALL_ALONG))

    def _begin(self, _cells, _day):
        """Another first day: an own date, the same in all states."""
        first = self.chance.randint(1, DAYS - 1)
        with recorded(by="test", reason="It was there earlier"):
            row = Processor.objects.get(pk=self.row.pk)
            row.first_day = day_of(first)
            row.save()
        self.first = first

    def _edition(self, _cells, _day):
        """What a file says: all of it, from before the first day too."""
        day = self.chance.randint(1, DAYS - 1)
        cells = {name: self.chance.choice(texts) for name, texts in TEXTS.items()}
        cells |= {code: self.chance.random() < 0.5 for code in self.countries}
        with recorded(by="test", reason="An edition", since=day_of(day)) as unit:
            row = Processor.objects.get(pk=self.row.pk)
            for name in TEXTS:
                setattr(row, name, cells[name])
            row.settle_absences()
            linked = {pk for code, pk in self.countries.items() if cells[code]}
            unit.state(row, TEXTS, {"processing_countries": linked})
        if day < self.first:
            self.model.begin_with(cells, self.first)
            self.begun.add(self.first)
            self.first = day
        else:
            self.model.change(day, cells)
            self.begun.add(day)

    def _withdraw(self, _cells, _day):
        day = self.chance.choice(sorted(self.begun) or [DAYS - 1])
        moving.withdraw_change(self.row, day_of(day), by="test", reason="It never was")
        self.model.withdraw(day)

    def _move(self, _cells, to):
        day = self.chance.choice(sorted(self.begun) or [DAYS - 1])
        moving.move_change(self.row, day_of(day), day_of(to), by="test", reason="Another day")
        self.model.move(day, to)
        self.begun.add(to)


def live_through(chance: Random, lives: int, rounds: int) -> Iterator[str]:
    """Rows that are written to in rounds; yields each answer that is not what it should be."""
    rows = [Life(chance) for _number in range(lives)]
    known: list[tuple[datetime, list[tuple[int, DayByDay]]]] = []
    for _round in range(rounds):
        for life in rows:
            life.write()
        known.append((timezone.now(), [(life.first, life.model.as_known_now()) for life in rows]))
    for number, (moment, models) in enumerate(known):
        for day in [*range(DAYS), None]:
            with as_it_was(None if day is None else day_of(day), moment, only=[Processor]):
                yield from _differing(rows, models, day, number)


def _differing(rows: list[Life], models: list, day: int | None, number: int) -> Iterator[str]:
    found = Processor.objects.prefetch_related("processing_countries").in_bulk()
    there = set() if day is None else set(_there(day))
    for life, (first, model) in zip(rows, models, strict=True):
        row, on = found[life.row.pk], DAYS - 1 if day is None else day
        said = {name: row.absences.get(name) or getattr(row, name) for name in TEXTS}
        linked = {it.code for it in row.processing_countries.all()}
        said |= {code: code in linked for code in life.countries}
        if said != model.at(on):
            yield f"row {row.pk}, day {day}, round {number}: {said} and not {model.at(on)}"
        if day is not None and (row.pk in there) != (day >= first):
            yield f"row {row.pk}, day {day}, round {number}: there or not"


def _there(day: int):
    return Processor.objects.in_force(day_of(day)).values_list("pk", flat=True)
