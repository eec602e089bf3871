"""Files for the resources, as text."""

import pytest

from registry.files.all_or_nothing import import_sheets
from registry.files.reading.sheets import read_sheet
from registry.resources import TABLES


@pytest.fixture
def take(db):
    """Imports a text into a table; the result says what became of its rows."""

    def take(table, text, **options):
        sheet = read_sheet(f"{table}.csv", text.encode())
        options = {"by": "test", "reason": "Import"} | options
        return import_sheets([(TABLES[table], sheet)], **options)[0]

    return take
