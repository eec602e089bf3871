"""A bundle of evidence for somebody outside."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from registry.evidence.bundles import packing
from registry.evidence.bundles.choosing import Choice, all_rows, rows_named
from registry.evidence.log.entries import NoLog
from registry.exchange.terminal import writing
from registry.records.moments import read_day


class Command(BaseCommand):
    help = (
        "Writes a zip with versions of entries, their proofs, and a verifier that "
        "needs only Python. Personal data and free text are included as digests; "
        "--fields shows the fields that it names."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="OUT.zip")
        parser.add_argument(
            "--object",
            dest="objects",
            action="append",
            default=[],
            metavar="TABLE:KEY",
            help="An entry as it is named in CSV files, such as "
            "registry.processor:Mailchimp, or by its number. May be repeated "
            "(default: the whole register).",
        )
        parser.add_argument(
            "--fields",
            default="",
            metavar="A,B",
            help="Show only these fields, besides the number of the row and its days.",
        )
        days = parser.add_mutually_exclusive_group()
        days.add_argument(
            "--on",
            metavar="YYYY-MM-DD",
            help="Include only the version of each row that holds for that day.",
        )
        days.add_argument(
            "--compare",
            nargs=2,
            metavar="YYYY-MM-DD",
            help="Make the verifier show what changed from one day to the other.",
        )

    def handle(self, *, file, objects, fields, on, compare, **options):
        try:
            with writing(file):
                choice = Choice(
                    rows=rows_named(objects) if objects else all_rows(),
                    fields=tuple(name.strip() for name in fields.split(",") if name.strip()),
                    on=read_day(on) if on else None,
                    compare=tuple(map(read_day, compare)) if compare else None,
                )
                head = packing.export(file, choice, by="export_evidence")
        except NoLog as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            ngettext(
                "The bundle is in {file}, as of {size} entry of the log.",
                "The bundle is in {file}, as of {size} entries of the log.",
                head.size,
            ).format(file=file, size=head.size)
        )
