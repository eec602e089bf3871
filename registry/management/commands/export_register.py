"""The whole register, into a folder of files."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from registry.exchange.folders import FILES, write_folder
from registry.exchange.terminal import Progress, writing
from registry.records.moments import read_day, read_moment


class Command(BaseCommand):
    help = "Writes one CSV file for each table. Import the folder with import_register."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--on", metavar="YYYY-MM-DD", help="Export only what applied on that day."
        )
        parser.add_argument(
            "--as-known-at",
            metavar="YYYY-MM-DD[THH:MM]",
            help="Show what the register said at that moment, or at the end of that day.",
        )

    def handle(self, *, folder, on, as_known_at, **options):
        progress = Progress(self.stderr)
        try:
            with writing(folder):
                write_folder(
                    folder,
                    on=read_day(on) if on else None,
                    known=read_moment(as_known_at) if as_known_at else None,
                    progress=progress,
                )
        finally:
            progress.end()
        self.stdout.write(
            ngettext(
                "{count} file is in {folder}.", "{count} files are in {folder}.", len(FILES)
            ).format(count=len(FILES), folder=folder)
        )
