"""The record of processing activities, an entry read from top to bottom like Article 30(1)."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.admin.approvals import ApprovalStepPage, SincePage
from registry.admin.documents import DocumentPage
from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.files_kept.pages import KeptFilesPage
from registry.admin.filters import InForceFilter, ReviewDueFilter
from registry.admin.law.check import GapsPage
from registry.admin.law.counting import CountedChangeList, PointsFilter, points_shown
from registry.admin.library.asking import AskPage, ProposalPage
from registry.admin.library.starting import ActivityCardPage, LibraryPage
from registry.admin.library.suggestions import Suggested, SuggestionsPage
from registry.admin.steps import ACTIVITY_STEPS
from registry.admin.submissions.queue import SubmissionFilter
from registry.admin.submissions.shown import ShowsSubmission
from registry.admin.submissions.steps import SEND, SEND_BACK, TAKE_BACK
from registry.library import shelf
from registry.models import (
    Engagement,
    MeasureInPlace,
    ProcessingActivity,
    PromisedRight,
    Purpose,
    RetentionRule,
    Tracker,
    Transfer,
)
from registry.notices.stated import called_rows
from registry.pages.model_admin import PartInline
from registry.pages.past import past_of
from registry.searching.filters import (
    CountryFilter,
    DataCategoryFilter,
    DataSubjectFilter,
    VendorFilter,
)

WHO = _("(a) Who is responsible")
DATA = _("(c) Whose data, and which")
RECIPIENTS = _("(e) Transfers to other countries")
SECURITY = _("(g) Security and risk")
LAWS = _("Which laws apply; joint controllers, and work for others")
MUST = _("Whether people have to give the data")
AUTOMATED = _("Decisions made by machines alone, and how often it is done")
FOLDED = {"classes": ["collapse"]}


class PurposeInline(PartInline):
    model = Purpose
    after = LAWS
    verbose_name_plural = _("(b) Purposes and legal bases")
    fields = [
        "text",
        "legal_bases",
        ("law", "law_of"),
        "data_categories",
        "legitimate_interest",
        "balancing_test",
        ("balanced_on", "balanced_by"),
        "basis_condition",
        ("consent_record", "consent_form"),
        "parental_consent",
        "is_further_use",
        "compatibility",
        ("special_category_condition", "special_category_law"),
        "professional_secrecy",
        ("marketing", "marketing_objection"),
        ("starts_on", "ends_on"),
    ]


class EngagementInline(PartInline):
    model = Engagement
    fk_name = "activity"
    after = MUST
    absence = "recipients"
    verbose_name_plural = _("(d) Recipients")
    fields = [
        ("processor", "body", "recipient"),
        ("role", "country"),
        ("sub_processor_of", "authorised_on", "is_bound"),
        "service",
        "data_categories",
        ("is_personal_data", "is_example"),
        ("state", "starts_on", "ends_on"),
        ("listed_from", "listed_until"),
    ]


class RetentionInline(PartInline):
    model = RetentionRule
    after = RECIPIENTS
    verbose_name_plural = _("(f) Time limits for erasure")
    fields = [
        "name",
        ("period", "unit", "ends_with"),
        "criterion",
        "trigger",
        "action",
        "data_categories",
        "data_subjects",
        ("processor", "limited_to"),
        "law",
        ("starts_on", "ends_on"),
    ]


class TrackerInline(PartInline):
    model = Tracker
    after = AUTOMATED
    fields = [
        ("name", "kind"),
        "processor",
        "purpose",
        "lifetime",
        "opt_out",
        "opt_out_url",
        ("respects_do_not_track", "overrides_settings"),
        ("starts_on", "ends_on"),
    ]


@admin.register(ProcessingActivity)
class ProcessingActivityAdmin(ShowsSubmission, Suggested, EntryAdmin):
    asked_as = "activity"
    section = RECORD
    pages = [
        *EntryAdmin.pages,
        LibraryPage(shelf.activities),
        ActivityCardPage(),
        SuggestionsPage(),
        AskPage(),
        ProposalPage(),
        ApprovalStepPage(SEND, *ACTIVITY_STEPS, SEND_BACK, TAKE_BACK),
        GapsPage(),
        SincePage(),
        KeptFilesPage(),
        DocumentPage(),
    ]
    approval_path = "state"
    # As `registry.law` asks of every entry; what it asks of some, its check says.
    needed_for_approval = frozenset(
        {"organisation", "role", "purposes", "data_subjects", "data_categories", "engagements"}
    )
    absences_at = {"security_measures": "measures"}
    list_display = [
        "reference",
        "name",
        "state",
        "open_points",
        "starts_on",
        "ends_on",
        "reviewed_on",
        "recipient_count",
    ]
    list_display_links = ["reference", "name"]
    list_filter = [
        "state",
        SubmissionFilter,
        PointsFilter,
        DataSubjectFilter,
        DataCategoryFilter,
        VendorFilter,
        CountryFilter,
        "role",
        ReviewDueFilter,
        InForceFilter,
        "assessment",
    ]
    list_select_related = ["organisation"]
    search_fields = ["reference", "name", "description"]
    date_hierarchy = "reviewed_on"
    inlines = [PurposeInline, EngagementInline, RetentionInline, TrackerInline]
    readonly_fields = [
        "state",
        "reviewed_on",
        "sent",
        "findings",
        "transfers",
        "measures",
        "rights",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("reference", "name"),
                    "description",
                    ("state", "reviewed_on"),
                    "sent",
                    ("starts_on", "ends_on"),
                    "findings",
                ]
            },
        ),
        (
            WHO,
            {
                "fields": [
                    ("organisation", "role"),
                    "owner",
                ]
            },
        ),
        (
            LAWS,
            {
                "fields": [
                    ("union_law", "united_kingdom_law"),
                    "other_controllers",
                    "arrangement",
                    "processing_categories",
                ],
                **FOLDED,
            },
        ),
        (DATA, {"fields": ["data_subjects", "data_categories"]}),
        (MUST, {"fields": [("is_mandatory", "mandatory_consequence")], **FOLDED}),
        (RECIPIENTS, {"fields": ["transfers"]}),
        (
            SECURITY,
            {
                "fields": [
                    "measures",
                    "storage_location",
                    ("assessment", "assessment_url"),
                    "is_risk",
                ]
            },
        ),
        (
            AUTOMATED,
            {
                "fields": [
                    "is_occasional",
                    ("is_automated", "automated_logic"),
                    ("automated_exception", "automated_safeguards"),
                ],
                **FOLDED,
            },
        ),
        (_("Rights of the people"), {"fields": ["rights"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts(past_of(request).on)

    @admin.display(description=_("recipients"), ordering="recipient_count")
    def recipient_count(self, activity):
        return activity.recipient_count

    def names(self, row, name):
        of = {"transfers": Transfer, "security_measures": MeasureInPlace}[name]
        return any(called.model is of for called in _called_beside(row))

    def get_changelist(self, request, **kwargs):
        return CountedChangeList

    @admin.display(description=_("open points"))
    def open_points(self, activity):
        return points_shown(activity, self.url_of("gaps", activity.pk))

    @admin.display(description=_("open findings"))
    def findings(self, activity):
        """What the law asks and is open, as acknowledged with the approval."""
        rows = activity.acknowledged_findings.as_seen(activity.past.on)
        lines = [
            (
                reverse("admin:registry_acknowledgedfinding_change", args=[row.pk]),
                row.headline,
                ", ".join(row.facts),
            )
            for row in rows
        ]
        if not lines:
            return gettext("None acknowledged. The check against Article 30 shows all.")
        links = format_html_join("", '<li><a href="{}">{}</a> {}</li>', lines)
        return format_html("<ul>{}</ul>", links)

    @admin.display(description=_("transfers of the recipients"))
    def transfers(self, activity):
        """The flows to this activity's recipients, kept with each processor or body."""
        return _linked(activity, Transfer)

    @admin.display(description=_("rights promised to the people"))
    def rights(self, activity):
        """Those of this activity, and those of all activities of the organisation."""
        return _linked(activity, PromisedRight)

    @admin.display(description=_("security measures"))
    def measures(self, activity):
        """Those of this activity, and those of all activities of the organisation."""
        return _linked(activity, MeasureInPlace)


def _called_beside(activity):
    if not hasattr(activity, "beside"):  # what all of them read, in one question
        activity.beside = list(called_rows(_beside(activity)))
    return activity.beside


def _linked(activity, model):
    lines = sorted(
        (row.name, reverse(f"admin:registry_{model._meta.model_name}_change", args=[row.pk]))
        for row in _called_beside(activity)
        if row.model is model
    )
    if not lines:
        name = capfirst(model._meta.verbose_name_plural)
        return gettext("None recorded. They are kept under “{table}”.").format(table=name)
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', lines)
    return format_html("<ul>{}</ul>", links)


def _beside(activity):
    """What is kept with the organisation, and is about this activity."""
    on, of = activity.past.on, {"organisation": activity.organisation_id}
    flows = Transfer.objects.as_seen(on).filter(
        Q(processor__engagements__activity=activity) | Q(body__engagements__activity=activity), **of
    )
    for_it = Q(activity=activity) | Q(activity=None)
    return [
        Transfer.objects.filter(pk__in=flows.values("pk")),
        PromisedRight.objects.as_seen(on).filter(for_it, **of),
        MeasureInPlace.objects.as_seen(on).filter(for_it, **of),
    ]
