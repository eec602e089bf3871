"""Published policies, edition by edition."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.admin.entry import ORGANISATION, EntryAdmin
from registry.models import Notice


@admin.register(Notice)
class NoticeAdmin(EntryAdmin):
    section = ORGANISATION
    list_display = ["title", "dated_on", "organisation", "replaced_by"]
    list_select_related = ["organisation", "replaced_by"]
    search_fields = ["title", "text"]
    date_hierarchy = "dated_on"
    fieldsets = [
        (None, {"fields": ["organisation", "title", ("dated_on", "replaced_by")]}),
        (_("Where"), {"fields": ["published_url", "history_url"]}),
        (_("Words"), {"fields": ["text"]}),
    ]
