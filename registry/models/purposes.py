"""Why an activity takes place, by which law (Articles 6, 8, 9, 10), and what has to be given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.law.words import Marketing
from registry.models.activities import ProcessingActivity
from registry.models.grounds import ActivityPart
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import natural_key
from registry.vocabulary import ConsentForm, LawOf, Requirement


class Purpose(ActivityPart):
    """Why an activity takes place, and what in Article 6 lets it."""

    key = ("activity", "text", "starts_on")
    one_at_a_time = ("activity", "text")
    absence_fields = (*DatedModel.absence_fields, "legal_bases")
    personal = {
        "text": NONE,
        "law": FREE_TEXT,
        "basis_condition": FREE_TEXT,
        "legitimate_interest": FREE_TEXT,
        "balancing_test": FREE_TEXT,
        "balanced_by": STAFF,
        "consent_record": FREE_TEXT,
        "parental_consent": FREE_TEXT,
        "compatibility": FREE_TEXT,
        "special_category_law": FREE_TEXT,
        "professional_secrecy": FREE_TEXT,
        "marketing_objection": FREE_TEXT,
    }

    activity = models.ForeignKey(
        ProcessingActivity, models.PROTECT, verbose_name=_("activity"), related_name="purposes"
    )
    text = models.CharField(_("purpose"), max_length=300)
    # No default: a basis that nobody chose is worse than one that is missing.
    legal_bases = models.ManyToManyField(
        "registry.LegalBasis", verbose_name=_("legal bases"), blank=True, related_name="purposes"
    )
    law = models.TextField(
        _("law relied on"),
        blank=True,
        help_text=_(
            "The Union or national law behind a legal obligation or a public task "
            "(Article 6(1)(c) and (e), 6(3))."
        ),
    )
    law_of = models.CharField(
        _("law of"),
        max_length=15,
        choices=LawOf.choices,
        default=LawOf.NOT_STATED,
        help_text=_("Only law of the Union or of a member state counts; under UK GDPR, UK law."),
    )
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("data used"),
        blank=True,
        related_name="purposes",
        help_text=_("Leave empty if this purpose uses all data of the activity."),
    )
    legitimate_interest = models.TextField(
        _("legitimate interest"),
        blank=True,
        help_text=_(
            "Which interest of the organisation or of others is pursued (Article 13(1)(d))."
        ),
    )
    balancing_test = models.TextField(
        _("balancing test"),
        blank=True,
        help_text=_(
            "How this interest was weighed against those of the people concerned (Article 6(1)(f))."
        ),
    )
    balanced_on = models.DateField(_("balanced on"), null=True, blank=True)
    balanced_by = models.CharField(
        _("balanced by"), max_length=200, blank=True, help_text=_("A role, not a name.")
    )
    basis_condition = models.CharField(
        _("when the bases apply"),
        max_length=300,
        blank=True,
        help_text=_("If it is said with the bases, for example “where required”."),
    )
    consent_record = models.TextField(
        _("record of consent"),
        blank=True,
        help_text=_(
            "Where consent is recorded and how it can be withdrawn (Article 7(1) and (3))."
        ),
    )
    parental_consent = models.TextField(
        _("consent of parents"),
        blank=True,
        help_text=_(
            "From which age children consent themselves, and how the consent of parents is "
            "checked below it (Article 8)."
        ),
    )
    consent_form = models.CharField(
        _("how consent is given"),
        max_length=15,
        choices=ConsentForm.choices,
        blank=True,
        help_text=_("Fill in if the purpose rests on consent (Articles 4(11) and 7)."),
    )
    is_further_use = models.BooleanField(
        _("further use"),
        default=False,
        help_text=_(
            "Tick if the data was collected for another purpose. People are told before "
            "(Article 13(3))."
        ),
    )
    compatibility = models.TextField(
        _("why further use is allowed"),
        blank=True,
        help_text=_(
            "For further use: for which purpose the data was collected, and why this one is "
            "compatible with it, or which consent or law allows it (Article 6(4))."
        ),
    )
    special_category_condition = models.ForeignKey(
        "registry.SpecialCategoryCondition",
        models.PROTECT,
        verbose_name=_("condition for special categories"),
        null=True,
        blank=True,
        related_name="purposes",
    )
    special_category_law = models.TextField(
        _("law on special categories or offences"),
        blank=True,
        help_text=_(
            "The law that allows using special categories or data on offences (Articles "
            "9(2) and 10)."
        ),
    )

    professional_secrecy = models.TextField(
        _("bound to secrecy"),
        blank=True,
        help_text=_(
            "For health care: who handles the data, and by which law or rules they are bound to "
            "secrecy (Article 9(3))."
        ),
    )
    marketing = models.CharField(
        _("advertising by electronic mail"),
        max_length=10,
        choices=Marketing.choices,
        blank=True,
        default=Marketing.NONE,
        help_text=_("Article 13 of Directive 2002/58/EC; messages to own customers need none."),
    )
    marketing_objection = models.TextField(
        _("how customers object"),
        blank=True,
        help_text=_("When the address is collected, and in each message (Article 13(2))."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        ordering = ("activity", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("activity", "text", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.text

    @property
    def facts(self):
        bases = [basis.citation for basis in self.legal_bases.all()]
        return (bases or [str(_("no legal basis"))]) + super().facts


class DataProvision(ActivityPart):
    """Of one category of data in one activity: is it mandatory, why, or else (13(2)(e))."""

    key = ("activity", "data_category", "starts_on")
    one_at_a_time = key[:-1]
    ends_absences = False
    label_fields = ("requirement",)
    personal = {"condition": FREE_TEXT, "consequence": FREE_TEXT}

    activity = models.ForeignKey(
        ProcessingActivity, models.PROTECT, verbose_name=_("activity"), related_name="provisions"
    )
    data_category = models.ForeignKey(
        "registry.DataCategory",
        models.PROTECT,
        verbose_name=_("category of data"),
        related_name="provisions",
    )
    requirement = models.CharField(
        _("providing it is"),
        max_length=15,
        choices=Requirement.choices,
        default=Requirement.NOT_STATED,
    )
    condition = models.CharField(
        _("when it is"),
        max_length=300,
        blank=True,
        help_text=_("If it depends on something, for example “where something is posted to you”."),
    )
    consequence = models.TextField(
        _("consequence of not providing it"),
        blank=True,
        help_text=_("What happens if the person does not give the data (Article 13(2)(e))."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("provision of data")
        verbose_name_plural = _("provisions of data")
        ordering = ("activity", "data_category", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("activity", "data_category", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.get_requirement_display()

    @property
    def headline(self):
        return str(self.data_category)

    @property
    def facts(self):
        return [str(self.get_requirement_display()), *super().facts]
