"""Where the boxes and lines of the map stand."""

from itertools import pairwise

from registry.data_map.layout import BETWEEN, LETTERS, MOST, WIDTH, drawn


def crossings(picture):
    lines = [(line.start, line.end) for line in picture.lines]
    return sum(
        (one.y - other.y) * (its_end.y - end.y) < 0
        for number, (one, its_end) in enumerate(lines)
        for other, end in lines[number + 1 :]
        if one.x == other.x
    )


def test_columns_stand_side_by_side_and_boxes_never_overlap():
    picture = drawn([{n: f"Node {n}" for n in "abc"}, dict.fromkeys("xyz", "Words " * 12)], [])
    left, right = picture.columns
    assert {node.x for node in left} == {0}
    assert right[0].x > WIDTH
    for column in picture.columns:
        for upper, lower in pairwise(column):
            assert lower.y == upper.y + upper.height + BETWEEN
        assert column[-1].y + column[-1].height <= picture.height


def test_lines_cross_as_little_as_they_can():
    left, right = ({f"{side}{n}": f"{side}{n}" for n in range(6)} for side in "lr")
    picture = drawn([left, right], [(f"l{n}", f"r{5 - n}") for n in range(6)])
    assert crossings(picture) == 0


def test_a_line_leads_from_the_right_edge_to_the_left_edge():
    picture = drawn([{"a": "A"}, {"b": "B"}], [("a", "b")])
    (line,) = picture.lines
    assert line.path.startswith(f"M{WIDTH} {line.start.middle}C")
    assert line.path.endswith(f" {line.end.x} {line.end.middle}")


def test_what_is_too_much_for_a_column_stands_together_last_with_its_lines():
    left = {n: f"Node {n}" for n in range(MOST + 5)}
    links = [(n, "b") for n in range(MOST + 5)] + [(MOST + 4, "c")]
    picture = drawn([left, {"b": "B", "c": "C"}], links)
    assert len(picture.columns[0]) == MOST
    last = picture.columns[0][-1]
    assert (last.others, last.lines) == (6, ("6 more",))
    assert MOST + 4 in {node.key for node in picture.columns[0]}  # it has two links
    assert (last.key, "b") in {(line.start.key, line.end.key) for line in picture.lines}


def test_long_words_are_wrapped_and_cut():
    picture = drawn([{"a": "word " * 40}], [])
    (node,) = picture.columns[0]
    assert all(len(line) <= LETTERS for line in node.lines)
    assert node.lines[-1].endswith("…")


def test_nothing_is_drawn_of_nothing():
    picture = drawn([{}, {}], [])
    assert (picture.columns, picture.lines) == (((), ()), ())
