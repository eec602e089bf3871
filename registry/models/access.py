"""Who inside may reach which data, and the reviews of that access."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.models.withdrawal import Withdrawable
from registry.querysets import DecisionQuerySet, GrantQuerySet
from registry.records.ending import end, is_over
from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import Fault, exactly_one_of, natural_key
from registry.vocabulary import AccessLevel, AccessVerdict

OF_SEAT_OVER = _(
    "{grant}: the term of “{seat}” is over. Enter the last day of this access too, "
    "or take the step “End the term” on the seat, which ends both."
)
OF_BODY_LEFT = _(
    "{grant}: nobody sits in “{body}” any more, or it is out of use. Enter the last day of this "
    "access too, or who sits there now."
)
WITHDRAWN = _(
    "{grant}: a review withdrew this access. Enter its last day, and give new access under a new "
    "reference."
)


class AccessGrant(Withdrawable):
    """Who inside may reach which data, how far, and why (Articles 29, 32(4))."""

    key = ("reference",)
    label_fields = ("reference",)
    never_reused = "reference"
    absence_fields = (*Withdrawable.absence_fields, "system", "why")
    personal = {"reference": NONE, "system": NONE, "why": FREE_TEXT}

    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        help_text=_("A short, unique reference. It cannot be used again for another entry."),
    )
    body = models.ForeignKey(
        "registry.Body",
        models.PROTECT,
        verbose_name=_("body"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    seat = models.ForeignKey(
        "registry.Seat",
        models.PROTECT,
        verbose_name=_("seat"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("processor"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    system = models.CharField(
        _("system"),
        max_length=200,
        blank=True,
        help_text=_(
            "The system or kind of account in which the data is reached, for example "
            "“Donor database”. Do not name people."
        ),
    )
    level = models.CharField(
        _("level"), max_length=10, choices=AccessLevel.choices, default=AccessLevel.NOT_STATED
    )
    why = models.TextField(
        _("why"),
        blank=True,
        help_text=_("The task for which access is needed (Articles 29 and 32(4))."),
    )

    objects = GrantQuerySet.as_manager()

    class Meta(Withdrawable.Meta):
        verbose_name = _("access grant")
        verbose_name_plural = _("access grants")
        ordering = ("reference",)
        constraints = [
            *Withdrawable.Meta.constraints,
            exactly_one_of("body", "seat", message=_("Choose either a body or a seat.")),
            exactly_one_of(
                "processor", "activity", message=_("Choose either a processor or an activity.")
            ),
        ]

    def __str__(self):
        return self.reference

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        """Nobody keeps access by a seat in which they no longer sit, or that was withdrawn."""
        yield from super().faults_among(pks)
        today = timezone.localdate()
        rows = cls.objects.filter(pk__in=pks).not_over(today).select_related("seat", "body")
        withdrawn = AccessDecision.objects.in_use().filter(
            grant=OuterRef("pk"), verdict=AccessVerdict.WITHDRAW
        )
        wrong = [
            ("seat", rows.filter(seat__isnull=False).of_seats_over(today), OF_SEAT_OVER),
            ("body", rows.filter(body__isnull=False).of_bodies_left(today), OF_BODY_LEFT),
            ("ends_on", rows.filter(Exists(withdrawn), ends_on=None), WITHDRAWN),
        ]
        for field, found, message in wrong:
            for row in found:
                said = message.format(grant=row.reference, seat=row.seat, body=row.body)
                yield Fault(cls, row.pk, field, said)


class AccessReview(RegisterModel):
    """A day on which somebody went through the access that was granted."""

    key = ("organisation", "held_on")
    label_fields = ("held_on",)
    since = "held_on"
    personal = {"reviewer": STAFF, "scope": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="access_reviews",
    )
    held_on = models.DateField(_("held on"))
    reviewer = models.CharField(
        _("reviewer"), max_length=200, help_text=_("If possible a role, not a name.")
    )
    scope = models.TextField(_("scope"), blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        ordering = ("-held_on",)
        constraints = [natural_key("organisation", "held_on")]

    def __str__(self):
        return str(self.held_on)


class AccessDecision(RegisterModel):
    """What a review decided about one grant, and why."""

    key = ("review", "grant")
    since = "review__held_on"
    personal = {"decided_by": STAFF, "new_system": NONE, "reason": FREE_TEXT}

    review = models.ForeignKey(
        AccessReview, models.PROTECT, verbose_name=_("review"), related_name="decisions"
    )
    grant = models.ForeignKey(
        AccessGrant, models.PROTECT, verbose_name=_("grant"), related_name="decisions"
    )
    verdict = models.CharField(_("decision"), max_length=10, choices=AccessVerdict.choices)
    decided_by = models.CharField(
        _("decided by"),
        max_length=200,
        blank=True,
        help_text=_("If possible a role, not a name. Leave empty if it was the reviewer."),
    )
    decided_on = models.DateField(
        _("decided on"),
        null=True,
        blank=True,
        help_text=_("Leave empty if it was the day of the review."),
    )
    new_level = models.CharField(
        _("new level"),
        max_length=10,
        blank=True,
        choices=AccessLevel.choices,
        help_text=_("For the decision “Change”: the access gets it."),
    )
    new_system = models.CharField(
        _("new system"),
        max_length=200,
        blank=True,
        help_text=_("For the decision “Change”: the system or account to which it is limited."),
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        verbose_name = _("access decision")
        verbose_name_plural = _("access decisions")
        ordering = ("review", "grant")
        constraints = [
            natural_key("review", "grant"),
            models.CheckConstraint(
                name="%(class)s_only_change_is_new",
                condition=Q(verdict=AccessVerdict.CHANGE) | Q(new_level="", new_system=""),
                violation_error_message=_(
                    "A new level or system is for the decision “Change”. Choose it, or empty these."
                ),
            ),
        ]

    def __str__(self):
        return self.get_verdict_display()

    @property
    def day(self) -> date:
        return self.decided_on or self.review.held_on

    @property
    def headline(self):
        return str(self.grant)

    @property
    def facts(self):
        return [str(self.get_verdict_display())]

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        """What is decided is done: access that is withdrawn ends on that day, or it changes."""
        today = timezone.localdate()
        grants = {}
        for row in cls.objects.filter(pk__in=pks).to_carry_out():
            grant = grants.get(row.grant_id, row.grant)
            if is_over(grant, row.day):
                continue
            if row.verdict == AccessVerdict.WITHDRAW:
                grants[grant.pk] = end(grant, row.day, today)
            elif row.new_level or row.new_system:
                grant.level = row.new_level or grant.level
                grant.system = row.new_system or grant.system
                grants[grant.pk] = grant
        if grants:
            fields = ["ends_on", "retired_on", "level", "system"]
            AccessGrant.objects.change_all(grants.values(), fields)

    @classmethod
    def checked_with(cls, pks: Collection[int]) -> Iterator[tuple[type[models.Model], int, int]]:
        """What is withdrawn has an end, also where the decision is taken a second time."""
        yield from super().checked_with(pks)
        taken = cls.objects.in_use().filter(pk__in=pks, verdict=AccessVerdict.WITHDRAW).order_by()
        for grant, pk in taken.values_list("grant", "pk"):
            yield AccessGrant, grant, pk

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        today = timezone.localdate()
        early = cls.objects.with_day().filter(pk__in=pks, day__gt=today)
        for pk in early.values_list("pk", flat=True):
            message = _("This day is in the future. Enter the decision when it is taken.")
            yield Fault(cls, pk, "decided_on", message)
