"""Each run of a job is noted by the job itself: that it began, and how it ended."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError

from registry.models import JobRun
from registry.models.jobs import JobResult
from registry.vocabulary import Job

log = logging.getLogger("registry.jobs")


@dataclass
class Run:
    """One run. What found a fault without raising anything says so here."""

    has_failed: bool = False


@contextmanager
def noted(job: Job) -> Iterator[Run]:
    """Around the whole of a job. A job is done or fails, whether or not that could be noted."""
    _note(JobRun.begin, job)
    run = Run()
    try:
        yield run
    except SystemExit as end:
        _note(JobRun.note, job, JobResult.FAILED if end.code else JobResult.DONE)
        raise
    except BaseException:
        _note(JobRun.note, job, JobResult.FAILED)
        raise
    _note(JobRun.note, job, JobResult.FAILED if run.has_failed else JobResult.DONE)


def _note(write, job: Job, *arguments) -> None:
    try:
        write(job, *arguments)
    except DatabaseError:
        log.warning("The run of %s could not be noted", job, exc_info=True)
