"""Who asked: the only table that knows, and the record of who looked."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.model import RegisterModel
from registry.records.personal import DATA_SUBJECT, FREE_TEXT
from requests_app.models.request import DataSubjectRequest
from requests_app.vocabulary import Language


class Requester(RegisterModel):
    """The person behind one request. Everyone else sees `masked`."""

    key = ("request",)
    since = "request__received_on"
    label_fields = ("id",)
    personal = {
        "name": DATA_SUBJECT,
        "email": DATA_SUBJECT,
        "address": DATA_SUBJECT,
        "phone": DATA_SUBJECT,
        "representative": DATA_SUBJECT,
        "mandate": FREE_TEXT,
        "language": DATA_SUBJECT,
    }

    request = models.OneToOneField(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        related_name="requester",
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(pgettext_lazy("of a person or organisation", "address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    representative = models.CharField(
        _("representative"),
        max_length=200,
        blank=True,
        help_text=_("Somebody who makes the request for the person, such as a lawyer."),
    )
    mandate = models.TextField(_("authority of the representative"), blank=True)
    language = models.CharField(
        _("language"),
        max_length=40,
        choices=Language.choices,
        blank=True,
        help_text=_("Letters begin with the template in this language."),
    )

    class Meta(RegisterModel.Meta):
        verbose_name = _("requester")
        verbose_name_plural = _("requesters")
        ordering = ("request",)
        indexes = [models.Index(Lower("email"), name="requester_address")]
        permissions = [("reveal_requester", "Can see who a requester is")]

    def __str__(self):
        return str(_("Requester {number}")).format(number=self.pk)

    @property
    def masked(self) -> str:
        """Initials and the domain's end: enough to tell two requests apart, no more."""
        initials = " ".join(f"{word[0]}…" for word in self.name.split() if word)
        domain = self.email.rpartition(".")[2]
        return ", ".join(part for part in (initials, domain and f"…@….{domain}") if part) or "…"


class Reveal(RegisterModel):
    """Somebody looked at who a requester is, and why. Without an address or a name in it."""

    key = ("request", "revealed_at")
    since = "revealed_at__date"
    personal = {"why": FREE_TEXT}

    request = models.ForeignKey(
        DataSubjectRequest,
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "request"),
        related_name="reveals",
    )
    revealed_at = models.DateTimeField(_("seen at"))
    revealed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("seen by"), related_name="+"
    )
    why = models.CharField(_("why"), max_length=500)

    class Meta(RegisterModel.Meta):
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        ordering = ("-revealed_at",)

    def __str__(self):
        return date_format(timezone.localtime(self.revealed_at), "DATETIME_FORMAT")

    @property
    def headline(self):
        return str(self.request)
