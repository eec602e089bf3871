"""Workbooks that are large or made to cost much: read elsewhere, or refused with what to do."""

import json
from contextlib import closing
from io import BytesIO

import pytest

from registry.files.reading import apart, archives
from registry.files.reading.apart import BookApart, serve
from registry.files.reading.sheets import read_sheet
from registry.files.reading.workbooks import Book
from registry.refusals import Refused
from tests.support.workbooks import with_part, workbook

ROWS = [["name", "notes"], *([f"Name {n}", "=1+1" if n == 7 else "x_x0001_y"] for n in range(3000))]
LARGE = workbook({"First": ROWS, "Second": [["a"], [1.5], [True]]}, hidden=["Second"])
TOO_MUCH = "has too many cells, texts or formats"


def refusal_of(data):
    with pytest.raises(Refused) as refused:
        read_sheet("table.xlsx", data)
    return str(refused.value)


@pytest.mark.slow
def test_a_large_workbook_says_the_same_in_a_process_of_its_own():
    assert not archives.is_small(LARGE)
    with closing(BookApart(LARGE)) as there:
        for here, tab in zip(Book(LARGE).tabs, there.tabs, strict=True):
            assert (tab.name, tab.is_hidden) == (here.name, here.is_hidden)
            assert tab.first(3) == here.first(3)
            assert tab.rows(5000) == here.rows(5000)
    assert there._process.poll() is not None


def test_a_large_workbook_is_a_sheet_like_any_other():
    sheet = read_sheet("t.xlsx", LARGE)
    assert (sheet.headers, len(sheet)) == (["name", "notes"], 3000)
    assert sheet.faults[9, "notes"].startswith("is a formula.")


@pytest.mark.slow
def test_what_is_wrong_with_it_is_said_as_it_is_said_here():
    damaged = with_part(LARGE, "xl/worksheets/sheet1", lambda xml: xml[: len(xml) // 2])
    assert "table.xlsx: is damaged" in refusal_of(damaged)


@pytest.mark.parametrize(
    ("limit", "value"), [("SECONDS", 0.01), ("BYTES", 1)], ids=["time", "memory"]
)
def test_a_workbook_that_takes_more_than_it_may_is_refused(monkeypatch, limit, value):
    monkeypatch.setattr(apart, limit, value)
    assert TOO_MUCH in refusal_of(LARGE)


def test_the_other_process_learns_no_secret():
    assert not [name for name in apart.ENVIRONMENT if "SECRET" in name or "DATABASE" in name]


def test_it_answers_in_lines_of_json_until_nobody_asks():
    asked = b'["first", 1, 2]\n["rows", 0, 1]\n'
    questions, answers = BytesIO(b"%d\n%b%b" % (len(LARGE), LARGE, asked)), BytesIO()
    serve(questions, answers)
    said = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert said[0] == {"answer": [["First", False], ["Second", True]]}
    assert said[1]["answer"][1] == [2, [1], ["1.5"], []]
    assert len(said) == 3
    answers = BytesIO()
    serve(BytesIO(b"4\nPK\x03\x04"), answers)
    assert "is damaged" in json.loads(answers.getvalue())["refusals"][0]["message"]


def repeated(part, count):
    return lambda xml: xml.replace(part, part * count, 1)


STYLES = with_part(
    LARGE, "xl/styles", lambda xml: xml.replace("</fonts>", "<b/>" * 40_000 + "</fonts>")
)
MARKS = with_part(LARGE, "xl/worksheets/sheet2", repeated("<row", 4_000_001))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(STYLES, "too many cell formats and styles", id="styles"),
        pytest.param(MARKS, "too large when unpacked", id="unpacked"),
    ],
)
def test_an_archive_of_too_much_is_refused_before_anything_reads_it(data, why):
    assert why in refusal_of(data)


def test_many_marks_are_too_much(monkeypatch):
    monkeypatch.setattr(archives, "MAX_MARKS", 5_000)
    assert TOO_MUCH in refusal_of(LARGE)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("a,b\n" + "," * 2_000_001, "more than 2,000,000 cells", id="cells"),
        pytest.param("a,b\n" + "\n" * 500_000, "more than 500,000 lines", id="empty lines"),
        pytest.param("a,b\n" + "x\n" * 1_100, "is the last row checked", id="refusals"),
    ],
)
def test_a_text_of_too_much_is_refused_early(text, why):
    assert why in refusal_of(text.encode())
