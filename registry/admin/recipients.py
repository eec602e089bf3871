"""Recipients, trackers, disclosures and provisions of data, each in a list of its own."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.admin.access.ending import ENGAGEMENT_STEPS
from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.filters import InForceFilter, ListedFilter, StartPassedFilter
from registry.admin.record.parts import PartAdmin
from registry.models import DataProvision, Disclosure, Engagement, Tracker
from registry.pages.lists import LinkedFilter


@admin.register(Engagement)
class EngagementAdmin(PartAdmin):
    pages = [*PartAdmin.pages, ENGAGEMENT_STEPS]
    list_display = [
        "who",
        "role",
        "service",
        "activity",
        "standing",
        "starts_on",
        "ends_on",
        "listed_from",
        "listed_until",
    ]
    list_filter = [
        "state",
        "role",
        ListedFilter,
        StartPassedFilter,
        "is_personal_data",
        ("processor", LinkedFilter),
    ]
    list_select_related = ["activity", "processor", "body"]
    search_fields = [
        "processor__name",
        "body__name",
        "recipient",
        "service",
        "activity__reference",
        "activity__name",
    ]
    date_hierarchy = "listed_from"
    fieldsets = [
        (None, {"fields": ["activity", "processor", "body", ("recipient", "country")]}),
        (
            _("What for"),
            {
                "fields": [
                    "role",
                    ("sub_processor_of", "authorised_on", "is_bound"),
                    "service",
                    "data_categories",
                    ("is_personal_data", "is_example"),
                ]
            },
        ),
        (_("When"), {"fields": ["state", ("starts_on", "ends_on")]}),
        (_("On the public page"), {"fields": [("listed_from", "listed_until")]}),
    ]

    @admin.display(description=_("recipient"), ordering="processor__name")
    def who(self, engagement):
        return engagement.processor or engagement.body or engagement.recipient

    @admin.display(description=pgettext_lazy("of an engagement", "state"), ordering="state")
    def standing(self, engagement):
        return engagement.standing


@admin.register(Tracker)
class TrackerAdmin(PartAdmin):
    list_display = [
        "name",
        "kind",
        "processor",
        "activity",
        "lifetime",
        "respects_do_not_track",
        "starts_on",
        "ends_on",
    ]
    list_filter = ["kind", "respects_do_not_track", InForceFilter]
    list_select_related = ["activity", "processor"]
    search_fields = ["name", "purpose", "processor__name", "activity__reference"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["activity", "name", "kind", "processor", ("starts_on", "ends_on")]}),
        (
            _("What visitors are told"),
            {
                "fields": [
                    "purpose",
                    "lifetime",
                    "opt_out",
                    "opt_out_url",
                    ("respects_do_not_track", "overrides_settings"),
                ]
            },
        ),
    ]


@admin.register(Disclosure)
class DisclosureAdmin(EntryAdmin):
    section = RECORD
    approval_path = "activity__state"
    list_display = [
        "title",
        "ground",
        "organisation",
        "activity",
        "recipient",
        "disclosed_on",
        "starts_on",
        "ends_on",
    ]
    list_filter = ["ground", InForceFilter]
    list_select_related = ["organisation", "activity"]
    search_fields = ["title", "statement", "recipient"]
    date_hierarchy = "disclosed_on"
    fieldsets = [
        (None, {"fields": ["organisation", "activity", "ground", "title", "statement"]}),
        (_("Reserved"), {"fields": [("starts_on", "ends_on")]}),
        (
            _("Made"),
            {
                "fields": [
                    "disclosed_on",
                    "recipient",
                    ("country", "agreement"),
                    "is_inquiry",
                    "data_categories",
                ]
            },
        ),
    ]


@admin.register(DataProvision)
class DataProvisionAdmin(PartAdmin):
    list_display = ["data_category", "activity", "requirement", "starts_on", "ends_on"]
    list_filter = ["requirement", InForceFilter]
    list_select_related = ["activity", "data_category"]
    search_fields = ["data_category__name", "condition", "consequence", "activity__reference"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["activity", "data_category", ("starts_on", "ends_on")]}),
        (
            _("Whether people have to give it"),
            {"fields": ["requirement", "condition", "consequence"]},
        ),
    ]
