"""Rights as they were promised, and the authorities that people may complain to."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import ORGANISATION, EntryAdmin
from registry.admin.filters import InForceFilter
from registry.models import PromisedRight, SupervisoryAuthority


@admin.register(PromisedRight)
class PromisedRightAdmin(EntryAdmin):
    section = ORGANISATION
    approval_path = "activity__state"
    list_display = [
        "right",
        "audience",
        "data_subjects",
        "channel",
        "activity",
        "organisation",
        "starts_on",
        "ends_on",
    ]
    list_filter = ["audience", "channel", InForceFilter]
    list_select_related = ["organisation", "right", "data_subjects", "activity"]
    search_fields = ["right__name", "statement", "condition"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["organisation", "right", "activity", ("starts_on", "ends_on")]}),
        (_("To whom"), {"fields": ["audience", "data_subjects"]}),
        (_("How"), {"fields": ["channel", "contact", "authority"]}),
        (_("Words"), {"fields": ["condition", "statement"]}),
    ]


@admin.register(SupervisoryAuthority)
class SupervisoryAuthorityAdmin(EntryAdmin):
    section = ORGANISATION
    list_display = ["name", "country", "region", "website"]
    list_select_related = ["country"]
    search_fields = ["name", "country__name", "region"]
    fieldsets = [
        (None, {"fields": ["name", ("country", "region")]}),
        (_("How to reach it"), {"fields": ["website", "complaint_url", "contact"]}),
    ]
