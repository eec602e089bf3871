"""A copy of the whole register, while it runs."""

from argparse import SUPPRESS, ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from registry import counted
from registry.backups.copies import CannotCopy
from registry.backups.manifest import Unreadable
from registry.backups.taking import note, take
from registry.evidence.log.entries import NoLog
from registry.exchange.terminal import Progress
from registry.jobs.noting import noted
from registry.vocabulary import Job

BY = "backup"


def at_least_one(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(_("Give the number of backups to keep, at least 1."))
    return int(text)


class Command(BaseCommand):
    help = (
        "Writes the database and the private files into one file in a folder, encrypted for "
        "the public keys of BACKUP_RECIPIENTS. Sessions are left out."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--keep",
            type=at_least_one,
            metavar="N",
            help="Afterwards remove older backups from the folder, all but the N newest.",
        )

        parser.add_argument("--by", default=BY, help=SUPPRESS)  # of a page: who asked for it

    def handle(self, *, folder, keep, by, **options):
        with noted(Job.BACKUP):
            self.back_up(folder, keep, by)

    def back_up(self, folder: Path, keep: int | None, by: str) -> None:
        progress = Progress(self.stderr)
        try:
            taken = take(folder, keep=keep, progress=progress)
        except (CannotCopy, NoLog, Unreadable) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(" ".join(str(error).split())) from error
        except OSError as error:
            raise CommandError(
                _("Cannot write the backup: {file}: {why}.").format(
                    file=error.filename or folder, why=error.strerror or error
                )
            ) from error
        finally:
            progress.end()
        self.stdout.write(
            _("{file}: history of {entries}, {files}, {bytes}.").format(
                file=taken.file,
                entries=counted.entries(taken.manifest.size),
                files=counted.files(len(taken.manifest.files)),
                bytes=counted.bytes_of(taken.bytes),
            )
        )
        self.stdout.write(f"SHA-256 {taken.sha256}")
        for removed in taken.removed:
            self.stdout.write(_("Removed: {file}").format(file=removed))
        try:
            note(taken, by=by)
        except DatabaseError as error:
            why = " ".join(str(error).split())
            said = _("The backup is there, but the register could not note it: {why}")
            raise CommandError(said.format(why=why)) from error
