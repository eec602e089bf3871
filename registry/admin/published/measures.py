"""Security measures as they are in place."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.filters import InForceFilter
from registry.models import MeasureInPlace


@admin.register(MeasureInPlace)
class MeasureInPlaceAdmin(EntryAdmin):
    section = RECORD
    approval_path = "activity__state"
    list_display = [
        "measure",
        "processor",
        "activity",
        "organisation",
        "statement",
        "starts_on",
        "ends_on",
    ]
    list_filter = [
        "measure__is_technical",
        "measure__is_organisational",
        "measure__is_physical",
        InForceFilter,
    ]
    list_select_related = ["organisation", "measure", "processor", "activity"]
    search_fields = ["measure__name", "statement", "processor__name"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["organisation", "measure", "statement", ("starts_on", "ends_on")]}),
        (_("Who applies it, to what"), {"fields": ["processor", "activity", "data_categories"]}),
    ]
