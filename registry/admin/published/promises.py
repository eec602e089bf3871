"""What was promised: rights, bases, safeguards; and the authorities to complain to."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import NOTICES, EntryAdmin
from registry.admin.filters import InForceFilter
from registry.models import (
    GeneralBasis,
    PromisedRight,
    SupervisoryAuthority,
    TransferPromise,
)


@admin.register(PromisedRight)
class PromisedRightAdmin(EntryAdmin):
    section = NOTICES
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
    section = NOTICES
    list_display = ["name", "country", "region", "website"]
    list_select_related = ["country"]
    search_fields = ["name", "country__name", "region"]
    fieldsets = [
        (None, {"fields": ["name", ("country", "region")]}),
        (_("How to reach it"), {"fields": ["website", "complaint_url", "contact"]}),
    ]


@admin.register(GeneralBasis)
class GeneralBasisAdmin(EntryAdmin):
    section = NOTICES
    list_display = ["legal_basis", "condition", "organisation", "starts_on", "ends_on"]
    list_filter = [InForceFilter]
    list_select_related = ["organisation", "legal_basis"]
    search_fields = ["legal_basis__name", "legal_basis__citation", "condition", "statement"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["organisation", "legal_basis", ("starts_on", "ends_on")]}),
        (_("Words"), {"fields": ["condition", "statement"]}),
    ]


@admin.register(TransferPromise)
class TransferPromiseAdmin(EntryAdmin):
    section = NOTICES
    list_display = ["tool", "condition", "organisation", "starts_on", "ends_on"]
    list_filter = ["tool", InForceFilter]
    list_select_related = ["organisation"]
    search_fields = ["condition", "statement"]
    date_hierarchy = "starts_on"
    fieldsets = [
        (None, {"fields": ["organisation", "tool", "countries", ("starts_on", "ends_on")]}),
        (_("Words"), {"fields": ["condition", "statement", "copy_from"]}),
    ]
