"""Reviews of access: what was decided about each grant, which is done as it is decided."""

from collections.abc import Collection, Iterator
from copy import copy
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.models.people.access import AccessGrant
from registry.querysets import DecisionQuerySet
from registry.records.ending import (
    begin_of,
    end,
    first_day_of,
    is_before_the_first,
    is_over,
)
from registry.records.history import current_unit
from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import Fault, Faults, natural_key
from registry.vocabulary import AccessLevel, AccessVerdict


class AccessReview(RegisterModel):
    """A day on which somebody went through the access that was granted."""

    key = ("organisation", "held_on")
    history_with = ("decisions",)
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
    scope = models.TextField(pgettext_lazy("of a review", "scope"), blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        ordering = ("-held_on",)
        constraints = [natural_key("organisation", "held_on")]

    def __str__(self):
        return str(localize(self.held_on))


class AccessDecision(RegisterModel):
    """What a review decided about one grant, and why."""

    key = ("review", "grant")
    since = "review__held_on"
    personal = {"decided_by": STAFF, "new_system": NONE, "reason": FREE_TEXT}

    review = models.ForeignKey(
        AccessReview,
        models.PROTECT,
        verbose_name=pgettext_lazy("of access", "review"),
        related_name="decisions",
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
        """What is decided is done: access that is withdrawn ends on that day, or it changes.

        Raises `Faults` for access that began only later, and is not still to begin.
        """
        today, unit = timezone.localdate(), current_unit("Deciding")
        grants, faults = {}, []
        for row in cls.objects.filter(pk__in=pks).to_carry_out():
            grant = grants.get(row.grant_id, row.grant)
            if is_over(grant, row.day):
                continue
            told = _as_told(unit, grant)
            if is_before_the_first(told, row.day, today):
                if first_day_of(told) or unit.old(AccessGrant, [grant.pk]):
                    faults.append(_too_early(row, told))
                    continue
                grant.first_day = row.day  # entered with the decision: it was there on that day
            if row.verdict == AccessVerdict.WITHDRAW:
                grants[grant.pk] = end(grant, row.day, today)
            elif row.new_level or row.new_system:
                # Since that day, up to a newer change: the grant itself says what holds now.
                said = copy(row.grant)
                said.level = row.new_level or said.level
                said.system = row.new_system or said.system
                said.absences = {**said.absences}
                said.settle_absences()
                fields = [name for name in ("level", "system") if getattr(row, f"new_{name}")]
                unit.state(said, fields, since=row.day)
        if faults:
            raise Faults(faults)
        if grants:
            AccessGrant.objects.change_all(grants.values(), ["ends_on", "retired_on", "first_day"])

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


def _as_told(unit, grant: AccessGrant) -> AccessGrant:
    """With the first day that the same block states: its row is written only at the end."""
    grant = copy(grant)
    for stated in unit.stated[AccessGrant].get(grant.pk, ()):
        for name in {"starts_on", "first_day"} & {*stated.fields}:
            setattr(grant, name, getattr(stated.row, name))
        day = stated.since or unit.wish.day
        if day and grant.first_day:
            grant.first_day = min(grant.first_day, day)
    return grant


def _too_early(decision: AccessDecision, grant: AccessGrant) -> Fault:
    told = gettext(
        "{grant}: this access is on record only from {day}. Choose a later day, or enter an "
        "earlier first day."
    ).format(grant=grant.reference, day=date_format(begin_of(grant)))
    return Fault(AccessDecision, decision.pk, "decided_on", told)
