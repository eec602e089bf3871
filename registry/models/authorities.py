"""The supervisory authorities that an organisation answers to and people complain to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.web_addresses import WebAddressField


class SupervisoryAuthority(LastingModel):
    """A public authority that supervises the processing (Articles 51 and 77)."""

    key = ("name",)
    absence_fields = ("country", "website", "complaint_url", "contact")
    personal = {
        "name": NONE,
        "region": NONE,
        "website": NONE,
        "complaint_url": NONE,
        "contact": FREE_TEXT,
    }

    name = models.CharField(_("name"), max_length=200, unique=True)
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="authorities",
    )
    region = models.CharField(
        _("part of the country"),
        max_length=100,
        blank=True,
        help_text=_("If it is the authority of a part only, such as one of the Länder."),
    )
    website = WebAddressField(_("website"))
    complaint_url = WebAddressField(
        _("how to complain"), help_text=_("The page on lodging a complaint (Article 77).")
    )
    contact = models.CharField(_("contact"), max_length=300, blank=True)

    class Meta(LastingModel.Meta):
        verbose_name = _("supervisory authority")
        verbose_name_plural = _("supervisory authorities")
        ordering = ("name",)

    def __str__(self):
        return self.name
