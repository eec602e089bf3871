"""The record of processing activities itself: Article 30, entry by entry."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.completeness import gaps_in, nobody_sees_to
from registry.querysets import ActivityQuerySet
from registry.records import absence
from registry.records.compiled import answers
from registry.records.history import CONFIRMED, CREATED, current_unit
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import Fault
from registry.records.web_addresses import WebAddressField
from registry.vocabulary import (
    IN_APPROVAL,
    ActivityState,
    Answer,
    AssessmentState,
    AutomatedException,
    OrganisationRole,
    UnionLaw,
    UnitedKingdomLaw,
)


class ProcessingActivity(DatedModel):
    """One entry of the record: what is done with whose data, why, and who receives it."""

    key = ("reference",)
    never_reused = "reference"
    acts = ("state", "reviewed_on")
    seen_with = ("purposes", "engagements", "retention_rules", "trackers")
    history_with = (*seen_with, "disclosures", "access_grants", "acknowledged_findings")
    history_with = (*history_with, "submissions")
    absence_fields = (
        *DatedModel.absence_fields,
        "owner",
        "data_subjects",
        "data_categories",
        "recipients",
        "retention_rules",
        "transfers",
        "trackers",
        "security_measures",
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
        "automated_safeguards": FREE_TEXT,
        "processing_categories": FREE_TEXT,
        "assessment_url": NONE,
    }

    organisation = models.ForeignKey(
        "registry.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="activities",
    )
    reference = models.CharField(
        _("reference"),
        max_length=40,
        unique=True,
        help_text=_("A short, unique reference. It cannot be used again for another entry."),
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    role = models.CharField(
        _("our role"),
        max_length=20,
        choices=OrganisationRole.choices,
        default=OrganisationRole.CONTROLLER,
    )
    union_law = models.CharField(
        _("the GDPR applies by"),
        max_length=10,
        choices=UnionLaw.choices,
        default=UnionLaw.NOT_STATED,
        help_text=_("Needed where the organisation is established outside the Union."),
    )
    united_kingdom_law = models.CharField(
        _("the UK GDPR applies by"),
        max_length=10,
        choices=UnitedKingdomLaw.choices,
        default=UnitedKingdomLaw.NOT_STATED,
    )
    processing_categories = models.TextField(
        _("categories of processing"),
        blank=True,
        help_text=_(
            "What a processor does for each controller, for example “hosting” (Article 30(2)(b))."
        ),
    )
    other_controllers = models.ManyToManyField(
        "registry.Organisation",
        verbose_name=_("joint controllers, or controllers served"),
        blank=True,
        related_name="shared_activities",
    )
    arrangement = models.TextField(
        _("arrangement"),
        blank=True,
        help_text=_(
            "How the joint controllers share their duties, and where the arrangement is "
            "kept (Article 26(1) and (2))."
        ),
    )
    owner = models.CharField(
        _("owner"),
        max_length=200,
        blank=True,
        help_text=_(
            "The unit or role that is responsible for this activity, for example "
            "“Membership office”."
        ),
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
    storage_location = models.TextField(_("systems and places of storage"), blank=True)
    is_mandatory = models.CharField(
        _("providing the data is mandatory"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
    )
    mandatory_consequence = models.TextField(
        _("consequence of not providing it"),
        blank=True,
        help_text=_("What happens if the person does not give the data (Article 13(2)(e))."),
    )
    is_occasional = models.CharField(
        _("occasional"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_("Whether it is done only now and then (Article 30(5))."),
    )
    is_risk = models.CharField(
        _("a risk to people is likely"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_("Any risk to their rights and freedoms, not only a high one (Article 30(5))."),
    )
    is_automated = models.CharField(
        _("automated decisions"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.NOT_STATED,
        help_text=_(
            "Whether decisions are made, or profiles built, without a person (Articles "
            "22 and 13(2)(f))."
        ),
    )
    automated_logic = models.TextField(_("logic and consequences"), blank=True)
    automated_exception = models.CharField(
        _("what lets these decisions"),
        max_length=10,
        choices=AutomatedException.choices,
        default=AutomatedException.NOT_STATED,
    )
    automated_safeguards = models.TextField(
        _("safeguards"),
        blank=True,
        help_text=_(
            "How people obtain human intervention, express their view and contest a decision "
            "(Article 22(3))."
        ),
    )
    assessment = models.CharField(
        _("impact assessment"),
        max_length=10,
        choices=AssessmentState.choices,
        default=AssessmentState.NOT_STATED,
        help_text=_(
            "Whether the risk to people is high enough for a data protection impact "
            "assessment, and how far it is (Article 35)."
        ),
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
                violation_error_message=_(
                    "A retired entry needs the date on which it was retired."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.name}"

    @classmethod
    def naming(cls, name: str, pks: Collection[int]) -> set[int]:
        if name not in {"transfers", "security_measures"}:
            return super().naming("engagements" if name == "recipients" else name, pks)
        # A reason why there is none may be true of one entry, and the flow belong to another.
        stated = cls.objects.filter(pk__in=pks).values_list("pk", "absences")
        pks = [pk for pk, absences in stated if absences.get(name) == absence.NONE]
        stating, today = cls.objects.filter(pk__in=pks), timezone.localdate()
        found = stating.transferring(today) if name == "transfers" else stating.protected(today)
        return set(found.values_list("pk", flat=True))

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        """What was approved and has been written to says more than somebody answered for."""
        approved = [pk for (pk,) in answers(_approved, cls, pks) if pk not in kept]
        if not approved:
            return
        versions = cls.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_id")
        rows = cls.objects.filter(pk__in=approved, state=ActivityState.APPROVED)
        # By the version before: what is being approved in this very block was none.
        was_approved = Subquery(versions.values("state")[:1])
        rows = list(rows.annotate(was=was_approved).filter(was=ActivityState.APPROVED))
        for row in rows:
            row.state = ActivityState.CHANGED
        if rows:
            cls.objects.change_all(rows, ["state"])

    @classmethod
    def faults_among(cls, pks: Collection[int]) -> Iterator[Fault]:
        """An approved entry may not be left with a gap, whatever part of it was written.

        Nor is one approved, by a step or by a file, with findings to which nobody sees.
        """
        yield from super().faults_among(pks)
        approved = [pk for (pk,) in answers(_approved, cls, pks)]
        # Most that is written is about drafts, and a query with all parts is a wide one.
        if not approved:
            return
        unit, today = current_unit("Checking"), timezone.localdate()
        kinds = unit.touched.get(cls, {})
        for activity in cls.objects.filter(pk__in=approved).with_parts():
            kind = kinds.get(activity.pk, CONFIRMED)
            # What was only written to is “changed” by now; a review approves nothing.
            is_approved_here = (
                kind != CONFIRMED
                and activity.state == ActivityState.APPROVED
                and activity.pk not in unit.kept
            )
            # An entry that comes from another register brings the days with it that are over.
            since = date.min if kind == CREATED else today
            for gap in gaps_in(activity, on=today):
                if gap.blocks_approval:
                    yield Fault(cls, activity.pk, gap.field, f"{activity.reference}: {gap}")
                elif is_approved_here and nobody_sees_to(gap, since):
                    yield Fault(cls, activity.pk, "state", _unseen(activity, gap))


class ActivityGround(models.Model):
    """A row that entries rest on, of their own or not, such as a purpose or a processor.

    A change of it may not leave an approved entry with a gap either. What the law decides
    about countries is no such row: it changes without asking, and the entry shows the gap.
    """

    # What an activity leads to, and the column here that says the same.
    reached_by: ClassVar[tuple[str, str]] = ("organisation", "organisation_id")
    # Whether drafts too are reached, where they state that there is nothing of this kind.
    ends_absences: ClassVar[bool] = False

    class Meta:
        abstract = True

    @classmethod
    def checked_with(cls, pks: Collection[int]) -> Iterator[tuple[type[models.Model], int, int]]:
        if cls.reached_by[1] == "id":
            # What leads to a new row was written with it, and is checked for itself.
            pks = current_unit("Checking").old(cls, pks)
        if reached := answers(_reached, cls, pks):
            grounds = dict(answers(_grounds, cls, pks))
            for activity, ground in reached:
                yield ProcessingActivity, activity, grounds[ground]


def _unseen(activity, gap) -> str:
    return _(
        "{reference}: {finding} It is open, and nobody sees to it. Say who and until when in "
        "open_findings.csv (rule “{rule}”, about “{about}”), or approve the entry on its page."
    ).format(reference=activity.reference, finding=gap, rule=gap.key[0], about=gap.key[1])


def _approved(model: type[ProcessingActivity], pks: Collection[int]) -> models.QuerySet:
    return model.objects.approved().filter(pk__in=pks).values_list("pk")


def _reached(model: type[ActivityGround], pks: Collection[int]) -> models.QuerySet:
    """The entries in force that rest on these rows, and by which value they do."""
    path, column = model.reached_by
    # From the versions: the organisation that lost a contact to another is checked too.
    values = model.history.model.objects.filter(id__in=pks).order_by().values(column)
    is_reached = Q(state__in=IN_APPROVAL)
    if model.ends_absences:
        is_reached |= ~Q(absences={})
    entries = ProcessingActivity.objects.filter(is_reached, **{f"{path}__in": values}).order_by()
    return entries.values_list("pk", path).distinct()


def _grounds(model: type[ActivityGround], pks: Collection[int]) -> models.QuerySet:
    versions = model.history.model.objects.filter(id__in=pks).order_by()
    return versions.values_list(model.reached_by[1], "id").distinct()


class ApprovedWith(models.Model):
    """A row that entries name, and that was approved as it stood together with them.

    A processor, what was agreed with it, and what lets data go to it: when one of them changes,
    what somebody answered for has changed too.
    """

    # The ways from here to the entries that use the row.
    used_by: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        ProcessingActivity.follow({pk for (pk,) in answers(_using, cls, pks)}, kept)


def _using(model: type[ApprovedWith], pks: Collection[int]) -> models.QuerySet:
    """Approved entries that use these rows, or used what they were before."""
    now = model.objects.filter(pk__in=pks).order_by()
    before = model.history.model.objects.filter(id__in=pks).order_by()
    is_used = Q()
    for path in model.used_by:
        of = {path: OuterRef("pk")}
        if "organisation" in {field.name for field in model._meta.fields}:
            of["organisation"] = OuterRef("organisation")
            is_used |= Exists(before.filter(**of))
        is_used |= Exists(now.filter(**of))
    entries = ProcessingActivity.objects.filter(is_used, state=ActivityState.APPROVED)
    return entries.order_by().values_list("pk")


class ActivityPart(ActivityGround, DatedModel):
    """A row that belongs to one activity, and is checked together with it."""

    reached_by = ("pk", "activity_id")
    ends_absences = True

    class Meta(DatedModel.Meta):
        abstract = True

    @classmethod
    def follow(cls, pks: Collection[int], kept: Collection[int]) -> None:
        """A change of a part is one of the entry; of both, where it went to another."""
        of = answers(_activities_of, cls, pks)
        ProcessingActivity.follow({activity for (activity,) in of}, kept)


def _activities_of(model: type[ActivityPart], pks: Collection[int]) -> models.QuerySet:
    """The entries that these parts belong to, or belonged to before."""
    versions = model.history.model.objects.filter(id__in=pks).order_by()
    now = model.objects.filter(pk__in=pks).order_by()
    return versions.values_list("activity_id").union(now.values_list("activity_id"))
