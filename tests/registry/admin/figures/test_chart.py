"""Where the parts of a bar stand."""

from registry.admin.figures.chart import LEAST, LENGTH, Bar, Chart


def chart_of(*counts):
    bars = tuple(Bar(f"Bar {number}", parts) for number, parts in enumerate(counts))
    return Chart("key", "Title", "About", ("one", "two"), bars)


def test_the_longest_bar_has_the_whole_length_and_parts_stand_behind_one_another():
    first, second = chart_of((3, 1), (1, 0)).rows()
    assert [(piece.x, piece.width) for piece in first.pieces] == [
        (0, LENGTH * 3 / 4),
        (LENGTH * 3 / 4, LENGTH / 4),
    ]
    assert (first.end, second.end) == (LENGTH, LENGTH / 4)


def test_what_there_is_one_of_can_be_seen_beside_very_many():
    (_many, few) = chart_of((100_000, 0), (1, 0)).rows()
    assert few.pieces[0].width == LEAST


def test_nothing_has_no_pieces():
    chart = chart_of((0, 0))
    assert chart.is_empty
    assert [row.pieces for row in chart.rows()] == [()]
