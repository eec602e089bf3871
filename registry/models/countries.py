"""Countries, and the decisions on the adequacy of their protection."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.chapter_v.words import TransferLaw
from registry.querysets import AdequacyQuerySet
from registry.records.model import LastingModel
from registry.records.personal import NONE
from registry.records.rules import ends_after_start

models.CharField.register_lookup(Length)


class Country(LastingModel):
    """A country of ISO 3166-1, and when Union data-protection law applied in it."""

    may_be_always = True
    key = ("code",)
    also_by = ("name",)
    personal = {"code": NONE, "name": NONE}

    code = models.CharField(_("ISO code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    eea_from = models.DateField(
        _("in the EEA from"),
        null=True,
        blank=True,
        help_text=_("First day in the European Economic Area, also as part of a member state."),
    )
    eea_until = models.DateField(_("in the EEA until"), null=True, blank=True)
    treated_until = models.DateField(
        _("treated like it until"),
        null=True,
        blank=True,
        help_text=_(
            "Last day on which an agreement made sending data there no transfer to a third country."
        ),
    )

    class Meta(LastingModel.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ("name",)
        constraints = [
            ends_after_start("eea_from", "eea_until"),
            ends_after_start("eea_until", "treated_until"),
            models.CheckConstraint(
                name="country_code_is_two_capitals",
                condition=Q(code=Upper("code"), code__length=2),
                violation_error_message=_(
                    "Enter the two capital letters of ISO 3166-1, for example “DE”."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def is_in_eea(self, on: date) -> bool:
        """Whether Union law applied there on that day."""
        if self.eea_from is None or on < self.eea_from:
            return False
        return self.eea_until is None or on <= self.eea_until

    def needs_no_tool(self, on: date) -> bool:
        """Whether sending data there was no transfer under Chapter V on that day."""
        if self.is_in_eea(on):
            return True
        # The bridge: Article FINPROV.10A of the Agreement with the United Kingdom.
        return bool(self.treated_until and self.eea_until < on <= self.treated_until)


class AdequacyDecision(LastingModel):
    """A decision under Article 45(3), or the same of the UK. Lapsed and annulled ones stay."""

    key = ("decision",)
    label_fields = ("name", "decision")
    since, until = "valid_from", "valid_until"
    personal = {
        "decision": NONE,
        "name": NONE,
        "body": NONE,
        "covers": NONE,
        "scope": NONE,
        "judgment": NONE,
    }

    decision = models.CharField(_("decision"), max_length=40, unique=True)
    name = models.CharField(
        _("name"),
        max_length=100,
        blank=True,
        help_text=_("What people call it, for example “US Data Privacy Framework”."),
    )
    law = models.CharField(
        _("under the"),
        max_length=10,
        choices=TransferLaw.choices,
        default=TransferLaw.UNION,
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="adequacy_decisions",
    )
    body = models.CharField(_("international organisation"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_partial = models.BooleanField(
        _("only for some importers"),
        default=False,
        help_text=_("If so, each transfer needs evidence that its importer is covered."),
    )
    covers = models.CharField(
        _("covers"),
        max_length=100,
        blank=True,
        help_text=_("In a few words, for example “certified recipients”."),
    )
    covers_until = models.DateField(
        _("so limited until"),
        null=True,
        blank=True,
        help_text=_("Last day of this limit, if it has one."),
    )
    scope = models.TextField(pgettext_lazy("of a decision", "scope"), blank=True)
    declared_invalid_on = models.DateField(
        _("declared invalid on"),
        null=True,
        blank=True,
        help_text=_("Day of the judgment. On that day it is no longer valid."),
    )
    judgment = models.CharField(_("judgment"), max_length=100, blank=True)

    objects = AdequacyQuerySet.as_manager()

    class Meta(LastingModel.Meta):
        verbose_name = _("adequacy decision")
        verbose_name_plural = _("adequacy decisions")
        ordering = ("-valid_from", "decision")
        constraints = [
            ends_after_start("valid_from", "valid_until"),
            models.CheckConstraint(
                name="adequacydecision_ends_before_judgment",
                condition=Q(declared_invalid_on__isnull=True)
                | Q(valid_until__lt=F("declared_invalid_on")),
                violation_error_message=_(
                    "A decision is invalid on the day of the judgment. Enter the day before as its "
                    "last day."
                ),
            ),
            models.CheckConstraint(
                name="adequacydecision_names_country_or_body",
                condition=Q(country__isnull=False, body="")
                | (Q(country__isnull=True) & ~Q(body="")),
                violation_error_message=_(
                    "Choose a country or enter an international organisation."
                ),
            ),
        ]

    def __str__(self):
        return self.described(self.past.today)

    @property
    def title(self) -> str:
        """Never a bare number, which tells nobody what it is."""
        return self.name or _("decision {number}").format(number=self.decision)

    def described(self, on: date) -> str:
        """Its name, how it stood on a day, and for whom it holds."""
        limits = [self.covers] if self.is_limited(on) else []
        return ", ".join([self.title, str(self._standing(on)), *limits])

    def is_limited(self, on: date) -> bool:
        return bool(self.covers) and (self.covers_until is None or on <= self.covers_until)

    def _standing(self, on: date) -> str:
        if self.declared_invalid_on and on >= self.declared_invalid_on:
            return _("declared invalid")
        if self.valid_from and on < self.valid_from:
            return _("not yet in force")
        if self.valid_until and on > self.valid_until:
            return _("no longer in force")
        return _("in force")

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
