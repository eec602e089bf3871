"""What is kept of an installation: when its jobs last ran, and whether it holds the example."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.records.personal import NONE
from registry.vocabulary import Job, JobResult, MarkName


class JobRun(models.Model):
    """The last run of a job, one row for each job: the history keeps what a job did."""

    personal = {"job": NONE, "result": NONE}

    job = models.CharField(_("job"), max_length=30, primary_key=True, choices=Job.choices)
    ended_at = models.DateTimeField(_("ended"))
    result = models.CharField(_("result"), max_length=10, choices=JobResult.choices)
    # When it last ended well; empty where it never did.
    done_at = models.DateTimeField(_("last done"), null=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        default_permissions = ()

    def __str__(self):
        return self.get_job_display()

    @classmethod
    def note(cls, job: Job, result: JobResult) -> None:
        now = timezone.now()
        done = {"done_at": now} if result == JobResult.DONE else {}
        cls.objects.update_or_create(job=job, defaults={"ended_at": now, "result": result} | done)

    @classmethod
    def last_done(cls) -> dict[str, datetime]:
        """When each job last ended well; those that never did are left out."""
        return dict(cls.objects.filter(done_at__isnull=False).values_list("job", "done_at"))


class Mark(models.Model):
    """Something that holds for all that is in this database, such as that it is the example.

    Nobody edits it: it comes with what it is about, and goes with the database. Only that a first
    step was skipped is taken back.
    """

    personal = {"name": NONE}

    name = models.CharField(_("mark"), max_length=20, primary_key=True, choices=MarkName.choices)
    set_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        default_permissions = ()

    def __str__(self):
        return self.get_name_display()

    @classmethod
    def put(cls, name: MarkName) -> None:
        cls.objects.get_or_create(name=name)

    @classmethod
    def take_back(cls, name: MarkName) -> None:
        cls.objects.filter(name=name).delete()

    @classmethod
    def of(cls, name: MarkName) -> models.Exists:
        """Whether it holds, as part of another question."""
        return models.Exists(cls.objects.filter(name=name))

    @classmethod
    def holds(cls, name: MarkName) -> bool:
        return cls.objects.filter(name=name).exists()
