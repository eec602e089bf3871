"""Processors with all that belongs to them, agreements and transfers."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import RECIPIENTS, EntryAdmin
from registry.admin.files_kept.pages import KeptFilesPage
from registry.admin.filters import ExpiringFilter, InForceFilter, LapsingFilter, WithoutToolFilter
from registry.admin.library.starting import LibraryPage, VendorCardPage
from registry.admin.library.suggestions import Suggested, SuggestionsPage
from registry.admin.published.ended import (
    SEES_DRAFTS,
    ending_in_words,
    has_ended,
    is_ending,
    with_last_day,
)
from registry.admin.published.listing import PROCESSOR_PAGE, ShowsListing
from registry.library import shelf
from registry.models import Processor, ProcessorAgreement, Transfer
from registry.pages.parts import PartInline
from registry.pages.past import past_of
from registry.searching.filters import ActivityFilter, PlaceFilter

SHOWN_ENGAGEMENTS = 25
TRANSFER_FIELDS = ["organisation", "processor", "body", ("country", "country_certainty"), "law"]
SAFEGUARD_FIELDS = [
    ("clauses", "module"),
    ("concluded_on", "is_unchanged"),
    "importer_under_gdpr",
    "approval",
]
DEROGATION_FIELDS = ["derogation", "derogation_law", ("authority_told_on", "people_told_on")]
CLAUSES = [
    ("covers_instructions", "covers_confidentiality"),
    ("covers_security", "covers_sub_processors"),
    ("covers_rights", "covers_duties"),
    ("covers_return", "covers_audit"),
]


class AgreementInline(PartInline):
    model = ProcessorAgreement
    filled_by_address = ("organisation",)
    fields = [
        ("organisation", "reference"),
        ("signed_on", "expires_on"),
        *CLAUSES,
        ("sub_processing", "notice_days"),
        ("kept_at", "document_url"),
    ]


class TransferInline(PartInline):
    model = Transfer
    filled_by_address = ("organisation", "country")
    fields = [
        ("organisation", "law"),
        ("country", "country_certainty"),
        ("tool", "adequacy_decision"),
        "evidence",
        *SAFEGUARD_FIELDS,
        *DEROGATION_FIELDS,
        "impact_assessment",
        "supplementary_measures",
        ("starts_on", "ends_on"),
    ]


@admin.register(Processor)
class ProcessorAdmin(ShowsListing, Suggested, EntryAdmin):
    asked_as = "processor"
    section = RECIPIENTS
    pages = [
        *EntryAdmin.pages,
        LibraryPage(shelf.vendors),
        VendorCardPage(),
        SuggestionsPage(),
        KeptFilesPage(),
        PROCESSOR_PAGE,
    ]
    list_display = [
        "name",
        "country",
        "places",
        "location_as_published",
        "engagement_count",
        "is_public",
    ]
    list_filter = [
        "is_public",
        "processing_certainty",
        PlaceFilter,
        ActivityFilter,
    ]
    list_select_related = ["country"]
    search_fields = ["name", "legal_name", "website"]
    inlines = [AgreementInline, TransferInline]
    readonly_fields = ["engagements", "on_the_list"]
    fieldsets = [
        (None, {"fields": [("name", "legal_name"), "is_public", "on_the_list"]}),
        (
            _("Where"),
            {
                "fields": [
                    ("country", "is_international"),
                    "processing_countries",
                    ("processing_certainty", "may_process_elsewhere"),
                    "location_as_published",
                    "processing_as_published",
                ]
            },
        ),
        (
            _("How to reach it, what it publishes"),
            {
                "fields": [
                    "website",
                    "privacy_policy_url",
                    "subprocessor_list_url",
                    "terms_url",
                    "privacy_contact",
                ]
            },
        ),
        (_("What it does for this organisation"), {"fields": ["engagements"]}),
    ]

    def get_queryset(self, request):
        past, sees_drafts = past_of(request), request.user.has_perm(SEES_DRAFTS)
        rows = super().get_queryset(request).prefetch_related("processing_countries")
        rows = rows.with_counts(past.on, with_drafts=sees_drafts)
        # On a day of the past the number says it: nothing that has ended is counted.
        return rows if past else with_last_day(rows, request)

    def get_fieldsets(self, request, obj=None):
        groups = super().get_fieldsets(request, obj)
        if request.user.has_perm(SEES_DRAFTS):
            return groups
        # The list of engagements names activities, drafts among them.
        return [group for group in groups if "engagements" not in group[1]["fields"]]

    @admin.display(description=_("countries of processing"))
    def places(self, processor):
        return ", ".join(country.code for country in processor.processing_countries.all())

    @admin.display(description=_("recipient in"), ordering="engagement_count")
    def engagement_count(self, processor):
        """What has ended is no recipient any more; with a last day to come both are said."""
        if not is_ending(processor):
            return processor.engagement_count
        told = ending_in_words(processor, processor.works_until)
        return told if has_ended(processor) else f"{processor.engagement_count}, {told}"

    @admin.display(description=_("recipient in"))
    def engagements(self, processor):
        rows = processor.engagements.as_seen(processor.past.on).select_related("activity")
        lines = [
            (
                reverse("admin:registry_engagement_change", args=[row.pk]),
                row.activity,
                row,
                ending_in_words(processor, row.ends_on) or row.standing,
            )
            for row in rows[:SHOWN_ENGAGEMENTS]
        ]
        if not lines:
            return gettext("None yet. Name it as a recipient on the page of an activity.")
        everything = reverse("admin:registry_engagement_changelist")
        return format_html(
            '<ul>{}</ul><a href="{}?processor__id__exact={}">{}</a>',
            format_html_join("", '<li><a href="{}">{}</a>: {} ({})</li>', lines),
            everything,
            processor.pk,
            gettext("All in a list"),
        )


@admin.register(ProcessorAgreement)
class ProcessorAgreementAdmin(EntryAdmin):
    section = RECIPIENTS
    pages = [*EntryAdmin.pages, KeptFilesPage()]
    list_display = [
        "reference",
        "processor",
        "organisation",
        "signed_on",
        "expires_on",
        "sub_processing",
        "notice_days",
        "kept_at",
    ]
    list_filter = ["sub_processing", ExpiringFilter]
    list_select_related = ["processor", "organisation"]
    search_fields = ["reference", "processor__name"]
    date_hierarchy = "signed_on"
    fieldsets = [
        (None, {"fields": ["reference", "organisation", "processor", ("signed_on", "expires_on")]}),
        (_("What Article 28(3) asks for"), {"fields": CLAUSES}),
        (_("Sub-processors, Article 28(2)"), {"fields": ["sub_processing", "notice_days"]}),
        (_("Where it is"), {"fields": ["kept_at", "document_url"]}),
    ]


@admin.register(Transfer)
class TransferAdmin(EntryAdmin):
    section = RECIPIENTS
    filled_by_address = ("organisation", "processor", "body", "country")
    list_display = [
        "importer",
        "country",
        "tool",
        "decision",
        "organisation",
        "starts_on",
        "ends_on",
    ]
    list_filter = [
        WithoutToolFilter,
        LapsingFilter,
        InForceFilter,
        "tool",
        ("country", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["processor", "body", "country", "adequacy_decision", "organisation"]
    search_fields = ["processor__name", "body__name", "country__name"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": TRANSFER_FIELDS}),
        (_("Legal ground for the transfer"), {"fields": ["tool", "adequacy_decision", "evidence"]}),
        (_("Safeguards of Article 46"), {"fields": SAFEGUARD_FIELDS}),
        (_("Derogations of Article 49"), {"fields": DEROGATION_FIELDS}),
        (_("Risk"), {"fields": ["impact_assessment", "supplementary_measures"]}),
        (_("When"), {"fields": [("starts_on", "ends_on")]}),
    ]

    @admin.display(description=_("importer"), ordering="processor__name")
    def importer(self, transfer):
        return transfer.importer

    @admin.display(description=_("adequacy decision"), ordering="adequacy_decision")
    def decision(self, transfer):
        if transfer.adequacy_decision:
            return transfer.decision_as_relied_on(transfer.past.today)
        return None
