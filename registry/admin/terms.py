"""The words of the register: shipped with it, and extended by an organisation."""

from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import TERMS, EntryAdmin
from registry.models import (
    AdequacyDecision,
    Country,
    DataCategory,
    DataSubjectCategory,
    LegalBasis,
    Right,
    SecurityMeasure,
    SpecialCategoryCondition,
)


@admin.register(LegalBasis, SpecialCategoryCondition)
class CitationAdmin(EntryAdmin):
    section = TERMS
    list_display = ["citation", "name"]
    search_fields = ["citation", "name"]
    fieldsets = [(None, {"fields": [("citation", "name"), "description", "iri"]})]


class TermAdmin(EntryAdmin):
    section = TERMS
    search_fields = ["code", "name", "description"]
    list_display = ["name", "code", "iri"]
    fieldsets = [(None, {"fields": [("name", "code"), "description", "iri"]})]


@admin.register(DataCategory)
class DataCategoryAdmin(TermAdmin):
    asked_as = "data_category"
    list_display = ["name", "kind", "collection", "source", "code"]
    list_filter = ["kind", "collection"]
    fieldsets = [
        (None, {"fields": [("name", "code"), "kind", "description"]}),
        (_("Source"), {"fields": ["collection", "source"]}),
        (_("Vocabulary"), {"fields": ["iri"]}),
    ]


@admin.register(DataSubjectCategory)
class DataSubjectCategoryAdmin(TermAdmin):
    asked_as = "data_subjects"
    list_display = ["name", "is_vulnerable", "code"]
    list_filter = ["is_vulnerable"]
    fieldsets = [
        (
            None,
            {"fields": [("name", "code"), ("is_vulnerable", "is_children"), "description", "iri"]},
        )
    ]


@admin.register(SecurityMeasure)
class SecurityMeasureAdmin(TermAdmin):
    list_display = ["name", "is_technical", "is_organisational", "is_physical", "code"]
    list_filter = ["is_technical", "is_organisational", "is_physical"]
    fieldsets = [
        (None, {"fields": [("name", "code"), "description", "iri"]}),
        (_("Kinds"), {"fields": [("is_technical", "is_organisational", "is_physical")]}),
    ]


@admin.register(Right)
class RightAdmin(TermAdmin):
    list_display = ["name", "citation", "code"]
    fieldsets = [(None, {"fields": [("name", "code"), "citation", "description", "iri"]})]


@admin.register(Country)
class CountryAdmin(EntryAdmin):
    section = TERMS
    list_display = ["name", "code", "inside", "eea_from", "eea_until"]
    search_fields = ["name", "code"]
    fieldsets = [(None, {"fields": [("name", "code"), ("eea_from", "eea_until"), "treated_until"]})]

    @admin.display(description=_("in the EEA today"), boolean=True, ordering="eea_from")
    def inside(self, country):
        return country.is_in_eea(country.past.today)


@admin.register(AdequacyDecision)
class AdequacyDecisionAdmin(EntryAdmin):
    section = TERMS
    list_display = ["decision", "shown", "place", "valid_from", "valid_until", "is_partial"]
    # What has ended comes last, also among the choices of a transfer.
    ordering = [F("valid_until").desc(nulls_first=True), "-valid_from", "decision"]
    list_filter = ["is_partial", "law"]
    list_select_related = ["country"]
    search_fields = ["decision", "name", "country__name", "body", "scope"]
    date_hierarchy = "valid_from"
    fieldsets = [
        (None, {"fields": [("decision", "name"), "law", "country", "body"]}),
        (
            _("Validity"),
            {
                "fields": [
                    ("valid_from", "valid_until"),
                    "is_partial",
                    ("covers", "covers_until"),
                    "scope",
                    ("declared_invalid_on", "judgment"),
                ]
            },
        ),
    ]

    @admin.display(description=_("name"), ordering="name")
    def shown(self, decision):
        return str(decision)

    @admin.display(description=_("country or body"), ordering="country__name")
    def place(self, decision):
        return decision.country or decision.body
