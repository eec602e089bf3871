"""One table from a file, or several that only together keep the rules."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from registry.exchange.import_command import ImportCommand
from registry.files.reading.sheets import Wish, read_file
from registry.files.resource import RegisterResource, tables


class Command(ImportCommand):
    help = "Imports one CSV or XLSX file into a table: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("table", choices=sorted(tables()), metavar="table")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--with",
            dest="others",
            action="append",
            nargs=2,
            default=[],
            metavar=("TABLE", "FILE"),
            help="Another table, imported after it in the same step.",
        )
        super().add_arguments(parser)

    def sheets(self, *, table, file, others, encoding, sheet, **options):
        files = [(resource_of(table), Path(file)) for table, file in [(table, file), *others]]
        sheets = [
            (resource, read_file(file, Wish(fit=resource.fit, encoding=encoding, tab=sheet)))
            for resource, file in files
        ]
        names = ", ".join(sheet.name for _resource, sheet in sheets)
        return _("Import of {name}").format(name=names), sheets


def resource_of(table: str) -> type[RegisterResource]:
    """Raises CommandError for an unknown table."""
    if table not in tables():
        raise CommandError(_("--with: “{table}” is not a table.").format(table=table))
    return tables()[table]
