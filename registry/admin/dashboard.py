"""What the home page says needs somebody: how many, and the list that shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from registry.admin.filters import SOON
from registry.admin.law.counting import mended_among
from registry.admin.submissions.queue import lines_for
from registry.models import (
    AccessGrant,
    AcknowledgedFinding,
    Engagement,
    ProcessingActivity,
    ProcessorAgreement,
    Seat,
    Transfer,
)
from registry.vocabulary import ActivityState, Job
from registry.working.rights import RUNS_JOBS
from registry.working.runs import how_jobs_stand

LAST = {
    Job.ANCHOR_EVIDENCE: gettext_lazy("Last checkpoint given to others"),
    Job.VERIFY_EVIDENCE: gettext_lazy("Last verification of the history"),
    Job.BACKUP: gettext_lazy("Last backup"),
    Job.RESTORE_CHECK: gettext_lazy("Last backup proven by restoring it"),
    Job.SEND_REMINDERS: gettext_lazy("Last reminders of what is due"),
    Job.APPLY_RETENTION: gettext_lazy("Last run of retention"),
}


@dataclass(frozen=True)
class ToDo:
    """A line of the home page. `is_calm`: nothing has to be done."""

    label: str
    count: int
    url: str

    @property
    def is_calm(self) -> bool:
        return self.count == 0


def entries_by_state() -> list[ToDo]:
    """How many entries of the record are drafts, approved, changed since then, retired."""
    counts = ProcessingActivity.objects.aggregate(
        **{state: Count("pk", Q(state=state)) for state in ActivityState.values}
    )
    address = reverse("admin:registry_processingactivity_changelist")
    return [
        ToDo(
            ngettext("Activity: {state}", "Activities: {state}", counts[state]).format(
                state=str(state.label).lower()
            ),
            counts[state],
            f"{address}?state__exact={state}&use=all",
        )
        for state in ActivityState
    ]


def to_do(user, today: date) -> Iterator[ToDo]:
    """What waits for this user: what one may only look at waits for others."""
    questions = [
        (
            ngettext_lazy("Entry due for review", "Entries due for review", "count"),
            *(ProcessingActivity, "review_due", (today,), "review"),
        ),
        (
            ngettext_lazy("Open finding that is due", "Open findings that are due", "count"),
            *(AcknowledgedFinding, "due", (today,), "due"),
        ),
        (
            ngettext_lazy(
                "Transfer without a transfer tool", "Transfers without a transfer tool", "count"
            ),
            *(Transfer, "without_tool", (today,), "without_tool"),
        ),
        (
            ngettext_lazy(
                "Transfer whose decision ends within 90 days",
                "Transfers whose decision ends within 90 days",
                "count",
            ),
            *(Transfer, "decision_lapsing", (today, SOON), "lapsing"),
        ),
        (
            ngettext_lazy(
                "Agreement that expires within 90 days",
                "Agreements that expire within 90 days",
                "count",
            ),
            *(ProcessorAgreement, "expiring", (today, SOON), "expiring"),
        ),
        (
            ngettext_lazy(
                "Planned recipient whose start date has passed",
                "Planned recipients whose start date has passed",
                "count",
            ),
            *(Engagement, "start_has_passed", (today,), "start_passed"),
        ),
        (
            ngettext_lazy(
                "Access without a seat in term", "Access without a seat in term", "count"
            ),
            *(AccessGrant, "without_seat", (today,), "without_seat"),
        ),
        (
            ngettext_lazy(
                "Term that ended, access not confirmed withdrawn",
                "Terms that ended, access not confirmed withdrawn",
                "count",
            ),
            *(Seat, "unconfirmed", (today,), "unconfirmed"),
        ),
        (
            ngettext_lazy(
                "Access that ended, not confirmed withdrawn",
                "Access that ended, not confirmed withdrawn",
                "count",
            ),
            *(AccessGrant, "unconfirmed", (today,), "unconfirmed"),
        ),
        (
            ngettext_lazy("Access due for review", "Access due for review", "count"),
            *(AccessGrant, "review_due", (today,), "review"),
        ),
    ]
    asked = [
        (label, model, getattr(model.objects.in_use(), question)(*arguments), parameter)
        for label, model, question, arguments, parameter in questions
        if user.has_perm(_may_do(model, parameter))
    ]
    asked = [(*question, f"{parameter}=yes") for *question, parameter in asked]
    asked = [*lines_for(user), *asked]
    counts = counts_of([rows for _label, _model, rows, _parameter in asked])
    for (label, model, rows, parameter), found in zip(asked, counts, strict=True):
        is_checked = found and model is AcknowledgedFinding
        count = found - len(mended_among(rows)) if is_checked else found
        address = reverse(f"admin:registry_{model._meta.model_name}_changelist")
        yield ToDo(label % {"count": count}, count, f"{address}?{parameter}")


def _may_do(model, parameter: str) -> str:
    is_review = model is ProcessingActivity and parameter == "review"
    return f"registry.{'review' if is_review else 'change'}_{model._meta.model_name}"


def counts_of(questions: list[QuerySet]) -> list[int]:
    """How many rows each of them finds, in one query."""
    if not questions:
        return []
    counted = [
        rows.order_by()
        .annotate(question=Value(number))
        .values("question")
        .annotate(count=Count("pk"))
        .values_list("question", "count")
        for number, rows in enumerate(questions)
    ]
    found = dict(counted[0].union(*counted[1:], all=True))
    return [found.get(number, 0) for number in range(len(questions))]


@dataclass(frozen=True)
class Age:
    """How long ago something was last done that keeps the history provable."""

    job: Job
    at: datetime | None
    is_calm: bool
    url: str

    @property
    def label(self) -> str:
        return str(LAST[self.job])

    @property
    def words(self) -> str:
        return _("{time} ago").format(time=timesince(self.at, depth=1)) if self.at else _("never")


@dataclass(frozen=True)
class NeverRun:
    """In place of a line for each job that never ran: which they are, and of how many."""

    jobs: tuple[Job, ...]
    url: str

    @property
    def label(self) -> str:
        words = ngettext(
            "{count} of {total} scheduled jobs has never run",
            "{count} of {total} scheduled jobs have never run",
            len(self.jobs),
        )
        return words.format(count=len(self.jobs), total=len(LAST))

    @property
    def words(self) -> str:
        return ", ".join(str(job.label) for job in self.jobs)


def folded(user, ages: list[Age]) -> list[Age | NeverRun]:
    """What is overdue, line by line; what was never set up, in one, for those who may run it."""
    never = [age for age in ages if age.at is None]
    late = [age for age in ages if age.at]
    if not never or not user.has_perm(RUNS_JOBS):
        return late
    return [*late, NeverRun(tuple(age.job for age in never), never[0].url)]


def ages_of_evidence(user, now: datetime) -> Iterator[Age]:
    """When each job was last done; a checkpoint and a verification also in another way."""
    if not user.has_perm("registry.view_evidenceanchor"):
        return
    for standing in how_jobs_stand(now):
        yield Age(standing.job, standing.done_at, not standing.is_overdue, reverse("admin:runs"))
