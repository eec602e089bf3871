"""The parts of a request on pages of their own."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from requests_app.admin.sections import FileAdmin


class PartOfRequestAdmin(FileAdmin):
    """Added on the page of the request; here it is found, read and corrected."""

    search_fields = ["^request__reference"]
    search_help_text = _("By the reference of the request.")

    def has_add_permission(self, request):
        return False


class RequestedRightAdmin(PartOfRequestAdmin):
    list_display = ["request", "right", "outcome", "ground"]
    list_filter = ["right", "outcome", "ground"]
    list_select_related = ["request", "right"]
    fieldsets = [(None, {"fields": ["request", "right", ("outcome", "ground")]})]


class ClockEventAdmin(PartOfRequestAdmin):
    list_display = ["request", "need", "asked_on", "answered_on"]
    list_filter = ["need"]
    list_select_related = ["request"]
    date_hierarchy = "asked_on"
    fieldsets = [(None, {"fields": ["request", "need", ("asked_on", "answered_on")]})]

    def has_change_permission(self, request, obj=None):
        return False  # a step of the request asks and answers; it counts the days anew


class ChecklistItemAdmin(PartOfRequestAdmin):
    list_display = ["request", "activity", "finding", "searched_on", "done_on"]
    list_filter = ["finding"]
    list_select_related = ["request", "activity"]
    date_hierarchy = "searched_on"
    fieldsets = [
        (
            None,
            {"fields": ["request", "activity", ("finding", "searched_on", "done_on"), "note"]},
        )
    ]


class RecipientNoticeAdmin(PartOfRequestAdmin):
    list_display = ["request", "headline", "told_on", "answered_on", "why_not"]
    list_filter = ["why_not"]
    list_select_related = ["request", "processor", "body"]
    date_hierarchy = "told_on"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "request",
                    ("processor", "body", "recipient"),
                    ("told_on", "answered_on"),
                    ("why_not", "explanation"),
                ]
            },
        )
    ]

    @admin.display(description=_("recipient"))
    def headline(self, notice):
        return notice.headline
