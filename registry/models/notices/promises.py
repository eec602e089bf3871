"""What an organisation has promised to people: rights, bases and safeguards, in its own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT
from registry.records.rules import natural_key
from registry.vocabulary import RightsAudience, RightsChannel, TransferTool


class PromisedRight(DatedModel):
    """A right as it was promised: to whom, for what, and how to exercise it (13(2)(b))."""

    key = (
        "organisation",
        "right",
        "audience",
        "data_subjects",
        "channel",
        "activity",
        "starts_on",
    )
    label_fields = ("audience", "channel")
    one_at_a_time = key[:-1]
    personal = {"condition": FREE_TEXT, "statement": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="promised_rights",
    )
    right = models.ForeignKey(
        "registry.Right",
        models.PROTECT,
        verbose_name=pgettext_lazy("of a person", "right"),
        related_name="promises",
    )
    audience = models.CharField(
        _("promised to"),
        max_length=15,
        choices=RightsAudience.choices,
        default=RightsAudience.EVERYBODY,
    )
    data_subjects = models.ForeignKey(
        "registry.DataSubjectCategory",
        models.PROTECT,
        verbose_name=_("only for"),
        null=True,
        blank=True,
        related_name="promised_rights",
        help_text=_("Leave empty if it is promised to all categories of data subjects."),
    )
    channel = models.CharField(
        _("exercised through"),
        max_length=15,
        choices=RightsChannel.choices,
        default=RightsChannel.NOT_STATED,
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="promised_rights",
        help_text=_("Leave empty if it is promised for all activities of the organisation."),
    )
    contact = models.ForeignKey(
        "registry.Contact",
        models.PROTECT,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        related_name="promised_rights",
    )
    authority = models.ForeignKey(
        "registry.SupervisoryAuthority",
        models.PROTECT,
        verbose_name=_("supervisory authority"),
        null=True,
        blank=True,
        related_name="promised_rights",
        help_text=_("For the right to complain: the authority that is named, if one is."),
    )
    condition = models.TextField(
        _("condition"),
        blank=True,
        help_text=_("What the promise depends on, for example “may or may not be honored”."),
    )
    statement = models.TextField(_("as published"), blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("promised right")
        verbose_name_plural = _("promised rights")
        ordering = ("organisation", "right", "audience", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key(
                "organisation",
                "right",
                "audience",
                "data_subjects",
                "channel",
                "activity",
                "starts_on",
                dates=["starts_on"],
                relations=["data_subjects", "activity"],
            ),
        ]

    def __str__(self):
        return f"{self.get_audience_display()}: {self.get_channel_display()}"

    @property
    def headline(self):
        return str(self.right)

    @property
    def facts(self):
        return [str(self.get_audience_display()), str(self.get_channel_display()), *super().facts]


class GeneralBasis(DatedModel):
    """A legal basis that is stated for the organisation as a whole, not purpose by purpose."""

    key = ("organisation", "legal_basis", "starts_on")
    one_at_a_time = key[:-1]
    label_fields = ("condition",)
    personal = {"condition": FREE_TEXT, "statement": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="general_bases",
    )
    legal_basis = models.ForeignKey(
        "registry.LegalBasis",
        models.PROTECT,
        verbose_name=_("legal basis"),
        related_name="stated_in_general",
    )
    condition = models.CharField(
        _("when it applies"),
        max_length=300,
        blank=True,
        help_text=_("For example “normally”, “in some cases” or “where required”."),
    )
    statement = models.TextField(_("as published"), blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("legal basis in general")
        verbose_name_plural = _("legal bases in general")
        ordering = ("organisation", "legal_basis", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("organisation", "legal_basis", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.condition or str(_("Legal basis in general"))

    @property
    def headline(self):
        return str(self.legal_basis)


class TransferPromise(DatedModel):
    """A safeguard that is promised for transfers in general, on a condition (Article 13(1)(f)).

    It is no transfer tool of any flow: what a flow rests on is said with the transfer.
    """

    key = ("organisation", "tool", "condition", "starts_on")
    one_at_a_time = key[:-1]
    label_fields = ("tool", "condition")
    personal = {"condition": FREE_TEXT, "statement": FREE_TEXT, "copy_from": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="transfer_promises",
    )
    tool = models.CharField(_("tool"), max_length=15, choices=TransferTool.choices)
    condition = models.CharField(
        _("condition"),
        max_length=300,
        blank=True,
        help_text=_("When the promise applies, for example “where required”."),
    )
    countries = models.ManyToManyField(
        "registry.Country",
        verbose_name=_("countries"),
        blank=True,
        related_name="transfer_promises",
        help_text=_("Leave empty if it is promised for all countries."),
    )
    copy_from = models.CharField(
        _("copy available from"),
        max_length=300,
        blank=True,
        help_text=_("Where people can get a copy of the safeguard (Article 13(1)(f))."),
    )
    statement = models.TextField(_("as published"), blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("promised transfer safeguard")
        verbose_name_plural = _("promised transfer safeguards")
        ordering = ("organisation", "tool", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("organisation", "tool", "condition", "starts_on", dates=["starts_on"]),
            models.CheckConstraint(
                name="transferpromise_names_its_tool",
                condition=~models.Q(tool=""),
                violation_error_message=_("Choose a transfer tool, or “Not stated”."),
            ),
        ]

    def __str__(self):
        return f"{self.get_tool_display()} {self.condition}".strip()
