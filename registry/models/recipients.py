"""Who receives data for an activity, and what is wrong with it over time."""

from collections.abc import Collection, Iterator

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.models.activities import ProcessingActivity
from registry.models.grounds import ActivityPart
from registry.querysets import EngagementQuerySet
from registry.records.model import DatedModel
from registry.records.moments import day_shown
from registry.records.personal import NONE
from registry.records.rules import Fault, ends_after_start, exactly_one_of, natural_key
from registry.vocabulary import Answer, EngagementState, RecipientRole


class Engagement(ActivityPart):
    """Who receives data for an activity, as what, from when to when (Article 30(1)(d))."""

    key = ("activity", "processor", "body", "recipient", "role", "service", "starts_on")
    one_at_a_time = ("activity", "processor", "body", "recipient", "role", "service")
    tells_end = "state"
    absence_fields = (*DatedModel.absence_fields, "service", "data_categories", "country")
    overlap_message = _(
        "{row}: this recipient already has the same role and service in this "
        "activity at that time. Change or end the other entry first."
    )
    personal = {"recipient": NONE, "service": NONE}

    activity = models.ForeignKey(
        ProcessingActivity, models.PROTECT, verbose_name=_("activity"), related_name="engagements"
    )
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("processor"),
        null=True,
        blank=True,
        related_name="engagements",
    )
    body = models.ForeignKey(
        "registry.Body",
        models.PROTECT,
        verbose_name=pgettext_lazy("committee or board", "body"),
        null=True,
        blank=True,
        related_name="engagements",
    )
    recipient = models.CharField(
        _("other recipient"),
        max_length=200,
        blank=True,
        help_text=_("A category, for example “tax authorities”. Do not name people."),
    )
    country = models.ForeignKey(
        "registry.Country",
        models.PROTECT,
        verbose_name=_("country"),
        null=True,
        blank=True,
        related_name="engagements",
        help_text=_("Of another recipient. Processors and bodies say with their own entry where."),
    )
    role = models.CharField(_("role"), max_length=20, choices=RecipientRole.choices)
    sub_processor_of = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("sub-processor of"),
        null=True,
        blank=True,
        related_name="sub_engagements",
    )
    authorised_on = models.DateField(
        _("authorised on"),
        null=True,
        blank=True,
        help_text=_(
            "Of a sub-processor: when it was authorised, or announced under a general "
            "authorisation (Article 28(2))."
        ),
    )
    is_bound = models.CharField(
        _("bound by the same duties"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_("Of a sub-processor: by its contract with the processor (Article 28(4))."),
    )
    service = models.CharField(
        _("service"),
        max_length=200,
        blank=True,
        help_text=_(
            "What the recipient does for this activity, for example “sends the newsletter”."
        ),
    )
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("categories of data"),
        blank=True,
        related_name="engagements",
    )
    is_personal_data = models.BooleanField(
        _("receives personal data"),
        default=True,
        help_text=_("Untick if it receives only totals that cannot be linked to a person."),
    )
    is_example = models.BooleanField(
        _("named as an example"),
        default=False,
        help_text=_(
            "Tick if it stands for others of its kind that are not named, as in “providers "
            "such as …”."
        ),
    )
    state = models.CharField(
        pgettext_lazy("of an engagement", "state"),
        max_length=10,
        choices=EngagementState.choices,
        default=EngagementState.ACTIVE,
    )
    listed_from = models.DateField(
        _("listed from"),
        null=True,
        blank=True,
        help_text=_("First day on the public page. Leave empty to keep it off the page."),
    )
    listed_until = models.DateField(_("listed until"), null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ("activity", "pk")
        indexes = [models.Index(fields=["listed_from", "listed_until"])]
        constraints = [
            *DatedModel.Meta.constraints,
            ends_after_start("listed_from", "listed_until"),
            natural_key(
                "activity",
                "processor",
                "body",
                "recipient",
                "role",
                "service",
                "starts_on",
                dates=["starts_on"],
                relations=["processor", "body"],
            ),
            exactly_one_of(
                "processor",
                "body",
                "recipient",
                blank=["recipient"],
                message=_("Enter one recipient: a processor, a body or another recipient."),
            ),
            models.CheckConstraint(
                name="engagement_country_is_of_another_recipient",
                condition=Q(country__isnull=True) | ~Q(recipient=""),
                violation_error_message=_(
                    "Enter the country with the processor or body itself, and leave it empty here."
                ),
            ),
            models.CheckConstraint(
                name="engagement_body_is_internal",
                condition=Q(body__isnull=True) | Q(role=RecipientRole.INTERNAL),
                violation_error_message=_("The role of a body must be “Inside the organisation”."),
            ),
            models.CheckConstraint(
                name="engagement_sub_processor_has_processor",
                condition=Q(role=RecipientRole.SUB_PROCESSOR, sub_processor_of__isnull=False)
                | (~Q(role=RecipientRole.SUB_PROCESSOR) & Q(sub_processor_of__isnull=True)),
                violation_error_message=_(
                    "Fill in “sub-processor of” if the role is sub-processor, and leave "
                    "it empty for other roles."
                ),
            ),
            models.CheckConstraint(
                name="engagement_not_its_own_sub_processor",
                condition=Q(sub_processor_of__isnull=True)
                | Q(processor__isnull=True)
                | ~Q(sub_processor_of=F("processor")),
                violation_error_message=_("A processor cannot be its own sub-processor."),
            ),
            models.CheckConstraint(
                name="engagement_listing_has_start",
                condition=Q(listed_until__isnull=True) | Q(listed_from__isnull=False),
                violation_error_message=_(
                    "Enter the first day of the listing, or remove its last day."
                ),
            ),
            models.CheckConstraint(
                name="engagement_ended_has_end",
                condition=~Q(state=EngagementState.ENDED) | Q(ends_on__isnull=False),
                violation_error_message=_("Enter the last day of a recipient that has ended."),
            ),
            models.CheckConstraint(
                name="engagement_planned_has_start",
                condition=~Q(state=EngagementState.PLANNED) | Q(starts_on__isnull=False),
                violation_error_message=_("Enter the first day of a planned recipient."),
            ),
        ]

    def __str__(self):
        return self.service or self.get_role_display()

    @property
    def headline(self):
        return str(self.processor or self.body or self.recipient)

    def headline_for(self, owner):
        if owner._meta.concrete_model is ProcessingActivity:
            return self.headline
        return f"{self.activity}: {self}"

    @property
    def standing(self):
        """Its state in words, by its days: on its last day it still holds."""
        if self.state == EngagementState.PLANNED or self.ends_on is None:
            return self.get_state_display()
        today = day_shown() or timezone.localdate()
        if self.ends_on == today:
            return _("Active, ends today")
        over = self.ends_on < today
        return (EngagementState.ENDED if over else EngagementState.ACTIVE).label

    @property
    def facts(self):
        words = [self.get_role_display(), self.service, self.standing]
        dates = [
            (_("listed from {day}"), self.listed_from),
            (_("listed until {day}"), self.listed_until),
        ]
        listed = [word.format(day=date_format(day)) for word, day in dates if day]
        return [str(word) for word in words if word] + super().facts + listed

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        for pk in cls.objects.filter(pk__in=pks).begun_too_early(timezone.localdate()):
            yield Fault(
                cls,
                pk,
                "state",
                _(
                    "It starts in the future. Set the state to “Planned”, or correct the "
                    "start date."
                ),
            )
