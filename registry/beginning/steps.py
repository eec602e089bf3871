"""The first steps: what each is for, who may take it, and whether the register shows it done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models import (
    Appointment,
    Contact,
    JobRun,
    Mark,
    Organisation,
    ProcessingActivity,
    Processor,
)
from registry.outgoing import has_server
from registry.vocabulary import AppointmentRole, Job

MAY_CHANGE = "registry.change_organisation"
MAY_MANAGE = "registry.manage_accounts_organisation"
REPRESENTATIVES = (AppointmentRole.REPRESENTATIVE_UNION, AppointmentRole.REPRESENTATIVE_UK)


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """`rows` are there once it is done; `is_set` says so of what the server was started with."""

    name: str
    label: str
    why: str
    needs: str = MAY_CHANGE
    rows: Callable[[], QuerySet] | None = None
    is_set: Callable[[], bool] = lambda: False

    @property
    def skipped(self) -> str:
        """The mark of the register that says so."""
        return f"skip {self.name}"

    @property
    def template(self) -> str:
        return f"admin/registry/beginning/{self.name}.html"


@dataclass(frozen=True)
class Standing:
    """A step as it stands: done, skipped, or open."""

    step: FirstStep
    is_done: bool
    is_skipped: bool

    @property
    def is_open(self) -> bool:
        return not (self.is_done or self.is_skipped)


def _stated() -> QuerySet:
    named = Organisation.objects.in_use().filter(parent=None)
    return named.filter(country__isnull=False).exclude(address="")


def _represented() -> QuerySet:
    """A representative is on record, or why there is none; or Union law applies at home."""
    today = timezone.localdate()
    said = Appointment.objects.in_use().filter(role__in=REPRESENTATIVES)
    at_home = Q(country__eea_from__lte=today) & (
        Q(country__eea_until=None) | Q(country__eea_until__gte=today)
    )
    return (
        Organisation.objects.in_use()
        .filter(parent=None)
        .filter(at_home | Q(Exists(said.order_by())))
    )


def _others_at_work() -> QuerySet:
    """A second account that may work here. One that was invited counts."""
    return get_user_model().objects.filter(is_active=True, groups__isnull=False)


STEPS = (
    FirstStep(
        name="organisation",
        label=_("Your organisation"),
        why=_("Its name, address and country stand at the head of the record."),
        rows=_stated,
    ),
    FirstStep(
        name="contact",
        label=_("How people reach you"),
        why=_("The address to which people write about their data."),
        rows=Contact.objects.in_use,
    ),
    FirstStep(
        name="clock",
        label=_("Time zone and language"),
        why=_("Days and deadlines are counted by the clock of your organisation."),
        needs=MAY_MANAGE,
        is_set=lambda: settings.IS_TIME_ZONE_SET,
    ),
    FirstStep(
        name="officer",
        label=_("Data protection officer"),
        why=_("Who it is, or why you need none."),
        rows=lambda: Appointment.objects.in_use().filter(role=AppointmentRole.DPO),
    ),
    FirstStep(
        name="representative",
        label=_("Representative in the Union"),
        why=_("For organisations outside the Union: who represents you there, or why nobody does."),
        rows=_represented,
    ),
    FirstStep(
        name="vendor",
        label=_("Your first vendor"),
        why=_("A company that works with your data for you, such as the one behind your mail."),
        rows=Processor.objects.in_use,
    ),
    FirstStep(
        name="activity",
        label=_("Your first activity"),
        why=_("One thing that you do with personal data, such as a newsletter."),
        rows=ProcessingActivity.objects.in_use,
    ),
    FirstStep(
        name="colleague",
        label=_("Who else works here"),
        why=_("Invite those who help, each with a role."),
        needs=MAY_MANAGE,
        rows=_others_at_work,
    ),
    FirstStep(
        name="mail",
        label=pgettext_lazy("e-mail", "Mail"),
        why=_("So that invitations, letters and reminders are sent from here."),
        needs=MAY_MANAGE,
        is_set=has_server,
    ),
    FirstStep(
        name="backup",
        label=_("A backup"),
        why=_("So that nothing is lost with the machine."),
        needs=MAY_MANAGE,
        rows=lambda: JobRun.objects.filter(job=Job.BACKUP, done_at__isnull=False),
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def standing(user) -> list[Standing]:
    """Each step that this user may take, as the register shows it. One query for all."""
    steps = [step for step in STEPS if user.has_perm(step.needs)]
    if not steps:
        return []
    asked = {}
    for step in steps:
        asked[f"skipped_{step.name}"] = Mark.of(step.skipped)
        if step.rows:
            rows = step.rows()
            if step.rows is _others_at_work:
                rows = rows.exclude(pk=user.pk)
            asked[f"done_{step.name}"] = Exists(rows.order_by())
    found = get_user_model().objects.filter(pk=user.pk).values(**asked).first()
    # Who only tries whether the pages of a restored register answer is nobody on record.
    return list(_standing(steps, found)) if found else []


def _standing(steps, found: dict) -> Iterator[Standing]:
    for step in steps:
        is_done = found.get(f"done_{step.name}", False) or step.is_set()
        yield Standing(step, is_done, found[f"skipped_{step.name}"])


def following(rows: list[Standing], name: str) -> Standing | None:
    """The next open one, beginning behind this."""
    names = [row.step.name for row in rows]
    place = names.index(name) + 1
    return next((row for row in rows[place:] + rows[:place] if row.is_open), None)
