"""What has to go from the files of closed requests: proposed, and removed once confirmed."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry import counted
from registry.asking import links
from registry.files import uploads
from registry.files_kept import storage
from registry.jobs.noting import noted
from registry.vocabulary import Job
from registry.working import keeping
from requests_app.models import RetentionRun
from requests_app.public.pending import forget_expired
from requests_app.retention.applying import apply
from requests_app.retention.proposals import Outlook, Proposal, outlook
from requests_app.vocabulary import RetentionMode

# No upload takes a day: a file that old without a row was left behind.
ORPHAN_FILE_AGE = timedelta(days=1)


class Command(BaseCommand):
    help = (
        "Lists personal data in closed requests whose retention period is over, and "
        "removes it: with --confirm all of it, otherwise only if the policy of the "
        "organisation is automatic. Run it daily. Each run is kept in the retention "
        "log."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--confirm", action="store_true", help="Remove everything that is proposed."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be removed, and change nothing."
        )
        parser.add_argument(
            "--by", help="Who confirms (default: the name of the command).", default=""
        )

    def handle(self, *, confirm, dry_run, by, **options):
        if dry_run:
            self.propose()
            self.stdout.write(_("Nothing was written: this was a dry run."))
            return
        with noted(Job.APPLY_RETENTION):
            self.apply(confirm, by)

    def propose(self) -> Outlook:
        view = outlook(timezone.localdate())
        for line in outlook_in_words(view):
            self.stdout.write(line)
        return view

    def apply(self, confirm: bool, by: str) -> None:
        view = self.propose()
        now = timezone.now()
        forget_expired(now)
        uploads.forget_expired(now)
        links.forget_expired(now)
        keeping.forget_expired(now)
        storage.sweep(now - ORPHAN_FILE_AGE)
        run = apply(view, by=by or "apply_retention", is_confirmed=confirm)
        if run.mode != RetentionMode.PROPOSED:
            self.stdout.write(
                _("Removed: {what} ({versions}).").format(
                    what=", ".join(removed_in_words(run)),
                    versions=counted.versions(run.version_count),
                )
            )
        if run.waiting_count:
            self.stdout.write(
                ngettext(
                    "{count} to confirm, with --confirm or in the admin.",
                    "{count} to confirm, with --confirm or in the admin.",
                    run.waiting_count,
                ).format(count=run.waiting_count)
            )


def removed_in_words(run: RetentionRun) -> Iterator[str]:
    n = run.text_count
    yield ngettext("the texts of {n} request", "the texts of {n} requests", n).format(n=n)
    n = run.requester_count
    yield ngettext("{n} requester", "{n} requesters", n).format(n=n)
    n = run.message_count
    yield ngettext("{n} message", "{n} messages", n).format(n=n)
    n = run.attachment_count
    yield ngettext("{n} attachment", "{n} attachments", n).format(n=n)


def outlook_in_words(view: Outlook) -> Iterator[str]:
    """A line for each proposal, hold and review. References and dates, no names."""
    for proposal in view.due:
        yield _("due since {day}: {what}").format(day=proposal.due_on, what=_named(proposal))
    for proposal in view.held:
        yield _("on hold: {what}").format(what=_named(proposal))
    for request in view.holds_to_review:
        yield _("{reference}: the hold was due for review on {day}").format(
            reference=request.reference, day=request.hold_review_on
        )


def _named(proposal: Proposal) -> str:
    if proposal.request is None:
        return proposal.timer.label
    return f"{proposal.request.reference}, {proposal.timer.label}"
