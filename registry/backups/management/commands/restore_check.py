"""Whether a backup can be restored: it is, beside the register, and thrown away again."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from registry.backups import archive
from registry.backups.copies import CannotCopy
from registry.backups.manifest import Unreadable
from registry.backups.proving import CouldNotTry, in_words, prove
from registry.evidence.log.entries import NoLog
from registry.exchange.terminal import Progress
from registry.jobs.noting import noted
from registry.records.events import announce
from registry.vocabulary import EventName, Job

BY = "restore_check"
DIFFERS, COULD_NOT_TRY = 1, 2


class Command(BaseCommand):
    help = (
        "Restores a backup into a place of its own, migrates it, compares counts and files, "
        "verifies the whole history, applies redactions in a dry run, asks ten pages. Exit "
        "codes: 0 proven, 1 it differs, 2 it could not be tried."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--identity", type=Path, metavar="KEY", help="File with the private key of age."
        )
        parser.add_argument(
            "--redactions",
            type=Path,
            metavar="LIST",
            help="A list of redactions kept elsewhere (default: this register's own).",
        )

    def handle(self, *, file, identity, redactions, **options):
        with noted(Job.RESTORE_CHECK):
            self.check_restore(file, identity, redactions)

    def check_restore(self, file: Path, identity: Path | None, redactions: Path | None) -> None:
        progress = Progress(self.stderr)
        try:
            keys = archive.identities(identity) if identity else []
            proof = prove(file, keys=keys, redactions=redactions, progress=progress)
        except (CannotCopy, CouldNotTry, NoLog, Unreadable, DatabaseError) as error:
            raise self._not_tried(" ".join(str(error).split())) from error
        except OSError as error:
            why = f"{error.filename or file}: {error.strerror or error}"
            raise self._not_tried(why) from error
        finally:
            progress.end()
        for line in in_words(proof):
            self.stdout.write(line)
        announce(EventName.RESTORE_TRIED, by=BY, faults=len(proof.faults))
        if proof.faults:
            sys.exit(DIFFERS)

    def _not_tried(self, why: str) -> CommandError:
        said = _("The backup could not be tried: {why}").format(why=why)
        return CommandError(said, returncode=COULD_NOT_TRY)
