"""How often each job is expected to run: as the timers in deploy/systemd have it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from registry.models import JobRun
from registry.models.jobs import JobResult
from registry.vocabulary import Job


@dataclass(frozen=True)
class Expected:
    """A job: what for, how often, and after how long without success it is overdue.

    `within` leaves time for what goes wrong once. `unit` is the timer of deploy/systemd.
    """

    about: str
    every: timedelta
    within: timedelta
    unit: str


DAY = timedelta(days=1)
JOBS = {
    Job.SEND_REMINDERS: Expected(
        _("Mails to those who handle requests what is due."), DAY, 2 * DAY, "register-reminders"
    ),
    Job.APPLY_RETENTION: Expected(
        _("Proposes or removes what has to go from closed requests, and clears what waited."),
        DAY,
        2 * DAY,
        "register-retention",
    ),
    Job.VERIFY_EVIDENCE: Expected(
        _("Checks that the history is what was once sealed."), DAY, 2 * DAY, "register-verify"
    ),
    Job.ANCHOR_EVIDENCE: Expected(
        _("Gives the end of the history to others, who can prove it later."),
        7 * DAY,
        8 * DAY,
        "register-anchor",
    ),
    Job.BACKUP: Expected(
        _("Copies the database and the files into one file."), DAY, 2 * DAY, "register-backup"
    ),
    Job.RESTORE_CHECK: Expected(
        _("Restores the newest backup in a place of its own and compares it."),
        31 * DAY,
        35 * DAY,
        "register-restore-check",
    ),
}


@dataclass(frozen=True)
class Standing:
    """Where a job stands: when it began and ended last, when it last ended well, when it is next
    expected.
    """

    job: Job
    expected: Expected
    began_at: datetime | None
    ended_at: datetime | None
    result: str
    done_at: datetime | None
    now: datetime

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None or self.now - self.done_at > self.expected.within

    @property
    def is_open(self) -> bool:
        """It began and has not said that it ended: it runs, or was broken off."""
        return bool(self.began_at) and (self.ended_at is None or self.ended_at < self.began_at)

    @property
    def has_failed(self) -> bool:
        return self.result == JobResult.FAILED

    @property
    def next_at(self) -> datetime | None:
        return self.done_at and self.done_at + self.expected.every


def standings(now: datetime, also_done: dict[Job, datetime | None]) -> Iterator[Standing]:
    """All jobs, in one query. `also_done`: when the same was done in another way."""
    runs = {run.job: run for run in JobRun.objects.all()}
    for job, expected in JOBS.items():
        run = runs.get(job) or JobRun(job=job)
        done = max(filter(None, (run.done_at, also_done.get(job))), default=None)
        yield Standing(job, expected, run.began_at, run.ended_at, run.result, done, now)
