"""One table of the register, from a file."""

from pathlib import Path

from django.utils.translation import gettext as _

from registry.base.sheets import read_file
from registry.exchange.importing import ImportCommand
from registry.resources import TABLES


class Command(ImportCommand):
    help = "Imports one CSV or XLSX file into a table: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("table", choices=sorted(TABLES), metavar="table")
        parser.add_argument("file", type=Path)
        super().add_arguments(parser)

    def sheets(self, *, table, file, **options):
        sheet = read_file(file)
        return _("Import of {name}").format(name=sheet.name), [(TABLES[table], sheet)]
