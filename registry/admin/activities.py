"""The record of processing activities, an entry read from top to bottom like Article 30(1)."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.admin.approvals import ApprovalStepPage, SincePage
from registry.admin.documents import DocumentPage
from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.files_kept.pages import KeptFilesPage
from registry.admin.filters import InForceFilter, ReviewDueFilter
from registry.admin.law.check import GapsPage
from registry.admin.law.counting import (
    CountedChangeList,
    PointsFilter,
    findings_now,
    points_shown,
)
from registry.admin.library.asking import AskPage, ProposalPage
from registry.admin.library.starting import ActivityCardPage, LibraryPage
from registry.admin.library.suggestions import Suggested, SuggestionsPage
from registry.admin.record.beside import called_beside, linked
from registry.admin.record.headings import AUTOMATED, DATA, LAWS, MUST, RECIPIENTS, SECURITY, WHO
from registry.admin.record.inlines import (
    EngagementInline,
    PurposeInline,
    RetentionInline,
    TrackerInline,
)
from registry.admin.steps import ACTIVITY_STEPS
from registry.admin.submissions.queue import SubmissionFilter
from registry.admin.submissions.shown import ShowsSubmission
from registry.admin.submissions.steps import SEND, SEND_BACK, TAKE_BACK
from registry.library import shelf
from registry.models import MeasureInPlace, ProcessingActivity, PromisedRight, Transfer
from registry.pages.past import past_of
from registry.searching.filters import (
    CountryFilter,
    DataCategoryFilter,
    DataSubjectFilter,
    VendorFilter,
)

FOLDED = {"classes": ["collapse"]}


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
        return any(called.model is of for called in called_beside(row))

    def get_changelist(self, request, **kwargs):
        return CountedChangeList

    @admin.display(description=_("open points"))
    def open_points(self, activity):
        return points_shown(activity, self.url_of("gaps", activity.pk))

    @admin.display(description=_("open findings"))
    def findings(self, activity):
        """What the law asks and the check still finds, as acknowledged with the approval."""
        rows = [*activity.acknowledged_findings.as_seen(activity.past.on)]
        found = findings_now(activity) if rows else ()
        lines = [
            (
                reverse("admin:registry_acknowledgedfinding_change", args=[row.pk]),
                row.headline,
                ", ".join(row.facts),
            )
            for row in rows
            if (row.rule, row.about) in found
        ]
        if not lines:
            return gettext("None acknowledged. The check against Article 30 shows all.")
        links = format_html_join("", '<li><a href="{}">{}</a> {}</li>', lines)
        return format_html("<ul>{}</ul>", links)

    @admin.display(description=_("transfers of the recipients"))
    def transfers(self, activity):
        """The flows to this activity's recipients, kept with each processor or body."""
        return linked(activity, Transfer)

    @admin.display(description=_("rights promised to the people"))
    def rights(self, activity):
        """Those of this activity, and those of all activities of the organisation."""
        return linked(activity, PromisedRight)

    @admin.display(description=_("security measures"))
    def measures(self, activity):
        """Those of this activity, and those of all activities of the organisation."""
        return linked(activity, MeasureInPlace)
