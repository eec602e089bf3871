"""One message a day and person with the requests that are due."""

from contextlib import nullcontext

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.jobs.noting import noted
from registry.outgoing import NotTaken
from registry.vocabulary import Job
from requests_app.reminders import Digest, digests
from requests_app.vocabulary import Reminder


class Command(BaseCommand):
    help = (
        "Sends reminders to the people who handle requests: two weeks, one week and "
        "one day before a request is due, on that day, and every day after; and every "
        "day while something goes on that has to stop at once. Run it daily. A second run on "
        "the same day sends nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be sent, and send nothing."
        )

    def handle(self, *, dry_run, verbosity, **options):
        with nullcontext() if dry_run else noted(Job.SEND_REMINDERS):
            self.remind(dry_run, verbosity)

    def remind(self, dry_run: bool, verbosity: int) -> None:
        to_send, untold = digests(timezone.localdate())
        failed = 0
        for digest in to_send:
            if dry_run:
                self.stdout.write(f"{_of(digest)}\n{digest.text}")
            elif why := _failure(digest):
                failed += 1
                self.stderr.write(f"{_of(digest)}: {why}")
            elif verbosity:
                self.stdout.write(_of(digest))
        for item in untold:
            said = _(
                "{reference} is due on {day}, but there is nobody with an e-mail address to remind."
            )
            if item.kind == Reminder.STOP:
                said = _(
                    "{reference}: something has to stop at once, but there is nobody with an "
                    "e-mail address to remind."
                )
            request = item.request
            self.stderr.write(said.format(reference=request.reference, day=request.due_on))
        if dry_run:
            self.stdout.write(_("Nothing was sent: this was a dry run."))
        elif failed or untold:
            raise CommandError(_not_told(failed, len(untold)))


def _not_told(failed: int, untold: int) -> str:
    of_mail = ngettext("{n} message failed.", "{n} messages failed.", failed)
    of_requests = ngettext(
        "{n} request has nobody to remind.", "{n} requests have nobody to remind.", untold
    )
    counted = [(of_mail, failed), (of_requests, untold)]
    return " ".join(words.format(n=n) for words, n in counted if n)


def _of(digest: Digest) -> str:
    count = len(digest.items)
    return ngettext("{account}: {count} request", "{account}: {count} requests", count).format(
        account=digest.user.get_username(), count=count
    )


def _failure(digest: Digest) -> str:
    """Why it was not sent; empty where it was. The others are sent all the same."""
    try:
        digest.send()
    except NotTaken as error:
        return str(error)
    return ""
