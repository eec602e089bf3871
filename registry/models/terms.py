"""The words that entries are made of: law's lists, categories, countries, decisions."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.chapter_v.words import TransferLaw
from registry.models.grounds import ActivityGround
from registry.querysets import AdequacyQuerySet
from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.rules import ends_after_start
from registry.records.web_addresses import WebAddressField
from registry.vocabulary import Collection, DataKind

models.CharField.register_lookup(Length)


class Citation(LastingModel):
    """A point of the Regulation that entries rely on. Shipped; the citation is the key."""

    may_be_always = True
    key = ("citation",)
    also_by = ("name",)
    label_fields = ("citation", "name")
    personal = {"citation": NONE, "name": NONE, "description": FREE_TEXT, "iri": NONE}

    citation = models.CharField(_("citation"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    iri = WebAddressField(
        _("DPV term"),
        help_text=_("Address of this term in the Data Privacy Vocabulary of the W3C."),
    )

    class Meta(LastingModel.Meta):
        abstract = True
        ordering = ("citation",)

    def __str__(self):
        return f"{self.citation} {self.name}"


class LegalBasis(Citation):
    """A basis of Article 6(1): without one, personal data may not be processed."""

    class Meta(Citation.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class SpecialCategoryCondition(Citation):
    """A condition of Article 9(2), needed beside the legal basis for special categories."""

    class Meta(Citation.Meta):
        verbose_name = _("condition for special categories")
        verbose_name_plural = _("conditions for special categories")


class Term(LastingModel):
    """A word of a list that an organisation extends. Files quote its code."""

    may_be_always = True
    key = ("code",)
    also_by = ("name",)
    personal = {"code": NONE, "name": NONE, "description": FREE_TEXT, "iri": NONE}

    code = models.SlugField(
        _("code"),
        max_length=60,
        unique=True,
        help_text=_("A short code that does not change. CSV files use it."),
    )
    name = models.CharField(_("name"), max_length=200, unique=True)
    description = models.TextField(_("description"), blank=True)
    iri = WebAddressField(
        _("DPV term"),
        help_text=_("Address of this term in the Data Privacy Vocabulary of the W3C."),
    )

    class Meta(LastingModel.Meta):
        abstract = True
        ordering = ("name",)

    def __str__(self):
        return self.name


class DataCategory(ActivityGround, Term):
    """A kind of personal data, how it is collected, and from where (Articles 13, 14, 30(1)(c))."""

    absence_fields = ("source",)
    reached_by = ("data_categories", "id")
    personal = Term.personal | {"source": FREE_TEXT}

    kind = models.CharField(
        _("kind"), max_length=10, choices=DataKind.choices, default=DataKind.ORDINARY
    )
    collection = models.CharField(
        _("how collected"),
        max_length=10,
        choices=Collection.choices,
        default=Collection.NOT_STATED,
    )
    source = models.TextField(
        _("source"),
        blank=True,
        help_text=_("Where the data comes from, if not from the person (Article 14(2)(f))."),
    )

    class Meta(Term.Meta):
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")


class DataSubjectCategory(Term):
    """A group of people whom the data is about (Article 30(1)(c))."""

    is_vulnerable = models.BooleanField(
        _("vulnerable"),
        default=False,
        help_text=_("For example children, patients or employees (recital 75)."),
    )

    is_children = models.BooleanField(
        _("children"), default=False, help_text=_("Children are among them (Article 8).")
    )

    class Meta(Term.Meta):
        verbose_name = _("category of data subjects")
        verbose_name_plural = _("categories of data subjects")


class SecurityMeasure(Term):
    """A technical or organisational measure, or both (Articles 30(1)(g), 32(1))."""

    is_technical = models.BooleanField(_("technical"), default=False)
    is_organisational = models.BooleanField(
        _("organisational"), default=False, help_text=_("Also called procedural.")
    )
    is_physical = models.BooleanField(_("physical"), default=False)

    class Meta(Term.Meta):
        verbose_name = _("security measure")
        verbose_name_plural = _("security measures")


class Right(Term):
    """A right of data subjects. What no article names (voicing a concern) has no citation."""

    personal = Term.personal | {"citation": NONE}

    citation = models.CharField(_("article"), max_length=20, blank=True)

    class Meta(Term.Meta):
        verbose_name = pgettext_lazy("of a person", "right")
        verbose_name_plural = pgettext_lazy("of a person", "rights")
        ordering = ("pk",)


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
