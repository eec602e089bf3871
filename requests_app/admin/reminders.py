"""Who was reminded of what: written by the daily command alone, read here."""

from django.contrib import admin

from requests_app.admin.sections import FileAdmin
from requests_app.models import ReminderSent


@admin.register(ReminderSent)
class ReminderSentAdmin(FileAdmin):
    list_display = ["request", "kind", "on", "user", "sent_at"]
    list_filter = ["kind"]
    list_select_related = ["request", "user"]
    search_fields = ["request__reference", "user__username"]
    date_hierarchy = "sent_at"
    fieldsets = [(None, {"fields": ["request", ("kind", "on"), ("user", "sent_at")]})]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
