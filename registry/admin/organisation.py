"""The organisation, how it is reached, its offices and its rules of handling."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import ORGANISATION, EntryAdmin
from registry.admin.filters import InForceFilter
from registry.models import Appointment, Contact, HandlingRule, Organisation
from registry.pages.parts import PartInline


class ContactInline(PartInline):
    model = Contact
    fields = [("use", "channel"), "value", ("starts_on", "ends_on")]


class AppointmentInline(PartInline):
    model = Appointment
    fields = [
        ("role", "person"),
        ("position", "country"),
        ("contact", "mandate"),
        "no_representative",
        ("is_occasional", "is_not_large_scale", "is_without_risk"),
        ("starts_on", "ends_on"),
    ]


@admin.register(Organisation)
class OrganisationAdmin(EntryAdmin):
    section = ORGANISATION
    list_display = ["name", "country", "parent", "website"]
    list_select_related = ["country", "parent"]
    search_fields = ["name"]
    inlines = [ContactInline, AppointmentInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "address",
                    "country",
                    "website",
                    "parent",
                    "authority",
                    ("head_count", "is_public_authority"),
                    "is_approved_by_one",
                ]
            },
        )
    ]


@admin.register(Contact)
class ContactAdmin(EntryAdmin):
    section = ORGANISATION
    list_display = ["value", "use", "channel", "organisation", "starts_on", "ends_on"]
    list_filter = ["use", "channel", InForceFilter]
    list_select_related = ["organisation"]
    search_fields = ["value"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["organisation", ("use", "channel"), "value", ("starts_on", "ends_on")]})
    ]


@admin.register(Appointment)
class AppointmentAdmin(EntryAdmin):
    section = ORGANISATION
    list_display = [
        "role",
        "person",
        "position",
        "country",
        "organisation",
        "starts_on",
        "ends_on",
    ]
    list_filter = ["role", InForceFilter]
    list_select_related = ["person", "country", "organisation"]
    search_fields = ["position", "person__code"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["organisation", "role", ("starts_on", "ends_on")]}),
        (_("Who"), {"fields": ["person", "position", ("country", "contact"), "mandate"]}),
        (
            _("No representative (Article 27)"),
            {
                "fields": [
                    "no_representative",
                    ("is_occasional", "is_not_large_scale", "is_without_risk"),
                ]
            },
        ),
    ]


@admin.register(HandlingRule)
class HandlingRuleAdmin(EntryAdmin):
    section = ORGANISATION
    list_display = ["title", "topic", "organisation", "starts_on", "ends_on"]
    list_filter = ["topic", InForceFilter]
    list_select_related = ["organisation"]
    search_fields = ["title", "statement"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (
            None,
            {"fields": ["organisation", "topic", "title", "statement", ("starts_on", "ends_on")]},
        )
    ]
