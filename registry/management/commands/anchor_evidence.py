"""The end of the log, given away so that nobody can take it back."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry import counted
from registry.evidence import anchors
from registry.evidence.log.entries import NoLog
from registry.jobs.noting import noted
from registry.refusals import Refused
from registry.vocabulary import Job

BY = "anchor_evidence"
MOST_BYTES = 2**20  # of a receipt, with all the certificates that it may bring


class Command(BaseCommand):
    help = (
        "Gives the newest checkpoint of the history to others: as a file, by mail to "
        "the mailboxes of EVIDENCE_MAILBOXES (if the history has grown), or to a "
        "time-stamp authority (RFC 3161). The page to print for minutes is in the "
        "admin."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="A new file, or a folder.")
        parser.add_argument(
            "--mail", action="store_true", help="Send it to each mailbox that does not have it yet."
        )
        parser.add_argument(
            "--tsq", type=Path, metavar="FILE", help="Write a time-stamp request to this file."
        )
        parser.add_argument(
            "--tsr",
            type=Path,
            metavar="FILE",
            help="Read the reply of the authority from this file.",
        )

    def handle(self, *, file, mail, tsq, tsr, verbosity, **options):
        if not (file or mail or tsq or tsr):
            raise CommandError(_("Give a target: a file, a folder, --mail, --tsq or --tsr."))
        if tsq and not (file or mail or tsr):  # a question gives nothing away
            self._anchor(file, mail, tsq, tsr, verbosity)
            return
        with noted(Job.ANCHOR_EVIDENCE):
            self._anchor(file, mail, tsq, tsr, verbosity)

    def _anchor(self, file, mail, tsq, tsr, verbosity) -> None:
        try:
            if tsr:
                self._take(tsr)
            if file:
                kept = anchors.into_file(file, by=BY)
                self.stdout.write(_("The checkpoint is in {file}.").format(file=kept))
            if tsq:
                self._ask(tsq)
            if mail:
                self._mail(verbosity)
        except (Refused, NoLog) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error

    def _take(self, file: Path) -> None:
        with file.open("rb") as stream:
            anchor = anchors.take_receipt(stream.read(MOST_BYTES), by=BY)
        self.stdout.write(
            _(
                "Saved: a {target}, for {entries}. Its signature was not "
                "checked; docs/evidence.md explains how to."
            ).format(target=anchor.target, entries=counted.entries(anchor.size))
        )

    def _ask(self, file: Path) -> None:
        checkpoint, request = anchors.time_stamp_request()
        file.write_bytes(request)
        # What the authority is asked about: its receipt is checked with it.
        file.with_suffix(".checkpoint").write_text(checkpoint.text, encoding="utf-8", newline="")
        self.stdout.write(
            _("Send {file} to the authority, then read its reply with --tsr.").format(file=file)
        )

    def _mail(self, verbosity: int) -> None:
        sent, failed = anchors.by_mail(by=BY)
        if verbosity:
            self.stdout.write(
                ngettext(
                    "{count} mailbox got the checkpoint.",
                    "{count} mailboxes got the checkpoint.",
                    len(sent),
                ).format(count=len(sent))
            )
        if failed:
            raise CommandError(
                ngettext(
                    "{count} mailbox could not be reached: {names}.",
                    "{count} mailboxes could not be reached: {names}.",
                    len(failed),
                ).format(count=len(failed), names=", ".join(failed))
            )
