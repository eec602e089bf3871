"""Bodies, the seats in them, who may read what, and the reviews of that access."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.activities import ActivityGround
from registry.querysets import BodyQuerySet
from registry.records.model import DatedModel, RegisterModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import exactly_one_of, natural_key
from registry.vocabulary import AccessLevel, AccessVerdict, Answer, BodyKind


class Person(RegisterModel):
    """Somebody who holds an office or a seat. The only table with their names.

    Everywhere else, in other tables' files too, a person is quoted by the code.
    """

    key = ("code",)
    personal = {"code": NONE, "name": STAFF, "email": STAFF}
    history_with = ("seats", "appointments")
    forgotten_with = ("seats", "appointments")

    code = models.SlugField(
        _("code"),
        max_length=60,
        unique=True,
        help_text=_("A short code that stands for the person on other pages. Do not use the name."),
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("code",)

    def __str__(self):
        return self.code


class Body(RegisterModel):
    """Staff, a committee or the board: a group inside the organisation with access to data.

    The public sees its name and the set of countries of its seats, never a person.
    """

    key = ("name",)
    history_with = (
        "seats",
        "seats__access_grants",
        "access_grants",
        "transfers",
        "engagements",
    )
    personal = {"name": NONE, "description": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="bodies",
    )
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=BodyKind.choices)
    description = models.TextField(_("description"), blank=True)
    is_public = models.BooleanField(
        _("may be listed publicly"),
        default=False,
        help_text=_(
            "The public page shows the name of the body and its countries if an entry "
            "under Recipients is listed too."
        ),
    )

    objects = BodyQuerySet.as_manager()

    class Meta(RegisterModel.Meta):
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ("organisation", "name")

    def __str__(self):
        return self.name


class Seat(ActivityGround, DatedModel):
    """A place in a body, the country from which its holder reads data, and the term."""

    key = ("body", "designation", "starts_on")
    history_with = ("access_grants",)
    label_fields = ("designation",)
    reached_by = ("engagements__body", "body_id")
    absence_fields = (*DatedModel.absence_fields, "person", "country")
    one_at_a_time = ("body", "designation")
    overlap_message = _("{row}: someone else holds this seat at that time. End that term first.")
    personal = {"designation": NONE}

    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("body"), related_name="seats")
    designation = models.CharField(
        _("designation"),
        max_length=100,
        help_text=_("The role or office, for example “Treasurer”. Do not name people."),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        blank=True,
        related_name="seats",
    )
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="seats",
    )
    is_confidential = models.CharField(
        _("bound to confidentiality"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("body", "designation", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("body", "designation", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.designation

    @property
    def facts(self):
        return [str(self.country)] * bool(self.country_id) + super().facts


class AccessGrant(DatedModel):
    """Who inside may reach which data, how far, and why (Articles 29, 32(4))."""

    key = ("reference",)
    history_with = ("decisions",)
    label_fields = ("reference",)
    never_reused = "reference"
    absence_fields = (*DatedModel.absence_fields, "why")
    personal = {"reference": NONE, "why": FREE_TEXT}

    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        help_text=_("A short, unique reference. It cannot be used again for another entry."),
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name=_("body"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    seat = models.ForeignKey(
        Seat,
        models.PROTECT,
        verbose_name=_("seat"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("processor"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    activity = models.ForeignKey(
        "registry.ProcessingActivity",
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="access_grants",
    )
    level = models.CharField(
        _("level"), max_length=10, choices=AccessLevel.choices, default=AccessLevel.NOT_STATED
    )
    why = models.TextField(
        _("why"),
        blank=True,
        help_text=_("The task for which access is needed (Articles 29 and 32(4))."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("access grant")
        verbose_name_plural = _("access grants")
        ordering = ("reference",)
        constraints = [
            *DatedModel.Meta.constraints,
            exactly_one_of("body", "seat", message=_("Choose either a body or a seat.")),
            exactly_one_of(
                "processor", "activity", message=_("Choose either a processor or an activity.")
            ),
        ]

    def __str__(self):
        return self.reference


class AccessReview(RegisterModel):
    """A day on which somebody went through the access that was granted."""

    key = ("organisation", "held_on")
    history_with = ("decisions",)
    label_fields = ("held_on",)
    since = "held_on"
    personal = {"reviewer": STAFF, "scope": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="access_reviews",
    )
    held_on = models.DateField(_("held on"))
    reviewer = models.CharField(
        _("reviewer"), max_length=200, help_text=_("If possible a role, not a name.")
    )
    scope = models.TextField(_("scope"), blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        ordering = ("-held_on",)
        constraints = [natural_key("organisation", "held_on")]

    def __str__(self):
        return str(self.held_on)


class AccessDecision(RegisterModel):
    """What a review decided about one grant, and why."""

    key = ("review", "grant")
    since = "review__held_on"
    personal = {"reason": FREE_TEXT}

    review = models.ForeignKey(
        AccessReview, models.PROTECT, verbose_name=_("review"), related_name="decisions"
    )
    grant = models.ForeignKey(
        AccessGrant, models.PROTECT, verbose_name=_("grant"), related_name="decisions"
    )
    verdict = models.CharField(_("decision"), max_length=10, choices=AccessVerdict.choices)
    reason = models.TextField(_("reason"), blank=True)

    class Meta(RegisterModel.Meta):
        verbose_name = _("access decision")
        verbose_name_plural = _("access decisions")
        ordering = ("review", "grant")
        constraints = [natural_key("review", "grant")]

    def __str__(self):
        return self.get_verdict_display()

    @property
    def headline(self):
        return str(self.grant)

    @property
    def facts(self):
        return [str(self.get_verdict_display())]
