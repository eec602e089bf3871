"""Who keeps the register, who speaks for them, and what they promise about handling."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.grounds import ActivityGround
from registry.records.absence import NOT_STATED
from registry.records.model import DatedModel, LastingModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import natural_key
from registry.records.web_addresses import WebAddressField
from registry.vocabulary import (
    AppointmentRole,
    ContactChannel,
    ContactUse,
    HandlingTopic,
    NoRepresentative,
)


class Organisation(ActivityGround, LastingModel):
    """A controller or processor with a register of its own (Article 30(1)(a)).

    A sponsored project names its sponsor as `parent`, inherits that register and adds to it.
    """

    key = ("name",)
    history_with = ("contacts", "appointments", "handling_rules")
    leads_to = "parent"
    reached_by = ("organisation", "id")
    absence_fields = ("address", "country", "authority")
    personal = {"name": NONE, "address": FREE_TEXT, "website": NONE}

    name = models.CharField(_("name"), max_length=200, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("sponsor"),
        null=True,
        blank=True,
        related_name="projects",
        help_text=_(
            "The organisation that sponsors this project and whose register also covers it."
        ),
    )
    address = models.TextField(pgettext_lazy("of a person or organisation", "address"), blank=True)
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("established in"),
        null=True,
        blank=True,
        related_name="organisations",
    )
    website = WebAddressField(_("website"))
    authority = models.ForeignKey(
        "registry.SupervisoryAuthority",
        models.PROTECT,
        verbose_name=_("supervisory authority"),
        null=True,
        blank=True,
        related_name="organisations",
        help_text=_("The one that is competent, or leads (Articles 55 and 56)."),
    )

    head_count = models.PositiveIntegerField(
        _("people employed"),
        null=True,
        blank=True,
        help_text=_("Below 250 some entries need not be kept (Article 30(5))."),
    )

    is_public_authority = models.BooleanField(
        _("public authority"),
        default=False,
        help_text=_(
            "A public authority or body. Some tools and derogations for transfers are for it "
            "alone, others not open to it (Articles 46(2)(a), 46(3)(b) and 49(3))."
        ),
    )

    # On by default: a privacy lead without a department is alone, and two people are a wish of
    # some, not of the law. Where it is off, the server holds it.
    is_approved_by_one = models.BooleanField(
        _("who approves may be the one who sent it"),
        default=True,
        help_text=_(
            "Whether one person alone may write an entry and approve it. Without it an entry is "
            "sent for approval first, and somebody else approves it."
        ),
    )

    class Meta(LastingModel.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        permissions = [
            ("manage_accounts_organisation", "Can invite people and say who has which role")
        ]
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="organisation_is_not_its_own_sponsor",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("An organisation cannot be its own sponsor."),
            ),
        ]

    def __str__(self):
        return self.name


class Contact(ActivityGround, DatedModel):
    """How an organisation is reached, for what, and since when."""

    key = ("organisation", "use", "channel", "value")
    label_fields = ("use", "channel")
    personal = {"value": FREE_TEXT}

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="contacts"
    )
    use = models.CharField(
        pgettext_lazy("use of a contact", "for"), max_length=10, choices=ContactUse.choices
    )
    channel = models.CharField(_("channel"), max_length=10, choices=ContactChannel.choices)
    value = models.CharField(_("address or number"), max_length=300)

    class Meta(DatedModel.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("organisation", "use", "channel", "value")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("organisation", "use", "channel", "value"),
        ]

    def __str__(self):
        return f"{self.get_use_display()}: {self.get_channel_display()}"

    @property
    def headline(self):
        return self.value


class Appointment(ActivityGround, DatedModel):
    """Who fills an office of the Regulation, or the reason why nobody does (Articles 27, 37)."""

    key = ("organisation", "role", "starts_on")
    absence_fields = (*DatedModel.absence_fields, "person", "country", "mandate")
    one_at_a_time = ("organisation", "role")
    personal = {"position": STAFF, "contact": STAFF, "mandate": FREE_TEXT}

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="appointments"
    )
    role = models.CharField(_("role"), max_length=25, choices=AppointmentRole.choices)
    person = models.ForeignKey(
        "registry.Person",
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        blank=True,
        related_name="appointments",
        help_text=_("If nobody is appointed, state below whether one is needed, and why not."),
    )
    position = models.CharField(
        pgettext_lazy("in an organisation", "position"), max_length=200, blank=True
    )
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="appointments",
    )
    contact = models.CharField(
        _("contact details"),
        max_length=300,
        blank=True,
        help_text=_("Address or telephone, if no e-mail address of the person is recorded."),
    )
    no_representative = models.CharField(
        _("why no representative"),
        max_length=15,
        choices=NoRepresentative.choices,
        default=NoRepresentative.NOT_STATED,
    )
    is_occasional = models.BooleanField(_("the processing is occasional"), default=False)
    is_not_large_scale = models.BooleanField(
        _("no large-scale use of data of Articles 9 and 10"), default=False
    )
    is_without_risk = models.BooleanField(_("a risk to people is unlikely"), default=False)
    mandate = models.TextField(
        _("mandate"),
        blank=True,
        help_text=_("Where the written mandate of the representative is kept (Article 27(4))."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("organisation", "role", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("organisation", "role", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.get_role_display()

    @property
    def facts(self):
        person = [str(self.person)] if self.person_id else [self.absences.get("person", NOT_STATED)]
        return [*person, *super().facts]


class HandlingRule(DatedModel):
    """What an organisation has published about how it treats people and their requests."""

    key = ("organisation", "topic", "title", "starts_on")
    personal = {"title": NONE, "statement": FREE_TEXT}

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="handling_rules"
    )
    topic = models.CharField(_("topic"), max_length=15, choices=HandlingTopic.choices)
    title = models.CharField(pgettext_lazy("of a text", "title"), max_length=200)
    statement = models.TextField(_("as published"))

    class Meta(DatedModel.Meta):
        verbose_name = _("handling rule")
        verbose_name_plural = _("handling rules")
        ordering = ("organisation", "topic", "title", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("organisation", "topic", "title", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.title
