"""The record of processing activities itself: Article 30, entry by entry."""

from collections.abc import Iterable, Iterator

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.base.links import WebAddressField
from registry.base.model import DatedModel, RegisterModel
from registry.base.personal import FREE_TEXT, NONE, STAFF
from registry.base.rules import Fault, ends_after_start, exactly_one_of, natural_key
from registry.completeness import gaps_in
from registry.querysets import ActivityQuerySet, EngagementQuerySet
from registry.vocabulary import (
    ActivityState,
    Answer,
    AssessmentState,
    DisclosureGround,
    EngagementState,
    OrganisationRole,
    PeriodUnit,
    RecipientRole,
    RetentionAction,
    TrackerKind,
)


class ProcessingActivity(DatedModel):
    """One entry of the record: what is done with whose data, why, and who receives it."""

    key = ("reference",)
    absence_fields = (
        *DatedModel.absence_fields,
        "owner",
        "data_subjects",
        "data_categories",
        "security_measures",
        "rights",
        "recipients",
        "retention_rules",
        "transfers",
        "trackers",
        "storage_location",
    )
    personal = {
        "reference": NONE,
        "name": NONE,
        "description": FREE_TEXT,
        "owner": STAFF,
        "arrangement": FREE_TEXT,
        "storage_location": FREE_TEXT,
        "mandatory_consequence": FREE_TEXT,
        "automated_logic": FREE_TEXT,
        "assessment_url": NONE,
    }

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="activities",
    )
    reference = models.CharField(
        _("reference"), max_length=40, unique=True, help_text=_("Never used again for another.")
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    role = models.CharField(
        _("our role"),
        max_length=20,
        choices=OrganisationRole.choices,
        default=OrganisationRole.CONTROLLER,
    )
    other_controllers = models.ManyToManyField(
        "registry.Organisation",
        verbose_name=_("joint controllers, or controllers served"),
        blank=True,
        related_name="shared_activities",
    )
    arrangement = models.TextField(
        _("arrangement"), blank=True, help_text=_("Between joint controllers: 26(1), 26(2).")
    )
    owner = models.CharField(
        _("owner"), max_length=200, blank=True, help_text=_("The unit or role that answers for it.")
    )
    state = models.CharField(
        _("record"), max_length=10, choices=ActivityState.choices, default=ActivityState.DRAFT
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    data_subjects = models.ManyToManyField(
        "registry.DataSubjectCategory",
        verbose_name=_("categories of data subjects"),
        blank=True,
        related_name="activities",
    )
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("categories of data"),
        blank=True,
        related_name="activities",
    )
    security_measures = models.ManyToManyField(
        "registry.SecurityMeasure",
        verbose_name=_("security measures"),
        blank=True,
        related_name="activities",
    )
    rights = models.ManyToManyField(
        "registry.Right", verbose_name=_("rights"), blank=True, related_name="activities"
    )
    storage_location = models.TextField(_("systems and places of storage"), blank=True)
    is_mandatory = models.CharField(
        _("giving the data is mandatory"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
    )
    mandatory_consequence = models.TextField(
        _("if it is not given"), blank=True, help_text=_("13(2)(e).")
    )
    is_automated = models.CharField(
        _("decides automatically"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_("Or profiles: 22, 13(2)(f)."),
    )
    automated_logic = models.TextField(_("logic and consequences"), blank=True)
    assessment = models.CharField(
        _("impact assessment"),
        max_length=10,
        choices=AssessmentState.choices,
        default=AssessmentState.NOT_STATED,
        help_text=_("Article 35."),
    )
    assessment_url = WebAddressField(_("assessment"))

    objects = ActivityQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = _("processing activity")
        verbose_name_plural = _("processing activities")
        ordering = ("reference",)
        permissions = [
            ("approve_processingactivity", "Can approve and retire processing activities"),
            ("review_processingactivity", "Can record a review of processing activities"),
            ("view_draft_processingactivity", "Can view entries that are not approved"),
        ]
        indexes = [models.Index(fields=["state", "reference"])]
        constraints = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(
                name="processingactivity_retired_has_day",
                condition=Q(state=ActivityState.RETIRED, retired_on__isnull=False)
                | (~Q(state=ActivityState.RETIRED) & Q(retired_on__isnull=True)),
                violation_error_message=_("A retired entry has the day of its retirement."),
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.name}"

    @classmethod
    def faults_among(cls, pks: Iterable[int]) -> Iterator[Fault]:
        """An approved entry may not be left with a gap, whatever part of it was written."""
        yield from super().faults_among(pks)
        today = timezone.localdate()
        for activity in cls.objects.approved().filter(pk__in=pks).with_parts():
            for gap in gaps_in(activity, on=today):
                if gap.blocks_approval:
                    yield Fault(cls, activity.pk, gap.field, f"{activity.reference}: {gap}")


class ActivityPart(DatedModel):
    """A row that belongs to one activity, and is checked together with it."""

    class Meta(DatedModel.Meta):
        abstract = True

    @classmethod
    def faults_among(cls, pks: Iterable[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        parts = dict(cls.objects.filter(pk__in=pks).values_list("activity", "pk"))
        for fault in ProcessingActivity.faults_among(parts):
            yield Fault(cls, parts[fault.pk], "", fault.message)


class Purpose(ActivityPart):
    """Why an activity takes place, and what in Article 6 lets it."""

    key = ("activity", "text", "starts_on")
    one_at_a_time = ("activity", "text")
    absence_fields = (*DatedModel.absence_fields, "legal_bases")
    personal = {
        "text": NONE,
        "law": FREE_TEXT,
        "legitimate_interest": FREE_TEXT,
        "balancing_test": FREE_TEXT,
        "consent_record": FREE_TEXT,
        "special_category_law": FREE_TEXT,
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
        help_text=_("Union or member-state law for 6(1)(c) and (e): 6(3)."),
    )
    legitimate_interest = models.TextField(
        _("legitimate interest"), blank=True, help_text=_("The interest pursued: 13(1)(d).")
    )
    balancing_test = models.TextField(
        _("balancing test"), blank=True, help_text=_("How the interests were weighed: 6(1)(f).")
    )
    consent_record = models.TextField(
        _("record of consent"),
        blank=True,
        help_text=_("Where consent is kept and how it is withdrawn: 7(1), 7(3)."),
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
        _("law on special categories or offences"), blank=True, help_text=_("9(2), 10.")
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


class RetentionRule(ActivityPart):
    """How long which data is kept, from which event, and what happens then (30(1)(f))."""

    key = ("activity", "name", "starts_on")
    one_at_a_time = ("activity", "name")
    absence_fields = (*DatedModel.absence_fields, "trigger", "data_categories", "data_subjects")
    personal = {"name": NONE, "criterion": FREE_TEXT, "trigger": FREE_TEXT, "law": FREE_TEXT}

    activity = models.ForeignKey(
        ProcessingActivity,
        models.PROTECT,
        verbose_name=_("activity"),
        related_name="retention_rules",
    )
    name = models.CharField(_("rule"), max_length=200)
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("categories of data"),
        blank=True,
        related_name="retention_rules",
        help_text=_("Empty: all data of the activity."),
    )
    data_subjects = models.ManyToManyField(
        "registry.DataSubjectCategory",
        verbose_name=_("categories of data subjects"),
        blank=True,
        related_name="retention_rules",
        help_text=_("Empty: all people of the activity."),
    )
    period = models.PositiveIntegerField(_("period"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=PeriodUnit.choices, blank=True)
    criterion = models.TextField(
        _("criterion"), blank=True, help_text=_("Where no number is given: 13(2)(a).")
    )
    trigger = models.CharField(
        _("counted from"), max_length=300, blank=True, help_text=_("Such as “end of membership”.")
    )
    action = models.CharField(
        _("then"),
        max_length=20,
        choices=RetentionAction.choices,
        default=RetentionAction.NOT_STATED,
    )
    law = models.CharField(_("law"), max_length=300, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ("activity", "name", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("activity", "name", "starts_on", dates=["starts_on"]),
            models.CheckConstraint(
                name="retentionrule_period_has_unit",
                condition=(Q(period__isnull=True) & Q(unit=""))
                | (Q(period__isnull=False) & ~Q(unit="")),
                violation_error_message=_("A period needs a number and a unit."),
            ),
            models.CheckConstraint(
                name="retentionrule_says_how_long",
                condition=Q(period__isnull=False) | ~Q(criterion=""),
                violation_error_message=_("Give a period, or the criterion that decides."),
            ),
        ]

    def __str__(self):
        return self.name


class Engagement(ActivityPart):
    """Who receives data for an activity, as what, from when to when (Article 30(1)(d))."""

    key = ("activity", "processor", "body", "recipient", "role", "service", "starts_on")
    one_at_a_time = ("activity", "processor", "body", "recipient", "role", "service")
    absence_fields = (*DatedModel.absence_fields, "service", "data_categories")
    overlap_message = _(
        "{row}: this recipient already has the same role and service in this activity at that"
        " time. Change that entry, or end it first."
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
        verbose_name=_("body"),
        null=True,
        blank=True,
        related_name="engagements",
    )
    recipient = models.CharField(
        _("other recipient"),
        max_length=200,
        blank=True,
        help_text=_("A category, such as “tax authorities”. No names of people."),
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
    service = models.CharField(
        _("service"), max_length=200, blank=True, help_text=_("What it does for this activity.")
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
        help_text=_("No: only aggregates that are linked to nobody."),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=EngagementState.choices,
        default=EngagementState.ACTIVE,
    )
    listed_from = models.DateField(
        _("listed from"), null=True, blank=True, help_text=_("On the public page. Empty: never.")
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
                message=_("Name one recipient: a processor, a body, or another."),
            ),
            models.CheckConstraint(
                name="engagement_body_is_internal",
                condition=Q(body__isnull=True) | Q(role=RecipientRole.INTERNAL),
                violation_error_message=_("A body of ours is “inside the organisation”."),
            ),
            models.CheckConstraint(
                name="engagement_sub_processor_has_processor",
                condition=Q(role=RecipientRole.SUB_PROCESSOR, sub_processor_of__isnull=False)
                | (~Q(role=RecipientRole.SUB_PROCESSOR) & Q(sub_processor_of__isnull=True)),
                violation_error_message=_("A sub-processor, and only that, works for a processor."),
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
                violation_error_message=_("Say from when it is listed, or remove the end."),
            ),
            models.CheckConstraint(
                name="engagement_ended_has_end",
                condition=~Q(state=EngagementState.ENDED) | Q(ends_on__isnull=False),
                violation_error_message=_("An ended engagement has its last day."),
            ),
            models.CheckConstraint(
                name="engagement_planned_has_start",
                condition=~Q(state=EngagementState.PLANNED) | Q(starts_on__isnull=False),
                violation_error_message=_("A planned engagement has its first day."),
            ),
        ]

    def __str__(self):
        return self.service or self.get_role_display()

    @classmethod
    def faults_among(cls, pks: Iterable[int]) -> Iterator[Fault]:
        yield from super().faults_among(pks)
        for pk in cls.objects.filter(pk__in=pks).begun_too_early(timezone.localdate()):
            yield Fault(
                cls,
                pk,
                "state",
                _("It starts in the future: set its state to “Planned”, or correct the start."),
            )


class Tracker(ActivityPart):
    """A cookie, log or clear gif: who sets it, why, for how long, and how to refuse it."""

    key = ("activity", "name", "starts_on")
    one_at_a_time = ("activity", "name")
    absence_fields = (*DatedModel.absence_fields, "lifetime", "opt_out_url", "processor")
    personal = {
        "name": NONE,
        "purpose": FREE_TEXT,
        "lifetime": NONE,
        "opt_out": FREE_TEXT,
        "opt_out_url": NONE,
    }

    activity = models.ForeignKey(
        ProcessingActivity, models.PROTECT, verbose_name=_("activity"), related_name="trackers"
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=TrackerKind.choices)
    processor = models.ForeignKey(
        "registry.Processor",
        models.PROTECT,
        verbose_name=_("set by"),
        null=True,
        blank=True,
        related_name="trackers",
        help_text=_("Empty, stated as none: set by ourselves."),
    )
    purpose = models.TextField(_("what for"), blank=True)
    lifetime = models.CharField(_("lifetime"), max_length=100, blank=True)
    opt_out = models.TextField(_("how to refuse"), blank=True)
    opt_out_url = WebAddressField(_("opt-out address"))
    respects_do_not_track = models.CharField(
        _("respects “Do Not Track”"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("tracker")
        verbose_name_plural = _("trackers")
        ordering = ("activity", "name", "starts_on")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("activity", "name", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.name


class Disclosure(DatedModel):
    """A ground on which data may be given out once, or a time when it was."""

    key = ("organisation", "ground", "title", "starts_on")
    absence_fields = (*DatedModel.absence_fields, "recipient", "activity")
    personal = {"title": NONE, "statement": FREE_TEXT, "recipient": FREE_TEXT}

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="disclosures",
    )
    activity = models.ForeignKey(
        ProcessingActivity,
        models.PROTECT,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        related_name="disclosures",
    )
    ground = models.CharField(_("ground"), max_length=25, choices=DisclosureGround.choices)
    title = models.CharField(_("title"), max_length=200)
    statement = models.TextField(
        _("statement"), blank=True, help_text=_("As published, or what was given out and why.")
    )
    recipient = models.CharField(_("recipient"), max_length=200, blank=True)
    disclosed_on = models.DateField(
        _("disclosed on"), null=True, blank=True, help_text=_("Empty: a ground kept in reserve.")
    )
    data_categories = models.ManyToManyField(
        "registry.DataCategory",
        verbose_name=_("categories of data"),
        blank=True,
        related_name="disclosures",
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ("organisation", "ground", "title")
        constraints = [
            *DatedModel.Meta.constraints,
            natural_key("organisation", "ground", "title", "starts_on", dates=["starts_on"]),
        ]

    def __str__(self):
        return self.title
