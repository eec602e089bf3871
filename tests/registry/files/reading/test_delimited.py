import pytest

from registry.files.reading.sheets import Wish, read_sheet
from registry.files.resource import tables

FIT = tables()["processors"].fit


def read(text, encoding="utf-8"):
    return read_sheet("x.csv", text.encode(encoding), Wish(fit=FIT))


@pytest.mark.parametrize(
    ("first", "delimiter", "said"),
    [
        ("sep=;\r\n", ";", "semicolons"),
        ("sep=,\n", ",", "commas"),
        ("sep=\t\n", "\t", "tabs"),
        ("SEP=|\r", "|", "“|”"),
        ("sep=:\n", ":", "“:”"),
        ("sep=^\n", "^", "“^”"),
        ('"sep=;"\n', ";", "semicolons"),
        ("sep=;;\n", ";", "semicolons"),
        ('"sep=,",,\n', ",", "commas"),
        ("\ufeffsep=;\n", ";", "semicolons"),
    ],
)
def test_the_first_line_may_tell_the_delimiter(first, delimiter, said):
    sheet = read(f"{first}name{delimiter}country\nA,B;C{delimiter}DE\n".replace("A,B;C", "AB"))
    assert (sheet.headers, sheet.rows, sheet.lines) == (["name", "country"], [["AB", "DE"]], [3])
    assert sheet.read_as == f"UTF-8, separated by {said}, headings in line 2"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_it_may_in_every_encoding(encoding):
    assert read("sep=;\nname;country\nMüller;DE\n", encoding).rows == [["Müller", "DE"]]


def test_a_mark_may_stand_below_that_line():
    assert read("sep=;\n\ufeffname;country\nA;DE\n").headers == ["name", "country"]


def test_what_was_told_counts_more_than_what_is_more_frequent():
    assert read("sep=;\nname;remarks\nA;b,c,d,e\n").rows == [["A", "b,c,d,e"]]


@pytest.mark.parametrize(
    "title",
    ["Our vendors", "Vendors, as of 2024, all", "\tVendors\t\t", '"Vendors, ""all"""', "A;B"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_title_above_the_headings_hides_no_delimiter(title, delimiter):
    sheet = read(f"{title}\n\nname{delimiter}country\nA{delimiter}DE\n")
    assert (sheet.headers, sheet.rows, sheet.begins) == (["name", "country"], [["A", "DE"]], 3)


def test_without_known_columns_the_first_row_that_has_a_delimiter_tells_it():
    assert read_sheet("x.csv", b"a;b\n1;2,3,4\n").rows == [["1", "2,3,4"]]
    assert read_sheet("x.csv", b"\xef\xbb\xbf a,b\n1,2\n").headers == ["a", "b"]


def test_a_bar_separates_where_only_so_the_headings_fit():
    assert read("name|country\nA|DE\n").rows == [["A", "DE"]]
    assert read("name\nA | B\n").rows == [["A | B"]]
    assert read("name,remarks\nA,B | C\n").rows == [["A", "B | C"]]


def test_headings_may_be_marked_as_required():
    assert read("Name*,Country:\nA,DE\n").headers == ["name", "country"]


def test_rows_without_headings_are_not_measured_by_what_stands_above_them():
    sheet = read("x\n" * 20 + "name,country\nA,DE\n")
    assert (sheet.headers, len(sheet)) == (["x"], 21)


def test_columns_beyond_the_limit_may_be_empty():
    assert read("name,country" + "," * 300 + "\nA,DE\n".replace("DE", "DE" + "," * 300)).headers
