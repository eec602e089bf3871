"""The list of all files that are kept with entries."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import RECIPIENTS, EntryAdmin
from registry.admin.files_kept.pages import DownloadKeptPage
from registry.models import KeptFile


@admin.register(KeptFile)
class KeptFileAdmin(EntryAdmin):
    section = RECIPIENTS
    approval_path = "activity__state"
    pages = [*EntryAdmin.pages, DownloadKeptPage()]
    list_display = ["name", "agreement", "activity", "processor", "kept_on", "byte_count"]
    list_select_related = ["agreement", "activity", "processor"]
    search_fields = ["name", "agreement__reference", "processor__name", "=sha256"]
    date_hierarchy = "kept_on"
    readonly_fields = [
        *("name", "agreement", "activity", "processor", "kept_on"),
        *("found_type", "byte_count", "sha256", "stored_name", "file_removed_on"),
    ]
    fieldsets = [
        (None, {"fields": ["name", ("agreement", "activity", "processor"), "kept_on"]}),
        (_("File"), {"fields": [("found_type", "byte_count"), "sha256", "file_removed_on"]}),
    ]

    def has_add_permission(self, request):
        return False  # it is put in on the page of what it belongs to

    def has_import_permission(self, request):
        return False
