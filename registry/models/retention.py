"""How long the data of an activity is kept (Article 30(1)(f))."""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.activities import ProcessingActivity
from registry.models.grounds import ActivityPart
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import Fault, natural_key
from registry.vocabulary import PeriodUnit, RetentionAction, RetentionEnd


class RetentionRule(ActivityPart):
    """How long which data is kept, from which event, and what happens then (30(1)(f))."""

    key = ("activity", "name", "starts_on")
    leads_to = "follows"
    label_fields = ("name",)
    one_at_a_time = ("activity", "name")
    absence_fields = (*DatedModel.absence_fields, "trigger", "data_categories", "data_subjects")
    personal = {
        "name": NONE,
        "limited_to": NONE,
        "criterion": FREE_TEXT,
        "trigger": FREE_TEXT,
        "law": FREE_TEXT,
    }

    activity = models.ForeignKey(
        ProcessingActivity,
        models.PROTECT,
        verbose_name=_("activity"),
        related_name="retention_rules",
    )
    name = models.CharField(_("rule"), max_length=200)
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("categories of data"),
        blank=True,
        related_name="retention_rules",
        help_text=_("Leave empty if the rule covers all data of the activity."),
    )
    data_subjects = models.ManyToManyField(
        "registry.DataSubjectCategory",
        verbose_name=_("categories of data subjects"),
        blank=True,
        related_name="retention_rules",
        help_text=_("Leave empty if the rule covers all people of the activity."),
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("only the data of"),
        null=True,
        blank=True,
        related_name="retention_rules",
        help_text=_(
            "Fill in if the rule covers only the data that this processor collects or holds."
        ),
    )
    limited_to = models.CharField(
        _("limited to"),
        max_length=300,
        blank=True,
        help_text=_("What the rule covers if the lists above cannot say it, in words."),
    )
    period = models.PositiveIntegerField(
        pgettext_lazy("length of time", "period"), null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=10, choices=PeriodUnit.choices, blank=True)
    ends_with = models.CharField(
        _("kept until"),
        max_length=25,
        choices=RetentionEnd.choices,
        blank=True,
        help_text=_("What ends the retention if there is no number."),
    )
    criterion = models.TextField(
        _("criterion"),
        blank=True,
        help_text=_("How the period is determined if there is no number (Article 13(2)(a))."),
    )
    trigger = models.CharField(
        _("counted from"),
        max_length=300,
        blank=True,
        help_text=_("The event that starts the period, for example “end of membership”."),
    )
    action = models.CharField(
        pgettext_lazy("after the retention period", "then"),
        max_length=20,
        choices=RetentionAction.choices,
        default=RetentionAction.NOT_STATED,
    )
    law = models.CharField(_("law"), max_length=300, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("second step of"),
        null=True,
        blank=True,
        related_name="followed_by",
        help_text=_(
            "The rule that comes first, if data is erased in steps: for example from live "
            "systems first and from backups later."
        ),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ("activity", "name", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("activity", "name", "starts_on", dates=["starts_on"]),
            models.CheckConstraint(
                name="retentionrule_period_has_unit",
                condition=(Q(period__isnull=True) & Q(unit=""))
                | (Q(period__isnull=False) & ~Q(unit="")),
                violation_error_message=_("Enter both a number and a unit for the period."),
            ),
            models.CheckConstraint(
                name="retentionrule_says_how_long",
                condition=Q(period__isnull=False) | ~Q(ends_with="") | ~Q(criterion=""),
                violation_error_message=_("Enter a period, what ends it, or a criterion."),
            ),
            models.CheckConstraint(
                name="retentionrule_period_or_end",
                condition=Q(period__isnull=True) | Q(ends_with=""),
                violation_error_message=_("Enter a period or what ends it, not both."),
            ),
            models.CheckConstraint(
                name="retentionrule_does_not_follow_itself",
                condition=Q(follows__isnull=True) | ~Q(follows=F("id")),
                violation_error_message=_("A rule cannot be the second step of itself."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def facts(self):
        return [str(self.how_long), self.get_action_display(), *super().facts]

    @property
    def how_long(self) -> str:
        if self.period:
            return f"{self.period} {self.get_unit_display()}"
        return str(self.get_ends_with_display()) or self.criterion

    @property
    def is_partial(self) -> bool:
        """Whether it covers a part of what it names, such as the data of one processor."""
        return bool(self.processor_id or self.limited_to or self.follows_id)

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        steps = cls.objects.filter(pk__in=pks, follows__isnull=False)
        for rule in steps.exclude(follows__activity=F("activity")):
            message = _("{row}: both steps must be of one activity.").format(row=rule)
            yield Fault(cls, rule.pk, "follows", message)
