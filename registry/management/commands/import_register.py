"""The whole register, from a folder of files."""

from pathlib import Path

from django.utils.translation import gettext as _

from registry.exchange.folders import read_folder
from registry.exchange.import_command import ImportCommand


class Command(ImportCommand):
    help = "Imports a folder of CSV files, as written by export_register: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        super().add_arguments(parser)

    def sheets(self, *, folder, encoding, sheet, **options):
        sheets = read_folder(folder, encoding=encoding, tab=sheet)
        name = folder.resolve().name
        return _("Import of {folder}").format(folder=f"{name}/{{file}}"), sheets
