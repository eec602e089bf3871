"""What a change to the past makes of the states of a row, against a model that goes day by day."""

import random
from datetime import date, timedelta

import pytest

from registry.records.states.line import BEGINNING, Line, OtherChange
from tests.support.day_by_day import DayByDay

pytestmark = pytest.mark.once

START = date(2018, 1, 1)
DAYS = 40
NAMES = ["country", "terms", ("links", 7)]
VALUES = ["a", "b", "c", None]


def day_of(number):
    return START + timedelta(days=number)


def begun(line):
    return [day for day, _cells in line.states if day != BEGINNING]


def some_cells(chance):
    names = chance.sample(NAMES, chance.randint(1, len(NAMES)))
    return {name: chance.choice(VALUES) for name in names}


def write_at_random(line, model, chance):
    """One write to both. Days are numbers to the model."""
    kind = chance.choice(["change"] * 4 + ["correct", "everywhere", "confirm", "edition", "undo"])
    cells, number = some_cells(chance), chance.randint(1, DAYS - 1)
    if kind == "change":
        line.change(day_of(number), cells)
        model.change(number, cells)
    elif kind == "correct":
        line.correct(cells)
        model.correct(cells)
    elif kind == "everywhere":
        line.everywhere(cells)
        model.everywhere(cells)
    elif kind == "confirm":
        line.confirm(day_of(number))
    elif kind == "edition":
        line.begin_with(cells, day_of(number))
        model.begin_with(cells, number)
    elif begun(line):
        day = chance.choice(begun(line))
        line.withdraw(day)
        model.withdraw((day - START).days)


SEEDS = [*range(8), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(8, 40))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hundred_random_histories_say_on_each_day_what_the_slow_model_says(seed):
    for number in range(100):
        chance = random.Random(seed * 100 + number)
        cells = {name: chance.choice(VALUES) for name in NAMES}
        line, model = Line([(BEGINNING, dict(cells))]), DayByDay(cells, DAYS)
        for _write in range(chance.randint(1, 8)):
            write_at_random(line, model, chance)
            for day in range(DAYS):
                said = line.at(day_of(day))
                assert {name: said.get(name) for name in NAMES} == model.at(day), (seed, number)


def line_of(*states):
    return Line([(BEGINNING, {"country": states[0]})]) if len(states) == 1 else _built(states)


def _built(states):
    first, *later = states
    return Line(
        [
            (BEGINNING, {"country": first}),
            *((day_of(day), {"country": said}) for day, said in later),
        ]
    )


def countries(line):
    return [(day, cells["country"]) for day, cells in line.states]


def test_the_first_state_holds_from_the_beginning():
    with pytest.raises(ValueError, match="from the beginning"):
        Line([(START, {})])


def test_a_change_is_carried_into_later_states_up_to_the_first_that_says_otherwise():
    line = line_of("US", (10, "US"), (20, "IE"), (30, "US"))
    carried = line.change(day_of(5), {"country": "CA"})
    assert carried == [(day_of(10), "country")]
    assert [said for _day, said in countries(line)] == ["US", "CA", "CA", "IE", "US"]


def test_a_state_that_is_spared_keeps_what_it_says_and_so_do_those_after_it():
    line = line_of("US", (10, "US"), (20, "US"))
    line.change(day_of(5), {"country": "CA"}, spared=[(day_of(10), "country")])
    assert [said for _day, said in countries(line)] == ["US", "CA", "US", "US"]


def test_a_correction_takes_the_run_of_states_that_hold_what_is_wrong():
    line = line_of("US", (10, "IE"), (20, "US"), (30, "US"))
    line.correct({"country": "CA"})
    assert [said for _day, said in countries(line)] == ["US", "IE", "CA", "CA"]
    assert [day for day, _cells in line.written] == [day_of(20), day_of(30)]


def test_a_change_that_is_withdrawn_leaves_the_day_and_not_the_value():
    line = line_of("US", (10, "IE"), (20, "IE"), (30, "CA"))
    line.withdraw(day_of(10))
    assert [said for _day, said in countries(line)] == ["US", "US", "US", "CA"]


def test_a_change_is_put_off_to_a_later_day():
    line = line_of("US", (10, "IE"), (30, "CA"))
    line.withdraw(day_of(10), until=day_of(20))
    assert [line.at(day_of(day))["country"] for day in (9, 10, 19, 20, 30)] == [
        "US",
        "US",
        "US",
        "IE",
        "CA",
    ]


def test_a_change_is_brought_forward_to_an_earlier_day():
    line = line_of("US", (10, "IE"))
    line.bring_forward(day_of(10), to=day_of(4))
    assert [line.at(day_of(day))["country"] for day in (3, 4, 10)] == ["US", "IE", "IE"]


def test_a_change_is_not_moved_over_another_of_the_same():
    with pytest.raises(OtherChange):
        line_of("US", (10, "IE"), (20, "CA")).withdraw(day_of(10), until=day_of(30))
    with pytest.raises(OtherChange):
        line_of("US", (10, "IE"), (20, "CA")).bring_forward(day_of(20), to=day_of(5))


def test_only_what_began_on_a_day_can_be_withdrawn():
    with pytest.raises(ValueError, match="Nothing began"):
        line_of("US").withdraw(day_of(3))


def test_a_state_that_is_confirmed_is_written_though_it_says_the_same():
    line = line_of("US")
    line.confirm(day_of(3))
    assert line.written == [(day_of(3), {"country": "US"})]
