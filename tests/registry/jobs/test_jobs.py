"""The jobs of an installation: noted by themselves, and expected as the timers start them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from registry.jobs.expected import JOBS, standings
from registry.jobs.noting import noted
from registry.models import JobRun
from registry.models.jobs import JobResult
from registry.vocabulary import Job

TIMERS = Path(settings.BASE_DIR) / "deploy" / "systemd"
EVERY = {"*-*-*": 1, "Mon *-*-*": 7, "*-*-01": 31}  # days


def test_each_job_is_expected_as_often_as_its_timer_starts_it():
    assert JOBS.keys() == set(Job)
    assert {f"{job.unit}.timer" for job in JOBS.values()} == {
        path.name for path in TIMERS.glob("*.timer")
    }
    for name, job in JOBS.items():
        timer = (TIMERS / f"{job.unit}.timer").read_text()
        (when,) = [line for line in timer.splitlines() if line.startswith("OnCalendar=")]
        days = EVERY[when.removeprefix("OnCalendar=").rpartition(" ")[0]]
        assert (job.every, job.every < job.within) == (timedelta(days=days), True)
        assert name.value in (TIMERS / f"{job.unit}.service").read_text()


@pytest.mark.django_db
def test_a_run_is_noted_with_its_beginning_and_its_end():
    with noted(Job.BACKUP):
        assert next(_of(Job.BACKUP)).is_open
    run = JobRun.objects.get(job=Job.BACKUP)
    assert (run.result, run.began_at <= run.ended_at == run.done_at) == (JobResult.DONE, True)
    for fault in (CommandError("no room"), SystemExit(1)):
        with pytest.raises(type(fault)), noted(Job.BACKUP):
            raise fault
        (standing,) = _of(Job.BACKUP)
        assert (standing.has_failed, standing.is_open) == (True, False)
        assert (standing.done_at, standing.is_overdue) == (run.done_at, False)
    assert next(_of(Job.BACKUP, timedelta(days=3))).is_overdue


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("job", "arguments", "result"),
    [
        (Job.SEND_REMINDERS, {}, JobResult.DONE),
        (Job.APPLY_RETENTION, {}, JobResult.DONE),
        (Job.VERIFY_EVIDENCE, {}, JobResult.DONE),
        (Job.ANCHOR_EVIDENCE, {"mail": True}, JobResult.FAILED),  # no mailboxes are set
        (Job.RESTORE_CHECK, {"file": Path("/no/such/backup")}, JobResult.FAILED),
        (Job.BACKUP, {"folder": Path("/dev/null/no")}, JobResult.FAILED),
        (Job.SEND_REMINDERS, {"dry_run": True}, None),
        (Job.APPLY_RETENTION, {"dry_run": True}, None),
    ],
)
def test_each_command_notes_its_run(job, arguments, result):
    names = ("file", "folder")
    placed = [value for name, value in arguments.items() if name in names]
    options = {name: value for name, value in arguments.items() if name not in names}
    try:
        call_command(job, *map(str, placed), verbosity=0, **options)
    except CommandError:
        assert result == JobResult.FAILED
    assert JobRun.objects.filter(job=job).values_list("result", flat=True).first() == result


def _of(job: Job, later: timedelta = timedelta()):
    return (one for one in standings(timezone.now() + later, {}) if one.job == job)
