"""The words that entries are made of: lists of the law, categories, measures, rights."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.grounds import ActivityGround
from registry.records.model import LastingModel
from registry.records.personal import FREE_TEXT, NONE
from registry.records.web_addresses import WebAddressField
from registry.vocabulary import Collection, DataKind


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
