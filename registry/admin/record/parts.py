"""Purposes and time limits in lists of their own; what the lists of all parts have in common."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.filters import InForceFilter
from registry.models import Purpose, RetentionRule


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
                    ("law", "law_of"),
                    "data_categories",
                    "legitimate_interest",
                    "balancing_test",
                    ("balanced_on", "balanced_by"),
                    "basis_condition",
                    "consent_record",
                    "parental_consent",
                    "consent_form",
                    "is_further_use",
                    "compatibility",
                ]
            },
        ),
        (
            _("Special categories, offences"),
            {
                "fields": [
                    "special_category_condition",
                    "special_category_law",
                    "professional_secrecy",
                ]
            },
        ),
        (_("Advertising"), {"fields": ["marketing", "marketing_objection"]}),
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
        (
            _("What"),
            {"fields": ["data_categories", "data_subjects", ("processor", "limited_to")]},
        ),
        (
            _("How long"),
            {
                "fields": [
                    ("period", "unit", "ends_with"),
                    "criterion",
                    "trigger",
                    "action",
                    "law",
                    "follows",
                ]
            },
        ),
    ]

    @admin.display(description=_("how long"), ordering="period")
    def how_long(self, rule):
        return rule.how_long
