"""Data given out for once: to courts, authorities, buyers, or in an emergency."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.activities import ProcessingActivity
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import natural_key
from registry.vocabulary import DisclosureGround


class Disclosure(DatedModel):
    """A ground on which data may be given out once, or a time when it was."""

    key = ("organisation", "ground", "title", "starts_on")
    absence_fields = (*DatedModel.absence_fields, "recipient", "activity")
    personal = {
        "title": NONE,
        "statement": FREE_TEXT,
        "recipient": FREE_TEXT,
        "agreement": FREE_TEXT,
    }

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="disclosures",
    )
    activity = models.ForeignKey(
        ProcessingActivity,
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="disclosures",
    )
    ground = models.CharField(
        pgettext_lazy("of a disclosure", "ground"), max_length=25, choices=DisclosureGround.choices
    )
    title = models.CharField(pgettext_lazy("of a text", "title"), max_length=200)
    statement = models.TextField(
        _("statement"),
        blank=True,
        help_text=_("The published wording, or what was disclosed and why."),
    )
    recipient = models.CharField(_("recipient"), max_length=200, blank=True)
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="disclosures",
        help_text=_("Of the court or authority that ordered it."),
    )
    agreement = models.CharField(
        _("international agreement"),
        max_length=300,
        blank=True,
        help_text=_(
            "For an order from outside the Union: the agreement that it rests on, such as one on "
            "mutual legal assistance, or the other ground of Chapter V (Article 48)."
        ),
    )
    disclosed_on = models.DateField(
        _("disclosed on"),
        null=True,
        blank=True,
        help_text=_("Leave empty if this is only a possible ground and nothing was disclosed."),
    )
    is_inquiry = models.BooleanField(
        _("inquiry of an authority"),
        default=False,
        help_text=_(
            "Tick if an authority received it in a particular inquiry under the law of the Union "
            "or a member state. Then it is no recipient (Article 4(9))."
        ),
    )
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("categories of data"),
        blank=True,
        related_name="disclosures",
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ("organisation", "ground", "title")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("organisation", "ground", "title", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.title
