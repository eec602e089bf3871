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
from registry.publication.selection import public_engagements
from registry.vocabulary import IN_APPROVAL, AppointmentRole, Job, UnitedKingdomLaw

MAY_CHANGE = "registry.change_organisation"
MAY_MANAGE = "registry.manage_accounts_organisation"
UK = "GB"


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """`rows` are there once it is done; `is_set` says so of what the server was started with.

    `needless` holds where the law does not ask for it here.
    """

    name: str
    label: str
    why: str
    needs: str = MAY_CHANGE
    rows: Callable[[], QuerySet] | None = None
    is_set: Callable[[], bool] = lambda: False
    needless: Callable[[], Exists] | None = None

    @property
    def skipped(self) -> str:
        """The mark of the register that says so."""
        return f"skip {self.name}"

    @property
    def template(self) -> str:
        return f"admin/registry/beginning/{self.name}.html"


@dataclass(frozen=True)
class Standing:
    """A step as it stands: done, not needed, skipped, or open."""

    step: FirstStep
    is_done: bool
    is_skipped: bool
    is_needless: bool = False

    @property
    def is_open(self) -> bool:
        return not (self.is_done or self.is_needless or self.is_skipped)


@dataclass(frozen=True)
class Overview:
    """How far somebody has come. What is not needed is not counted."""

    done: int
    skipped: int
    total: int
    next: Standing | None


def overview(rows: list[Standing]) -> Overview:
    return Overview(
        sum(row.is_done for row in rows),
        sum(row.is_skipped and not (row.is_done or row.is_needless) for row in rows),
        sum(row.is_done or not row.is_needless for row in rows),
        next((row for row in rows if row.is_open), None),
    )


def _stated() -> QuerySet:
    named = Organisation.objects.in_use().filter(parent=None)
    return named.filter(country__isnull=False).exclude(address="")


def _appointed(role: AppointmentRole) -> Callable[[], QuerySet]:
    """Somebody is on record for an office, or why nobody is."""
    return lambda: Appointment.objects.in_use().filter(role=role, organisation__parent=None)


def _at_home_in_the_union() -> Exists:
    """Union law applies at home: Article 27 asks nothing."""
    today = timezone.localdate()
    here = Q(country__eea_from__lte=today) & (
        Q(country__eea_until=None) | Q(country__eea_until__gte=today)
    )
    return Exists(Organisation.objects.in_use().filter(here, parent=None).order_by())


def _not_aimed_at_the_kingdom() -> Exists:
    """As the check asks it: only of those outside, for what is aimed at people there."""
    aimed = ProcessingActivity.objects.in_use().filter(
        united_kingdom_law=UnitedKingdomLaw.TARGETING
    )
    return ~Exists(aimed.exclude(organisation__country__code=UK).order_by())


def _listed() -> QuerySet:
    """What names a vendor on the public list of today."""
    return public_engagements(on=timezone.localdate()).exclude(processor=None)


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
        rows=lambda: Contact.objects.in_use().filter(organisation__parent=None),
    ),
    FirstStep(
        name="officer",
        label=_("Data protection officer"),
        why=_("Who it is, or why you need none."),
        rows=_appointed(AppointmentRole.DPO),
    ),
    FirstStep(
        name="representative",
        label=_("Representative in the Union"),
        why=_("For organisations outside the Union: who represents you there, or why nobody does."),
        rows=_appointed(AppointmentRole.REPRESENTATIVE_UNION),
        needless=_at_home_in_the_union,
    ),
    FirstStep(
        name="represented-uk",
        label=_("Representative in the United Kingdom"),
        why=_(
            "For organisations outside the United Kingdom with an activity that is aimed at "
            "people there: who represents you, or why nobody does."
        ),
        rows=_appointed(AppointmentRole.REPRESENTATIVE_UK),
        needless=_not_aimed_at_the_kingdom,
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
        name="approval",
        label=_("Approve your first activity"),
        why=_("An entry counts once somebody who may do so has said that it is true."),
        rows=lambda: ProcessingActivity.objects.in_use().filter(state__in=IN_APPROVAL),
    ),
    FirstStep(
        name="publication",
        label=_("Your public list"),
        why=_("Who works with personal data for you, on a page that everybody may read."),
        rows=_listed,
    ),
    FirstStep(
        name="colleague",
        label=_("Who else works here"),
        why=_("Invite those who help, each with a role."),
        needs=MAY_MANAGE,
        rows=_others_at_work,
    ),
    FirstStep(
        name="clock",
        label=_("Time zone and language"),
        why=_("Days and deadlines are counted by the clock of your organisation."),
        needs=MAY_MANAGE,
        is_set=lambda: settings.IS_TIME_ZONE_SET,
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
        if step.needless:
            asked[f"needless_{step.name}"] = step.needless()
    found = get_user_model().objects.filter(pk=user.pk).values(**asked).first()
    # Who only tries whether the pages of a restored register answer is nobody on record.
    return list(_standing(steps, found)) if found else []


def _standing(steps, found: dict) -> Iterator[Standing]:
    for step in steps:
        is_done = found.get(f"done_{step.name}", False) or step.is_set()
        is_needless = not is_done and found.get(f"needless_{step.name}", False)
        yield Standing(step, is_done, found[f"skipped_{step.name}"], is_needless)


def following(rows: list[Standing], name: str) -> Standing | None:
    """The next open one, beginning behind this."""
    names = [row.step.name for row in rows]
    place = names.index(name) + 1
    return next((row for row in rows[place:] + rows[:place] if row.is_open), None)
