"""The list of what was sent for approval: to be read, for steps write it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.evidence.bundles import BundlePage
from registry.admin.evidence.redactions import RedactPage
from registry.models import Submission
from registry.pages.model_admin import RegisterModelAdmin


@admin.register(Submission)
class SubmissionAdmin(EntryAdmin):
    section = RECORD
    approval_path = "activity__state"
    # Without the steps of every entry: what was sent was sent.
    pages = [*RegisterModelAdmin.pages, RedactPage(), BundlePage()]
    list_display = ["number", "activity", "outcome", "sent_on", "sent_by", "answered_on"]
    list_filter = ["outcome"]
    list_select_related = ["activity"]
    search_fields = ["activity__reference", "activity__name", "sent_by"]
    date_hierarchy = "sent_on"
    fieldsets = [
        (None, {"fields": ["activity", "number", ("sent_on", "sent_by"), "note"]}),
        (_("What came of it"), {"fields": ["outcome", ("answered_on", "answered_by"), "answer"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_import_permission(self, request):
        return False
