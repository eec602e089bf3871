"""One table, into a file."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from registry.exchange.terminal import writing
from registry.files.reading import workbooks
from registry.files.reading.delimited import csv_lines
from registry.files.resource import tables
from registry.records.events import EventName, announce


class Command(BaseCommand):
    help = "Writes one table as CSV, or as XLSX if the name of the file ends in .xlsx."

    def add_arguments(self, parser):
        parser.add_argument("table", choices=sorted(tables()), metavar="table")
        parser.add_argument("file", type=Path)

    def handle(self, *, table, file, **options):
        resource = tables()[table]()
        queryset = resource.model.objects.all()
        # For the owner alone, and whole or not at all.
        with (
            writing(file),
            NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as new,
        ):
            try:
                rows = resource.with_headers(queryset)
                _write(new, table, rows, is_workbook=file.suffix.lower() == ".xlsx")
                # Before anybody can take it.
                announce(
                    EventName.EXPORTED,
                    by="export_table",
                    table=resource.model,
                    file=file.name,
                    rows=queryset.count(),
                )
                Path(new.name).replace(file)
            except BaseException:
                Path(new.name).unlink()
                raise
        self.stdout.write(_("{table} is in {file}.").format(table=table, file=file))


def _write(stream, table: str, rows, *, is_workbook: bool) -> None:
    if is_workbook:
        workbooks.write(stream, table, rows)
    else:
        stream.writelines(line.encode() for line in csv_lines(rows))
    stream.flush()
    os.fsync(stream.fileno())
