"""After an older copy was restored: what was forgotten since is forgotten in it too."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry import counted
from registry.evidence.log.entries import NoLog
from registry.evidence.redaction import list_file
from registry.refusals import Refused

BY = "reapply_redactions"


class Command(BaseCommand):
    help = (
        "Applies a list of redactions, as written by export_redactions or "
        "anchor_evidence, to a restored backup. Run it before anybody uses the "
        "restored register. Fields that are already redacted are not changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be removed, and change nothing."
        )

    def handle(self, *, file, dry_run, **options):
        try:
            named = list_file.read(file)
            applied = list_file.reapply(named, by=BY, dry_run=dry_run)
        except (NoLog, Refused) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                _("Cannot read {file}: {why}.").format(file=file, why=error.strerror)
            ) from error
        said = ngettext(
            "{missing} of {count} redaction was missing here ({versions}).",
            "{missing} of {count} redactions were missing here ({versions}).",
            len(named),
        )
        self.stdout.write(
            said.format(
                missing=applied.redactions,
                count=len(named),
                versions=counted.versions(applied.versions),
            )
        )
        if applied.unknown:
            said = ngettext(
                "{count} version is not in this copy, because it is newer.",
                "{count} versions are not in this copy, because they are newer.",
                applied.unknown,
            )
            self.stdout.write(said.format(count=applied.unknown))
        if dry_run:
            self.stdout.write(_("Nothing was written: this was a dry run."))
