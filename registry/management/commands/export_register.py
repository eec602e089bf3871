"""The whole register, into a folder of files."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from registry.base.refusals import Refused
from registry.exchange.folders import FILES, write_folder
from registry.exchange.terminal import Progress


class Command(BaseCommand):
    help = "Writes one CSV file for each table. import_register takes the folder back."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--on", metavar="YYYY-MM-DD", help="Only what was in force on that day."
        )

    def handle(self, *, folder, on, **options):
        progress = Progress(self.stderr)
        try:
            write_folder(folder, on=day(on) if on else None, progress=progress)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                _("{folder} cannot be written: {why}.").format(folder=folder, why=error.strerror)
            ) from error
        finally:
            progress.end()
        self.stdout.write(
            _("{count} files are in {folder}.").format(count=len(FILES), folder=folder)
        )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            _("“{text}” is no day. Write it as 2018-07-17.").format(text=text)
        ) from error
