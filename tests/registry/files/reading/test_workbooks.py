import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from registry.files.reading import workbooks
from registry.files.reading.sheets import read_sheet
from registry.refusals import Refused


def written(rows):
    stream = io.BytesIO()
    workbooks.write(stream, "table", rows)
    return stream.getvalue()


def made_by_a_spreadsheet(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name, content):
    """A workbook in which one part was replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written([["name"]]))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return stream.getvalue()


def refusal_of(data):
    with pytest.raises(Refused) as refused:
        read_sheet("table.xlsx", data)
    return str(refused.value)


@pytest.mark.parametrize(
    "text", ["plain", "two\nlines\r\nand", "\x01", "_x0041_", "_", "Ünï", "'=1", "12", "yes"]
)
def test_what_is_written_is_read_as_it_was(text):
    assert read_sheet("t.xlsx", written([["name", "x"], ["A", text]])).rows == [["A", text]]


def test_every_cell_is_written_as_text():
    sheet = openpyxl.load_workbook(io.BytesIO(written([["name"], ["12"], ["#N/A"]]))).active
    assert [cell.data_type for (cell,) in sheet.iter_rows()] == ["s", "s", "s"]


def test_numbers_dates_and_truths_become_what_a_csv_would_say():
    rows = [["a", "b", "c", "d"], [38, date(2018, 7, 17), True, 1.5]]
    assert read_sheet("t.xlsx", made_by_a_spreadsheet(rows)).rows == [
        ["38", "2018-07-17", "yes", "1.5"]
    ]


def test_a_moment_keeps_its_time():
    rows = [["a"], [datetime(2018, 7, 17, 8, 30)]]  # noqa: DTZ001 (a workbook has no zones)
    assert read_sheet("t.xlsx", made_by_a_spreadsheet(rows)).rows == [["2018-07-17T08:30:00"]]


def test_a_row_may_end_early():
    rows = [["a", "b"], ["x"], [None, "y"]]
    assert read_sheet("t.xlsx", made_by_a_spreadsheet(rows)).rows == [["x", ""], ["", "y"]]


def test_a_formula_is_not_taken_and_text_that_looks_like_one_is_text():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["=1+1", "x"])
    book.active["B2"].value = "+1 (512) 222-5449"
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_sheet("t.xlsx", stream.getvalue())
    assert sheet.rows == [["=1+1", "+1 (512) 222-5449"]]
    assert sheet.faults == {
        (2, "a"): "is a formula. Copy the cell and paste the value in its place."
    }


def test_a_formula_among_the_headings_is_refused():
    refusal = refusal_of(made_by_a_spreadsheet([["name", "=A1"], ["x", "y"]]))
    assert refusal.startswith('table.xlsx, line 1, "=A1": is a formula.')


def test_an_error_of_the_spreadsheet_is_not_taken():
    sheet = read_sheet("t.xlsx", made_by_a_spreadsheet([["a", "b"], ["#REF!", "x"]]))
    assert sheet.faults == {(2, "a"): "is a spreadsheet error. Enter the value itself."}


def test_a_text_too_long_for_the_format_is_not_cut_off():
    with pytest.raises(Refused, match="Export as CSV"):
        written([["a"], ["x" * 32_768]])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"PK\x03\x04 and nothing else", id="no archive"),
        pytest.param(with_part("xl/worksheets/sheet1.xml", b"<worksheet"), id="broken XML"),
        pytest.param(
            with_part(
                "xl/worksheets/sheet1.xml",
                b'<!DOCTYPE x [<!ENTITY y "z">]><worksheet>&y;</worksheet>',
            ),
            id="entities",
        ),
        pytest.param(with_part("xl/workbook.xml", b"<a>"), id="no workbook"),
    ],
)
def test_a_damaged_workbook_is_refused(data):
    assert "is damaged" in refusal_of(data)


def test_a_workbook_that_unpacks_to_a_mountain_is_refused():
    bomb = with_part("xl/workbook.xml", b" " * 30_000_000)
    assert "too large when unpacked" in refusal_of(bomb)


def test_a_character_that_no_database_keeps_is_refused():
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row>
    <row><c t="inlineStr"><is><t>x_x0000_y</t></is></c></row></sheetData></worksheet>"""
    (fault,) = read_sheet("t.xlsx", with_part("xl/worksheets/sheet1.xml", sheet)).faults.values()
    assert fault == "contains a control character. Remove it."


def test_rows_far_down_are_read_in_time():
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>
    <row r="9000"><c r="A9000" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>"""
    assert read_sheet("t.xlsx", with_part("xl/worksheets/sheet1.xml", sheet)).lines == [9000]
