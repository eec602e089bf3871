"""Security measures in place: who applies them, to what, since when (Articles 30(1)(g), 32)."""

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from registry.models.grounds import ActivityGround
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT
from registry.records.rules import natural_key

SHORT = 80


class MeasureInPlace(ActivityGround, DatedModel):
    """A security measure that the organisation or a processor applies, as it was stated."""

    key = ("organisation", "measure", "processor", "activity", "starts_on")
    one_at_a_time = key[:-1]
    ends_absences = True
    label_fields = ("statement",)
    personal = {"statement": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="measures_in_place",
    )
    measure = models.ForeignKey(
        "registry.SecurityMeasure",
        models.PROTECT,
        verbose_name=_("measure"),
        related_name="in_place",
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("applied by"),
        null=True,
        blank=True,
        related_name="measures_in_place",
        help_text=_("Leave empty if the organisation itself applies it."),
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="own_measures",
        help_text=_("Leave empty if it protects all activities of the organisation."),
    )
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("categories of data"),
        blank=True,
        related_name="measures_in_place",
        help_text=_("Leave empty if it protects all data."),
    )
    statement = models.TextField(
        _("as stated"), blank=True, help_text=_("For example in the words of the notice.")
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("security measure in place")
        verbose_name_plural = _("security measures in place")
        ordering = ("organisation", "measure", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key(
                "organisation",
                "measure",
                "processor",
                "activity",
                "starts_on",
                dates=["starts_on"],
                relations=["processor", "activity"],
            ),
        ]

    def __str__(self):
        return Truncator(self.statement).chars(SHORT) or str(_("Security measure in place"))

    @property
    def headline(self):
        return str(self.measure)

    def protects(self, activity) -> bool:
        """Whether it protects data of the activity. Both have to be fetched with their data."""
        if self.activity_id not in {None, activity.pk}:
            return False
        of_it, of_both = set(self.data_categories.all()), set(activity.data_categories.all())
        return not of_it or bool(of_it & of_both)
