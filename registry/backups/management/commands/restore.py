"""A backup, put back into an empty place."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from registry import counted
from registry.backups import archive
from registry.backups.archive import Damaged
from registry.backups.copies import CannotCopy
from registry.backups.manifest import Unreadable
from registry.backups.putting_back import restore
from registry.exchange.terminal import Progress

NEXT = gettext_noop("""\
Before anybody works in it:
    manage.py migrate
    manage.py reapply_redactions LIST   (one that was kept apart from backups)
    manage.py verify_evidence
""")


class Command(BaseCommand):
    help = (
        "Puts a backup back: the database that DATABASE_URL names, and PRIVATE_FILES. Both "
        "must be empty; nothing is ever overwritten."
    )
    requires_system_checks = []  # there is no register yet

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--identity", type=Path, metavar="KEY", help="File with the private key of age."
        )

    def handle(self, *, file, identity, **options):
        progress = Progress(self.stderr)
        try:
            keys = archive.identities(identity) if identity else []
            said = restore(file, keys=keys, progress=progress)
        except (CannotCopy, Damaged, Unreadable, DatabaseError) as error:
            why = " ".join(str(error).split())
            raise CommandError(_("Nothing was restored: {why}").format(why=why)) from error
        except OSError as error:
            why = f"{error.filename or file}: {error.strerror or error}"
            raise CommandError(_("Nothing was restored: {why}").format(why=why)) from error
        finally:
            progress.end()
        self.stdout.write(
            _("Restored: the register of {day}, {entries}, {files}.").format(
                day=said.made_at[:19],
                entries=counted.entries(said.size),
                files=counted.files(len(said.files)),
            )
        )
        self.stdout.write(_(NEXT))
