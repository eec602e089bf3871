"""What an organisation has promised to people: rights, bases and safeguards, in its own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT
from registry.records.rules import natural_key
from registry.vocabulary import RightsAudience, RightsChannel


class PromisedRight(DatedModel):
    """A right as it was promised: to whom, for what, and how to exercise it (13(2)(b))."""

    key = (
        "organisation",
        "right",
        "audience",
        "data_subjects",
        "channel",
        "activity",
        "starts_on",
    )
    label_fields = ("audience", "channel")
    one_at_a_time = key[:-1]
    personal = {"condition": FREE_TEXT, "statement": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="promised_rights",
    )
    right = models.ForeignKey(
        "registry.Right", models.PROTECT, verbose_name=_("right"), related_name="promises"
    )
    audience = models.CharField(
        _("promised to"),
        max_length=15,
        choices=RightsAudience.choices,
        default=RightsAudience.EVERYBODY,
    )
    data_subjects = models.ForeignKey(
        "registry.DataSubjectCategory",
        models.PROTECT,
        verbose_name=_("only for"),
        null=True,
        blank=True,
        related_name="promised_rights",
        help_text=_("Leave empty if it is promised to all categories of data subjects."),
    )
    channel = models.CharField(
        _("exercised through"),
        max_length=15,
        choices=RightsChannel.choices,
        default=RightsChannel.NOT_STATED,
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="promised_rights",
        help_text=_("Leave empty if it is promised for all activities of the organisation."),
    )
    contact = models.ForeignKey(
        "registry.Contact",
        models.PROTECT,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        related_name="promised_rights",
    )
    authority = models.ForeignKey(
        "registry.SupervisoryAuthority",
        models.PROTECT,
        verbose_name=_("supervisory authority"),
        null=True,
        blank=True,
        related_name="promised_rights",
        help_text=_("For the right to complain: the authority that is named, if one is."),
    )
    condition = models.TextField(
        _("condition"),
        blank=True,
        help_text=_("What the promise depends on, for example “may or may not be honored”."),
    )
    statement = models.TextField(_("as published"), blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("promised right")
        verbose_name_plural = _("promised rights")
        ordering = ("organisation", "right", "audience", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key(
                "organisation",
                "right",
                "audience",
                "data_subjects",
                "channel",
                "activity",
                "starts_on",
                dates=["starts_on"],
                relations=["data_subjects", "activity"],
            ),
        ]

    def __str__(self):
        return f"{self.get_audience_display()}: {self.get_channel_display()}"

    @property
    def headline(self):
        return str(self.right)

    @property
    def facts(self):
        return [str(self.get_audience_display()), str(self.get_channel_display()), *super().facts]
