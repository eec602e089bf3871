"""How long the data of an activity is kept (Article 30(1)(f))."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.activities import ActivityPart, ProcessingActivity
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import natural_key
from registry.vocabulary import PeriodUnit, RetentionAction


class RetentionRule(ActivityPart):
    """How long which data is kept, from which event, and what happens then (30(1)(f))."""

    key = ("activity", "name", "starts_on")
    one_at_a_time = ("activity", "name")
    absence_fields = (*DatedModel.absence_fields, "trigger", "data_categories", "data_subjects")
    personal = {"name": NONE, "criterion": FREE_TEXT, "trigger": FREE_TEXT, "law": FREE_TEXT}

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
    period = models.PositiveIntegerField(_("period"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=PeriodUnit.choices, blank=True)
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
        _("then"),
        max_length=20,
        choices=RetentionAction.choices,
        default=RetentionAction.NOT_STATED,
    )
    law = models.CharField(_("law"), max_length=300, blank=True)

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
                condition=Q(period__isnull=False) | ~Q(criterion=""),
                violation_error_message=_("Enter a period, or a criterion."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def facts(self):
        how_long = f"{self.period} {self.get_unit_display()}" if self.period else self.criterion
        return [how_long, self.get_action_display(), *super().facts]
