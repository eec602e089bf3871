"""The record of processing activities, an entry read from top to bottom like Article 30(1)."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from registry.admin.access.links import AskedAbout
from registry.admin.approvals import ApprovalStepPage, GapsPage, SincePage
from registry.admin.documents import DocumentPage
from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.filters import InForceFilter, ReviewDueFilter
from registry.admin.steps import ACTIVITY_STEPS
from registry.models import (
    Engagement,
    ProcessingActivity,
    Purpose,
    RetentionRule,
    Tracker,
    Transfer,
)
from registry.pages.model_admin import PartInline
from registry.pages.past import past_of

WHO = _("(a) Who is responsible")
DATA = _("(c) Whose data, and which")
RECIPIENTS = _("(e) Transfers to other countries")
SECURITY = _("(g) Security and risk")


class PurposeInline(PartInline):
    model = Purpose
    after = WHO
    verbose_name_plural = _("(b) Purposes and legal bases")
    fields = [
        "text",
        "legal_bases",
        "law",
        "legitimate_interest",
        "balancing_test",
        "consent_record",
        ("special_category_condition", "special_category_law"),
        ("starts_on", "ends_on"),
    ]


class EngagementInline(PartInline):
    model = Engagement
    is_retired_here = False
    fk_name = "activity"
    after = DATA
    verbose_name_plural = _("(d) Recipients")
    fields = [
        ("processor", "body", "recipient"),
        ("role", "sub_processor_of"),
        "service",
        "data_categories",
        "is_personal_data",
        ("state", "starts_on", "ends_on"),
        ("listed_from", "listed_until"),
    ]


class RetentionInline(PartInline):
    model = RetentionRule
    after = RECIPIENTS
    verbose_name_plural = _("(f) Time limits for erasure")
    fields = [
        "name",
        ("period", "unit"),
        "criterion",
        "trigger",
        "action",
        "data_categories",
        "data_subjects",
        "law",
        ("starts_on", "ends_on"),
    ]


class TrackerInline(PartInline):
    model = Tracker
    after = SECURITY
    fields = [
        ("name", "kind"),
        "processor",
        "purpose",
        "lifetime",
        "opt_out",
        "opt_out_url",
        "respects_do_not_track",
        ("starts_on", "ends_on"),
    ]


@admin.register(ProcessingActivity)
class ProcessingActivityAdmin(AskedAbout, EntryAdmin):
    asked_as = "activity"
    section = RECORD
    pages = [
        *EntryAdmin.pages,
        ApprovalStepPage(*ACTIVITY_STEPS),
        GapsPage(),
        SincePage(),
        DocumentPage(),
    ]
    approval_path = "state"
    list_display = [
        "reference",
        "name",
        "organisation",
        "state",
        "starts_on",
        "ends_on",
        "reviewed_on",
        "purpose_count",
        "recipient_count",
    ]
    list_display_links = ["reference", "name"]
    list_filter = ["state", "role", ReviewDueFilter, InForceFilter, "assessment"]
    list_select_related = ["organisation"]
    search_fields = ["reference", "name", "description"]
    date_hierarchy = "reviewed_on"
    inlines = [PurposeInline, EngagementInline, RetentionInline, TrackerInline]
    readonly_fields = ["state", "reviewed_on", "transfers"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("reference", "name"),
                    "description",
                    ("state", "reviewed_on"),
                    ("starts_on", "ends_on"),
                ]
            },
        ),
        (
            WHO,
            {"fields": ["organisation", "role", "owner", "other_controllers", "arrangement"]},
        ),
        (
            DATA,
            {
                "fields": [
                    "data_subjects",
                    "data_categories",
                    ("is_mandatory", "mandatory_consequence"),
                ]
            },
        ),
        (RECIPIENTS, {"fields": ["transfers"]}),
        (
            SECURITY,
            {
                "fields": [
                    "security_measures",
                    "storage_location",
                    ("assessment", "assessment_url"),
                    ("is_automated", "automated_logic"),
                ]
            },
        ),
        (_("Rights of the people"), {"fields": ["rights"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts(past_of(request).on)

    @admin.display(description=_("purposes"), ordering="purpose_count")
    def purpose_count(self, activity):
        return activity.purpose_count

    @admin.display(description=_("recipients"), ordering="recipient_count")
    def recipient_count(self, activity):
        return activity.recipient_count

    @admin.display(description=_("transfers of the recipients"))
    def transfers(self, activity):
        """The flows to this activity's recipients, kept with each processor or body."""
        flows = Transfer.objects.as_seen(activity.past.on).filter(
            Q(processor__engagements__activity=activity) | Q(body__engagements__activity=activity),
            organisation=activity.organisation_id,
        )
        lines = [
            (
                reverse("admin:registry_transfer_change", args=[flow.pk]),
                flow.processor or flow.body,
                flow.country,
                flow.get_tool_display(),
            )
            for flow in flows.select_related("processor", "body", "country").distinct()
        ]
        if not lines:
            return _now("None recorded. They are kept with each processor and body.")
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", '<li><a href="{}">{} ({})</a>: {}</li>', lines),
        )


class PartAdmin(EntryAdmin):
    """The admin of a table whose rows belong to activities."""

    section = RECORD
    approval_path = "activity__state"
    list_select_related = ["activity"]


@admin.register(Purpose)
class PurposeAdmin(PartAdmin):
    list_display = ["text", "activity", "bases", "has_balancing_test", "starts_on", "ends_on"]
    list_filter = ["legal_bases", InForceFilter]
    search_fields = ["text", "activity__reference", "activity__name"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["activity", "text", ("starts_on", "ends_on")]}),
        (
            _("Lawfulness"),
            {
                "fields": [
                    "legal_bases",
                    "law",
                    "legitimate_interest",
                    "balancing_test",
                    "consent_record",
                ]
            },
        ),
        (
            _("Special categories, offences"),
            {"fields": ["special_category_condition", "special_category_law"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("legal_bases")

    @admin.display(description=_("legal bases"))
    def bases(self, purpose):
        return ", ".join(basis.citation for basis in purpose.legal_bases.all())

    @admin.display(description=_("balanced"), boolean=True)
    def has_balancing_test(self, purpose):
        return bool(purpose.balancing_test) if purpose.legitimate_interest else None


@admin.register(RetentionRule)
class RetentionRuleAdmin(PartAdmin):
    list_display = ["name", "activity", "how_long", "trigger", "action", "starts_on", "ends_on"]
    list_filter = ["action", "unit", InForceFilter]
    search_fields = ["name", "criterion", "trigger", "activity__reference", "activity__name"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["activity", "name", ("starts_on", "ends_on")]}),
        (_("What"), {"fields": ["data_categories", "data_subjects"]}),
        (
            _("How long"),
            {"fields": [("period", "unit"), "criterion", "trigger", "action", "law"]},
        ),
    ]

    @admin.display(description=_("how long"), ordering="period")
    def how_long(self, rule):
        return f"{rule.period} {rule.get_unit_display()}" if rule.period else rule.criterion
