"""Processors, and the agreements with them."""

from collections.abc import Collection

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.grounds import ActivityGround, ApprovedWith
from registry.querysets import AgreementQuerySet, ProcessorQuerySet
from registry.records.history import current_unit
from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import ends_after_start
from registry.records.web_addresses import WebAddressField
from registry.vocabulary import Answer, Certainty, SubProcessing


class Processor(ApprovedWith, ActivityGround, LastingModel):
    """A company that receives personal data. What it does for whom is an engagement."""

    key = ("name",)
    history_with = ("agreements", "transfers", "engagements", "trackers", "access_grants")
    reached_by = ("engagements__processor", "id")
    used_by = ("engagements__activity",)
    absence_fields = (
        "website",
        "privacy_policy_url",
        "subprocessor_list_url",
        "terms_url",
        "country",
        "processing_countries",
        "location_as_published",
        "privacy_contact",
    )
    personal = {
        "name": NONE,
        "legal_name": NONE,
        "website": NONE,
        "privacy_policy_url": NONE,
        "subprocessor_list_url": NONE,
        "terms_url": NONE,
        "location_as_published": NONE,
        "processing_as_published": NONE,
        "privacy_contact": FREE_TEXT,
    }

    name = models.CharField(_("name"), max_length=200, unique=True)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    website = WebAddressField(_("website"))
    privacy_policy_url = WebAddressField(_("privacy policy"))
    subprocessor_list_url = WebAddressField(_("list of sub-processors"))
    terms_url = WebAddressField(
        pgettext_lazy("of a contract", "terms"),
        help_text=_("Its terms, or its terms of data processing, as it publishes them."),
    )
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("established in"),
        null=True,
        blank=True,
        related_name="processors",
    )
    is_international = models.BooleanField(
        _("international organisation"),
        default=False,
        help_text=_(
            "Set up by or under an agreement between states (Article 4(26)), such as the European "
            "Patent Organisation. Sending data to it is a transfer, wherever it sits."
        ),
    )
    processing_countries = models.ManyToManyField(
        "registry.Country",
        verbose_name=_("countries of processing"),
        blank=True,
        related_name="processing_processors",
    )
    location_as_published = models.CharField(
        _("location as published"),
        max_length=300,
        blank=True,
        help_text=_("As written in the notice, for example “U.S.”"),
    )
    processing_certainty = models.CharField(
        _("countries of processing are"),
        max_length=10,
        choices=Certainty.choices,
        default=Certainty.NOT_STATED,
        help_text=_("Assumed: for example “to the best of our knowledge”."),
    )
    may_process_elsewhere = models.CharField(
        _("may process in other countries"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
    )
    processing_as_published = models.TextField(
        _("place of processing as published"),
        blank=True,
        help_text=_("What the notice says about where the data is processed and stored."),
    )
    privacy_contact = models.CharField(
        _("privacy contact"),
        max_length=300,
        blank=True,
        help_text=_(
            "Where to ask the processor for help with a request of a data subject "
            "(Article 28(3)(e))."
        ),
    )
    is_public = models.BooleanField(
        _("may be listed publicly"),
        default=False,
        help_text=_(
            "The public page shows the processor if an entry under Recipients is listed too."
        ),
    )

    objects = ProcessorQuerySet.as_manager()

    class Meta(LastingModel.Meta):
        verbose_name = _("processor")
        verbose_name_plural = _("processors")
        ordering = ("name",)

    def __str__(self):
        return self.name

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        # What engages a new one was written with it, and is followed for itself.
        super().follow(current_unit("Following").old(cls, pks), kept)


class ProcessorAgreement(ApprovedWith, LastingModel):
    """A contract under Article 28(3), what it covers and where it is kept."""

    key = ("reference",)
    never_reused = "reference"
    label_fields = ("reference",)
    used_by = ("processor__engagements__activity",)
    since, until = "signed_on", "expires_on"
    absence_fields = ("signed_on", "expires_on", "kept_at")
    personal = {"reference": NONE, "kept_at": FREE_TEXT, "document_url": NONE}

    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        help_text=_("A short, unique reference. It cannot be used again for another entry."),
    )
    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="agreements",
    )
    processor = models.ForeignKey(
        Processor, models.PROTECT, verbose_name=_("processor"), related_name="agreements"
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    covers_instructions = models.BooleanField(
        _("(a) documented instructions"), null=True, blank=True
    )
    covers_confidentiality = models.BooleanField(_("(b) confidentiality"), null=True, blank=True)
    covers_security = models.BooleanField(_("(c) security"), null=True, blank=True)
    covers_sub_processors = models.BooleanField(_("(d) sub-processors"), null=True, blank=True)
    covers_rights = models.BooleanField(_("(e) help with requests"), null=True, blank=True)
    covers_duties = models.BooleanField(_("(f) help with Articles 32 to 36"), null=True, blank=True)
    covers_return = models.BooleanField(_("(g) deletion or return"), null=True, blank=True)
    covers_audit = models.BooleanField(_("(h) information and audits"), null=True, blank=True)
    sub_processing = models.CharField(
        _("sub-processors"),
        max_length=10,
        choices=SubProcessing.choices,
        default=SubProcessing.NOT_STATED,
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice of new sub-processors (days)"),
        null=True,
        blank=True,
        help_text=_(
            "How many days before a new sub-processor is used the processor has to tell "
            "us (Article 28(2))."
        ),
    )
    kept_at = models.CharField(_("kept at"), max_length=300, blank=True)
    document_url = WebAddressField(_("document"))

    objects = AgreementQuerySet.as_manager()

    class Meta(LastingModel.Meta):
        verbose_name = _("processor agreement")
        verbose_name_plural = _("processor agreements")
        ordering = ("reference",)
        constraints = [ends_after_start("signed_on", "expires_on")]

    def __str__(self):
        return self.reference

    @property
    def facts(self):
        dates = [(_("signed {day}"), self.signed_on), (_("expires {day}"), self.expires_on)]
        return [word.format(day=date_format(day)) for word, day in dates if day]
