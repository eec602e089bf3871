"""What the organisation has published about its processing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.records.model import RegisterModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import natural_key
from registry.records.web_addresses import WebAddressField


class Notice(RegisterModel):
    """One dated edition of a published policy, word for word (Articles 12 to 14)."""

    key = ("organisation", "title", "dated_on")
    label_fields = ("title", "dated_on")
    since = "dated_on"
    leads_to = "replaced_by"
    personal = {
        "title": NONE,
        "text": FREE_TEXT,
        "published_url": NONE,
        "history_url": NONE,
    }

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="notices",
    )
    title = models.CharField(_("title"), max_length=200)
    dated_on = models.DateField(_("dated"), help_text=_("The date that is printed on the notice."))
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        related_name="replaces",
    )
    published_url = WebAddressField(_("published at"))
    history_url = WebAddressField(_("history of editions"))
    text = models.TextField(_("full text"))

    class Meta(RegisterModel.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("organisation", "title", "-dated_on")
        constraints = [natural_key("organisation", "title", "dated_on")]

    def __str__(self):
        return f"{self.title}, {self.dated_on}"
