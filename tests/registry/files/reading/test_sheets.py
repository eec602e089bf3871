import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.files.reading import shape, sheets
from registry.files.reading.delimited import csv_lines
from registry.files.reading.sheets import read_file, read_sheet
from registry.refusals import Refused


def refusals_of(data, name="processors.csv"):
    try:
        sheet = read_sheet(name, data)
    except Refused as error:
        return [str(refusal) for refusal in error.refusals]
    # Rows that do not fit the headings are told with what is wrong with the others.
    assert sheet.refusals
    return [str(refusal.in_file(name)) for refusal in sheet.refusals]


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (b"name,country\nA,US\n", "UTF-8, separated by commas"),
        (b"name;country\r\nA;US\r\n", "UTF-8, separated by semicolons"),
        (b"name\tcountry\rA\tUS\r", "UTF-8, separated by tabs"),
        (b'"na""me, x";country\nA;US\n', "UTF-8, separated by semicolons"),
    ],
)
def test_the_separator_is_found_and_said(data, how):
    sheet = read_sheet("a.csv", data)
    assert sheet.rows == [["A", "US"]]
    assert sheet.read_as == how


def test_a_row_stands_on_the_line_where_it_begins():
    sheet = read_sheet("a.csv", b'name,remarks\nA,"one\ntwo"\n\nB,x\n')
    assert list(zip(sheet.lines, sheet.rows, strict=True)) == [
        (2, ["A", "one\ntwo"]),
        (5, ["B", "x"]),
    ]


def test_columns_are_named_in_any_case_and_may_have_spaces():
    assert read_sheet("a.csv", b" Name ,Legal-Name,legal  url\n").headers == [
        "name",
        "legal_name",
        "legal_url",
    ]


def test_empty_rows_and_empty_columns_at_the_end_are_dropped():
    sheet = read_sheet("a.csv", b"name,country,,\nA,US,,\n,,,\n")
    assert sheet.headers == ["name", "country"]
    assert sheet.rows == [["A", "US"]]


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    assert refusals_of(data) == [
        "processors.csv: is empty. The first line must contain the column names."
    ]


def test_a_doubled_column_is_refused():
    assert refusals_of(b"name,country,Name\n") == [
        "processors.csv, line 1, column name: appears twice. Remove one of them."
    ]


def test_all_ragged_rows_are_refused_together():
    first, second = refusals_of(b"name,country\nA\nB,US,x\nC,US\n")
    assert first.startswith("processors.csv, line 2: has 1 cell instead of 2, one for each column.")
    assert second.startswith(
        "processors.csv, line 3: has 3 cells instead of 2, one for each column."
    )


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b'name\nA\n"B\nC\n', 'line 3: a quotation mark (") opens a cell here'),
        (b'name\n"A" B\n', 'line 2: a quotation mark (") stands inside'),
        (b"name\nA\nB\0\n", "line 3: the file contains a NUL character, which is not text."),
        (b"name,,country\nA,B,US\n", 'line 2, "B": is in a column without a name.'),
    ],
)
def test_what_is_malformed_is_refused_where_it_begins(data, start):
    (refusal,) = refusals_of(data)
    assert refusal.startswith(f"processors.csv, {start}")


def test_limits_are_kept(monkeypatch):
    monkeypatch.setattr(shape, "MAX_ROWS", 2)
    monkeypatch.setattr(shape, "MAX_COLUMNS", 2)
    monkeypatch.setattr(shape, "MAX_CELL", 5)
    monkeypatch.setattr(sheets, "MAX_BYTES", 40)
    assert "more than 2 rows" in refusals_of(b"name\nA\nB\nC\n")[0]
    assert "more than 2 columns" in refusals_of(b"a,b,c\n")[0]
    assert refusals_of(b"name\nABCDEF\n") == [
        'processors.csv, line 2, column name, "ABCDEF": is longer than 5 characters.'
    ]
    assert "is larger than" in refusals_of(b"x" * 41)[0]


def test_a_cell_beyond_all_measure_is_refused():
    (refusal,) = refusals_of(b'name\n"' + b"x" * 200_000)
    assert refusal.startswith("processors.csv, line 2: a cell here is far too long.")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="cannot be read: No such file"):
        read_file(tmp_path / "missing.csv")


# All that UTF-8 can hold, without NUL.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(texts.filter(str.strip), texts)))
def test_what_the_writer_writes_the_reader_reads(rows):
    rows = [list(row) for row in rows]
    data = "".join(csv_lines([["a", "b"], *rows])).encode()
    assert read_sheet("a.csv", data).rows == rows
