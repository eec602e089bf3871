"""Whether the history is what was once sealed."""

import json
import sys
from argparse import ArgumentTypeError
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from registry.evidence.bundles.checking import check_bundle
from registry.evidence.log.entries import NoLog
from registry.evidence.verify.whole import is_whole, last_verified, note, read_anchor, verify
from registry.exchange.terminal import Progress
from registry.jobs.noting import noted
from registry.vocabulary import Job

TAMPERED, INCOMPLETE = 1, 2


def entry_number(text: str) -> int | str:
    if text == "last":
        return text
    if not text.isdecimal():
        raise ArgumentTypeError(_("Give the number of an entry, or “last”."))
    return int(text)


class Command(BaseCommand):
    help = (
        "Checks the sealed history, every version and row of the register, and the "
        "files that they name. Prints one line for each fault. Exit codes: 0 no "
        "faults, 1 something was tampered with, 2 the check could not be made."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor",
            type=Path,
            action="append",
            default=[],
            help="File with a checkpoint that was kept elsewhere. May be repeated.",
        )
        parser.add_argument(
            "--since",
            type=entry_number,
            default=0,
            metavar="ENTRY|last",
            help="Trust the hashes of entries before this one; “last” is where the last "
            "verification without faults ended. Current rows are always checked.",
        )
        parser.add_argument(
            "--bundle",
            type=Path,
            metavar="FILE",
            help="Check a bundle instead, as the verifier in it does.",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, anchor, since, format, bundle, **options):  # noqa: A002 (an option's name)
        if bundle:
            self.tell_of_bundle(check_bundle(bundle))
            return
        # From an entry that somebody names nothing follows for those before it: that is no run.
        with noted(Job.VERIFY_EVIDENCE) if since in (0, "last") else nullcontext():
            self.verify(anchor, since, is_for_machines=format == "json")

    def verify(self, anchor, since, *, is_for_machines: bool) -> None:
        progress = Progress(self.stderr)
        try:
            anchors = [read_anchor(path) for path in anchor]
            first = last_verified() if since == "last" else since
            report = verify(first=first, anchors=anchors, progress=progress)
        except OSError as error:
            why = _("Cannot read {file}: {why}.").format(file=error.filename, why=error.strerror)
            raise CommandError(why, returncode=INCOMPLETE) from error
        except ValueError as error:
            why = _("Cannot read an anchor: {why}.").format(why=error)
            raise CommandError(why, returncode=INCOMPLETE) from error
        except (NoLog, DatabaseError) as error:
            why = " ".join(str(error).split())
            raise CommandError(why, returncode=INCOMPLETE) from error
        finally:
            progress.end()
        self.tell(report, is_for_machines=is_for_machines)
        if not report.is_clean:
            sys.exit(TAMPERED)
        if is_whole(report):
            note(report, by="verify_evidence")
        else:
            words = _(
                "Nobody has found the entries before {entry} clean yet, so this does not count as "
                "a verification of the history."
            )
            self.stderr.write(words.format(entry=report.first))

    def tell_of_bundle(self, verdict) -> None:
        if verdict.unreadable:
            raise CommandError(verdict.unreadable, returncode=INCOMPLETE)
        for line in verdict.faults or verdict.proven:
            self.stdout.write(line)
        if verdict.faults:
            sys.exit(TAMPERED)

    def tell(self, report, *, is_for_machines: bool) -> None:
        if is_for_machines:
            self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False, indent=2))
            return
        for fault in report.faults:
            self.stdout.write(str(fault))
        self.stdout.write(report.conclusion)
