"""The two commands that import share all but where their files come from."""

from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.exchange.terminal import Progress, report_of
from registry.files.all_or_nothing import import_sheets, refusals_of
from registry.files.reading.encodings import Reading, Undecided, known_encoding
from registry.files.reading.shape import Sheet
from registry.files.resource import RegisterResource
from registry.records.moments import read_day
from registry.refusals import Refusal, Refused


class ImportCommand(BaseCommand):
    """Takes everything or nothing, and says what became of each row."""

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would change, and change nothing."
        )
        parser.add_argument(
            "--by", help="Who is responsible for the change (default: the name of the command)."
        )
        parser.add_argument(
            "--since",
            type=_day,
            metavar="DAY",
            help="Day from which what the files say applies, such as 2018-07-17 (default: today).",
        )
        parser.add_argument(
            "--encoding",
            default="",
            type=_encoding,
            metavar="NAME",
            help="Encoding of the text, such as cp1250, if it cannot be detected.",
        )
        parser.add_argument(
            "--sheet",
            default="",
            metavar="NAME",
            help="Sheet of a workbook (default: the visible one with most of the columns).",
        )

    def sheets(self, **options) -> tuple[str, list[tuple[type[RegisterResource], Sheet]]]:
        """The reason that the history gives, and the files. Raises `Refused`."""
        raise NotImplementedError

    def handle(self, *, dry_run, by, since, **options):
        progress = Progress(self.stderr)
        try:
            reason, sheets = self.sheets(**options)
            results = import_sheets(
                sheets,
                by=by or self.__module__.rpartition(".")[2],
                reason=reason,
                since=since,
                dry_run=dry_run,
                progress=progress,
            )
        except Undecided as error:
            refused = self.refused(error.refusals)
            self.show(error.readings)
            raise refused from error
        except Refused as error:
            raise self.refused(error.refusals) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        finally:
            progress.end()
        for line in report_of(results):
            self.stdout.write(line)
        if refusals := refusals_of(results):
            raise self.refused(refusals)
        if dry_run:
            self.stdout.write(_("Nothing was written: this was a dry run."))

    def refused(self, refusals: Iterable[Refusal]) -> CommandError:
        refusals = list(refusals)
        for refusal in refusals:
            self.stdout.write(str(refusal))
        return CommandError(
            ngettext(
                "Nothing was imported: {count} error, listed above.",
                "Nothing was imported: {count} errors, listed above.",
                len(refusals),
            ).format(count=len(refusals))
        )

    def show(self, readings: Iterable[Reading]) -> None:
        """What the file would say in each encoding, for somebody to choose."""
        for reading in readings:
            self.stdout.write(f"  --encoding {reading.encoding}")
            for line in reading.lines:
                self.stdout.write(f"    {line}")


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValidationError as error:
        raise ArgumentTypeError(error.message) from error


def _encoding(name: str) -> str:
    try:
        return known_encoding(name) if name else ""
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
