"""The columns of all files as a page of the documentation: `python -m tests.support.columns`."""

import os
from collections.abc import Iterator

import django

from tests.support.production import ROOT

PLACE = ROOT / "docs" / "columns.md"
HEAD = """# Columns of the files

Each file with its columns, in their order: how the pages call the field, whether a row needs it,
and what a cell says. Rows are found by what is called “key”. The import page of a table shows the
same, and offers a file to begin with. What holds for all files stands in [Files](files.md). This
page is made from the code by

    .venv/bin/python -m tests.support.columns

"""


def written() -> str:
    from registry.files.resource import all_resources

    return HEAD + "\n".join(line for resource in all_resources() for line in _table(resource))


def _table(resource) -> Iterator[str]:
    from registry.files.explaining import explained

    yield f"## {resource._meta.name}.csv\n"
    yield "| column | on the pages | needed | what a cell says |"
    yield "|---|---|---|---|"
    for column in explained(resource):
        needed = "key" if column.is_key else "yes" if column.is_needed else ""
        says = f"{column.says}. {column.about}" if column.about else column.says
        cells = (f"`{column.name}`", column.label, needed, says)
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
    yield ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PLACE.write_text(written(), "utf-8")
