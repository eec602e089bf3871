"""The list of redactions, for those who keep the backups."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from registry.evidence.log.entries import NoLog
from registry.evidence.redaction import list_file
from registry.exchange.terminal import writing


class Command(BaseCommand):
    help = (
        "Writes a list of the redacted fields: numbers, hashes and names of fields, "
        "no values. Keep it with the checkpoints, apart from the backups. After "
        "restoring a backup, apply it with reapply_redactions."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="OUT.json")

    def handle(self, *, file, **options):
        try:
            with writing(file):
                count = list_file.write(file)
        except NoLog as error:
            raise CommandError(str(error)) from error
        said = ngettext(
            "{count} redaction is in {file}.", "{count} redactions are in {file}.", count
        )
        self.stdout.write(said.format(count=count, file=file))
