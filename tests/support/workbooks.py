"""Workbooks for tests, also such as no program of ours would write."""

import io
import re
import zipfile

import openpyxl


def workbook(sheets, *, hidden=(), very_hidden=(), shuffled=False):
    """The bytes of a workbook: for each sheet its rows, by its name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in {*hidden, *very_hidden}:
            sheet.sheet_state = "hidden" if name in hidden else "veryHidden"
    stream = io.BytesIO()
    book.save(stream)
    return with_sheets(stream.getvalue(), _upside_down) if shuffled else stream.getvalue()


def with_sheets(data, change):
    """The workbook with the XML of each sheet changed."""
    return with_part(data, "xl/worksheets/", change)


def with_part(data, start, change):
    """The workbook with the XML changed of each part whose name begins so."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            content = old.read(part)
            if part.startswith(start):
                content = change(content.decode()).encode()
            new.writestr(part, content)
    return stream.getvalue()


def _upside_down(xml):
    """The last row first, and in each the last cell."""
    rows = re.findall("<row.*?</row>", xml, re.DOTALL)
    for row in rows:
        cells = re.findall("<c .*?(?:</c>|/>)", row, re.DOTALL)
        xml = xml.replace(row, row.replace("".join(cells), "".join(reversed(cells))))
    rows = re.findall("<row.*?</row>", xml, re.DOTALL)
    return xml.replace("".join(rows), "".join(reversed(rows)))
