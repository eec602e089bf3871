"""The register of a day for a reader: an authority, an auditor, a board."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from registry.exchange.documents import FORMATS, write_document
from registry.exchange.terminal import Progress, writing
from registry.records.moments import Past, read_day, read_moment


class Command(BaseCommand):
    help = (
        "Writes the record of processing activities as a single HTML page, or as a "
        "workbook with a sheet for each table. Drafts are included and marked as "
        "drafts."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="OUT")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument(
            "--on",
            metavar="YYYY-MM-DD",
            help="The day to show (default: today, or the day of --as-known-at).",
        )
        parser.add_argument(
            "--as-known-at",
            metavar="YYYY-MM-DD[THH:MM]",
            help="Show what the register said at that moment, or at the end of that day.",
        )

    def handle(self, *, file, format, on, as_known_at, **options):  # noqa: A002
        progress = Progress(self.stderr)
        try:
            with writing(file):
                past = Past(
                    on=read_day(on) if on else None,
                    known=read_moment(as_known_at) if as_known_at else None,
                )
                write_document(file, kind=format, past=past, progress=progress)
        finally:
            progress.end()
        self.stdout.write(_("The document is in {file}.").format(file=file))
