"""What is kept of an installation: when its jobs last ran, what it is working on for whom, and
whether it holds the example.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.personal import FREE_TEXT, NONE
from registry.vocabulary import Job, MarkName


class JobResult(models.TextChoices):
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class JobRun(models.Model):
    """The last run of a job, one row for each job: the history keeps what a job did."""

    personal = {"job": NONE, "result": NONE}

    job = models.CharField(_("job"), max_length=30, primary_key=True, choices=Job.choices)
    began_at = models.DateTimeField(_("began"), null=True)
    # Of the last run that ended; a run that was killed leaves these as they were.
    ended_at = models.DateTimeField(_("ended"), null=True)
    result = models.CharField(_("result"), max_length=10, choices=JobResult.choices, blank=True)
    # When it last ended well; empty where it never did.
    done_at = models.DateTimeField(_("last done"), null=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        default_permissions = ()
        permissions = [("run_jobrun", "Can run jobs from the page of runs")]

    def __str__(self):
        return self.get_job_display()

    @classmethod
    def begin(cls, job: Job) -> None:
        cls.objects.update_or_create(job=job, defaults={"began_at": timezone.now()})

    @classmethod
    def note(cls, job: Job, result: JobResult) -> None:
        now = timezone.now()
        done = {"done_at": now} if result == JobResult.DONE else {}
        cls.objects.update_or_create(job=job, defaults={"ended_at": now, "result": result} | done)

    @classmethod
    def last_done(cls) -> dict[str, datetime]:
        """When each job last ended well; those that never did are left out."""
        return dict(cls.objects.filter(done_at__isnull=False).values_list("job", "done_at"))


class WorkKind(models.TextChoices):
    """What is made beside the requests, for somebody who need not wait for it."""

    DOCUMENT = "document", _("The record as a document (one page, to print or to send)")
    WORKBOOK = "workbook", _("The record as a workbook (XLSX)")
    REGISTER = "register", _("The whole register (ZIP with a CSV file for each table)")
    TABLE = "table", _("One table (CSV)")
    VERIFICATION = "verification", _("Verification of the history")
    RUN = "run", _("Run of a job")


class WorkState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("At work")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


# Somebody waits for it.
OPEN_WORK = (WorkState.WAITING, WorkState.RUNNING)


class AskedWork(models.Model):
    """Something that takes a while, asked for by somebody who need not wait: for a day.

    It leaves no history; what it gave away stands in the log. The file lies outside of the web
    root: see `registry.working`.
    """

    personal = {
        **dict.fromkeys(("kind", "what", "state", "progress", "taken_by"), NONE),
        **dict.fromkeys(("stored_name", "file_name"), NONE),
        "at_work_on": FREE_TEXT,
        "said": FREE_TEXT,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what is made"), max_length=20, choices=WorkKind.choices)
    # A table or a job, where the kind is about one of several.
    what = models.CharField(_("of what"), max_length=60, blank=True)
    on = models.DateField(pgettext_lazy("day", "on"), null=True)
    known = models.DateTimeField(_("as known at"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("asked by"), related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), db_index=True)
    state = models.CharField(
        pgettext_lazy("of work", "state"),
        max_length=10,
        choices=WorkState.choices,
        default=WorkState.WAITING,
    )
    progress = models.FloatField(_("progress"), default=0)
    at_work_on = models.CharField(_("at work on"), max_length=200, blank=True)
    # Which thread has it, and when that last said how far it has come.
    taken_by = models.CharField(_("taken by"), max_length=32, blank=True)
    seen_at = models.DateTimeField(_("last sign of life"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    ended_at = models.DateTimeField(_("ended"), null=True)
    said = models.TextField(_("result"), blank=True)
    stored_name = models.CharField(_("stored name"), max_length=32, blank=True)
    file_name = models.CharField(_("file name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("work asked for")
        verbose_name_plural = _("work asked for")
        default_permissions = ()

    def __str__(self):
        return self.get_kind_display()

    @property
    def of_what(self) -> str:
        return Job(self.what).label if self.kind == WorkKind.RUN else self.what

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_WORK


class Mark(models.Model):
    """Something that holds for all that is in this database, such as that it is the example.

    Nobody edits it: it comes with what it is about, and goes with the database. Only that a first
    step was skipped is taken back.
    """

    personal = {"name": NONE}

    # One of `MarkName`, or a first step that was skipped.
    name = models.CharField(
        pgettext_lazy("of something once done", "mark"), max_length=20, primary_key=True
    )
    set_at = models.DateTimeField(pgettext_lazy("moment", "since"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of something once done", "mark")
        verbose_name_plural = pgettext_lazy("of something once done", "marks")
        default_permissions = ()

    def __str__(self):
        return self.name

    @classmethod
    def put(cls, name: MarkName | str) -> None:
        cls.objects.get_or_create(name=name)

    @classmethod
    def take_back(cls, name: MarkName | str) -> None:
        cls.objects.filter(name=name).delete()

    @classmethod
    def of(cls, name: MarkName | str) -> models.Exists:
        """Whether it holds, as part of another question."""
        return models.Exists(cls.objects.filter(name=name))

    @classmethod
    def holds(cls, name: MarkName | str) -> bool:
        return cls.objects.filter(name=name).exists()
