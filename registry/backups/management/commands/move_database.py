"""The register moved from one database into another, with proof that it is the same there."""

import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from registry import counted
from registry.backups.copies import CannotCopy
from registry.backups.moving import Moved, move
from registry.evidence.log import entries
from registry.evidence.log.checkpoints import Checkpoint
from registry.exchange.terminal import Progress
from registry.serving.beside import beside


class Command(BaseCommand):
    help = (
        "Moves the register from the database that is named here into the one of DATABASE_URL, "
        "which has to be empty: from SQLite to PostgreSQL or back. Rows keep their ids, the "
        "history its log, keys and anchors. Both are compared row by row, and the new one is "
        "verified. The old one is only read. Stop the server first. Nobody stays signed in."
    )
    requires_system_checks = []  # there is no register yet

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="URL", help="Such as sqlite:////srv/register.sqlite3")

    def handle(self, *, source, **options):
        progress = Progress(self.stderr)
        try:
            moved = move(source, progress=progress)
        except (CannotCopy, DatabaseError) as error:
            why = " ".join(str(error).split())
            raise CommandError(
                _("Nothing was moved: {why} Begin again with an empty database.").format(why=why)
            ) from error
        finally:
            progress.end()
        if place := beside():  # of SQLite: sessions of a register that was here before
            place.clear()
        self.stdout.write(
            _("The same in both: {tables}, {rows}, and the log of {entries}.").format(
                tables=counted.tables(len(moved.tables)),
                rows=counted.rows(moved.rows),
                entries=counted.entries(moved.size),
            )
        )
        self.stdout.write(verified(moved))
        self.stdout.write(_("Next: manage.py createcachetable, and start the server."))


def verified(moved: Moved) -> str:
    """By a process of its own, which has read nothing before. Raises CommandError."""
    with tempfile.TemporaryDirectory(prefix="register-move-") as folder:
        anchor = Path(folder, "checkpoint.txt")
        end = Checkpoint(entries.origin(), moved.size, bytes.fromhex(moved.root))
        anchor.write_text(end.text, encoding="utf-8", newline="")
        done = subprocess.run(  # noqa: S603 (this software itself)
            [sys.executable, "manage.py", "verify_evidence", "--anchor", str(anchor)],
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        why = " ".join((done.stdout + done.stderr).split())
        raise CommandError(_("It was moved, but does not verify: {why}").format(why=why))
    return done.stdout.strip()
