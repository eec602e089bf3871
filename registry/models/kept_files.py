"""Files that prove something, kept with what they prove."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from registry.models.parties import Processor, ProcessorAgreement
from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import exactly_one_of


class KeptFile(RegisterModel):
    """A file that proves something: a signed agreement, an assessment, an audit of a processor.

    It lies outside the web root under a random name; its SHA-256 is sealed with the row.
    """

    key = ("stored_name",)
    is_typed = False
    since = "kept_on"
    personal = {"name": FREE_TEXT, "found_type": NONE, "sha256": NONE, "stored_name": NONE}

    agreement = models.ForeignKey(
        ProcessorAgreement,
        models.PROTECT,
        verbose_name=_("agreement"),
        null=True,
        blank=True,
        related_name="files",
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="files",
    )
    processor = models.ForeignKey(
        Processor,
        models.PROTECT,
        verbose_name=_("processor"),
        null=True,
        blank=True,
        related_name="files",
    )
    name = models.CharField(_("name"), max_length=200)
    kept_on = models.DateField(_("kept since"))
    found_type = models.CharField(_("detected type"), max_length=100)
    byte_count = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored_name = models.CharField(_("stored as"), max_length=64, unique=True)
    file_removed_on = models.DateField(_("file removed on"), null=True, blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("kept file")
        verbose_name_plural = _("kept files")
        ordering = ("kept_on", "pk")
        constraints = [
            exactly_one_of(
                "agreement",
                "activity",
                "processor",
                message=_("Choose what the file belongs to: one agreement, activity or processor."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def belongs_to(self) -> models.Model:
        return self.agreement or self.activity or self.processor

    @property
    def facts(self):
        return [date_format(self.kept_on), self.found_type]
