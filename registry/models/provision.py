"""Whether people have to provide an item of data, and what follows if they do not."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.activities import ActivityPart, ProcessingActivity
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT
from registry.records.rules import natural_key
from registry.vocabulary import Requirement


class DataProvision(ActivityPart):
    """Of one category of data in one activity: is it mandatory, why, or else (13(2)(e))."""

    key = ("activity", "data_category", "starts_on")
    one_at_a_time = key[:-1]
    ends_absences = False
    label_fields = ("requirement",)
    personal = {"condition": FREE_TEXT, "consequence": FREE_TEXT}

    activity = models.ForeignKey(
        ProcessingActivity, models.PROTECT, verbose_name=_("activity"), related_name="provisions"
    )
    data_category = models.ForeignKey(
        "registry.DataCategory",
        models.PROTECT,
        verbose_name=_("category of data"),
        related_name="provisions",
    )
    requirement = models.CharField(
        _("providing it is"),
        max_length=15,
        choices=Requirement.choices,
        default=Requirement.NOT_STATED,
    )
    condition = models.CharField(
        _("when it is"),
        max_length=300,
        blank=True,
        help_text=_("If it depends on something, for example “where something is posted to you”."),
    )
    consequence = models.TextField(
        _("consequence of not providing it"),
        blank=True,
        help_text=_("What happens if the person does not give the data (Article 13(2)(e))."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("provision of data")
        verbose_name_plural = _("provisions of data")
        ordering = ("activity", "data_category", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("activity", "data_category", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.get_requirement_display()

    @property
    def headline(self):
        return str(self.data_category)

    @property
    def facts(self):
        return [str(self.get_requirement_display()), *super().facts]
