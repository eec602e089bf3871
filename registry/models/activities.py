"""The record of processing activities itself: Article 30, entry by entry."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.completeness import gaps_in, nobody_sees_to
from registry.querysets import ActivityQuerySet
from registry.records import absence
from registry.records.compiled import answers
from registry.records.copies import CREATED
from registry.records.history import current_unit
from registry.records.model import DatedModel
from registry.records.personal import FREE_TEXT, NONE, STAFF
from registry.records.rules import Fault
from registry.records.timeline.versions import said_today
from registry.records.unit import CONFIRMED
from registry.records.web_addresses import WebAddressField
from registry.vocabulary import (
    ActivityState,
    Answer,
    AssessmentState,
    AutomatedException,
    OrganisationRole,
    UnionLaw,
    UnitedKingdomLaw,
)

AROUND_APPROVAL = ("acknowledged_findings", "submissions")


class ProcessingActivity(DatedModel):
    """One entry of the record: what is done with whose data, why, and who receives it."""

    key = ("reference",)
    never_reused = "reference"
    acts = ("state", "reviewed_on")
    seen_with = ("purposes", "engagements", "retention_rules", "trackers")
    history_with = (*seen_with, "disclosures", "access_grants", *AROUND_APPROVAL)
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
        pgettext_lazy("state of an entry", "record"),
        max_length=10,
        choices=ActivityState.choices,
        default=ActivityState.DRAFT,
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
        rows = cls.objects.filter(pk__in=approved, state=ActivityState.APPROVED)
        # By the state before: what is being approved in this very block was none. Not by what was
        # written last, which may be of a day that is over.
        was_approved = said_today(cls, "state")
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


def _unseen(activity, gap) -> str:
    return _(
        "{reference}: {finding} It is open, and nobody sees to it. Say who and until when in "
        "open_findings.csv (rule “{rule}”, about “{about}”), or approve the entry on its page."
    ).format(reference=activity.reference, finding=gap, rule=gap.key[0], about=gap.key[1])


def _approved(model: type[ProcessingActivity], pks: Collection[int]) -> models.QuerySet:
    return model.objects.approved().filter(pk__in=pks).values_list("pk")
