from registry.refusals import Refusal


def test_a_refusal_is_one_line_however_long_and_strange_its_value_is():
    refusal = Refusal(
        "is wrong.", file="a.csv", line=2, column="name", value="x\n\x1b[2J\u202e" + "y" * 100
    )
    text = str(refusal)
    assert text.isprintable()
    assert text.startswith('a.csv, line 2, column name, "x··[2J·yyy')
    assert text.endswith('y…": is wrong.')


def test_a_place_that_is_not_known_is_left_out():
    assert str(Refusal("is empty.", file="a.csv")) == "a.csv: is empty."
