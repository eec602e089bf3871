"""The parts of a request on pages of their own."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.pages.steps import Step
from registry.records.history import current_unit
from requests_app.admin.request.step_forms import DayForm, SearchedForm
from requests_app.admin.sections import FileAdmin, FileStepPage
from requests_app.handling import checklist
from requests_app.handling.complaints import rights_changed

FILE_IS_CLOSED = _("The request is closed. Reopen it first.")
SEARCHED = Step(
    name="searched",
    label=_("Record the search"),
    done=_("{entry}: the search is recorded."),
    explanation=_(
        "Enter what was found in these activities, and when. It is recorded for each of them."
    ),
    take=checklist.note_search,
    fits=checklist.is_at_work,
    otherwise=FILE_IS_CLOSED,
    form=SearchedForm,
)
TOLD = Step(
    name="told",
    label=_("Record that they were told"),
    done=_("{entry}: recorded that they were told."),
    explanation=_(
        "Records that these recipients were told of the correction, deletion or restriction on "
        "this day (Article 19)."
    ),
    take=checklist.note_told,
    fits=checklist.is_at_work,
    otherwise=FILE_IS_CLOSED,
    form=DayForm,
)


class PartStepPage(FileStepPage):
    def way_back(self, rows):
        """To the request, where all are of one."""
        requests = {row.request_id for row in rows}
        if len(requests) > 1:
            return super().way_back(rows)
        return reverse("admin:requests_app_datasubjectrequest_change", args=requests)


class PartOfRequestAdmin(FileAdmin):
    """Added on the page of the request; here it is found, read and corrected."""

    pages = [*FileAdmin.pages, PartStepPage()]
    search_fields = ["^request__reference"]
    search_help_text = _("Search by the reference of the request.")

    def has_add_permission(self, request):
        return False


class RequestedRightAdmin(PartOfRequestAdmin):
    """What is a request, and what a complaint, is said by its rights: the days follow."""

    list_display = ["request", "right", "outcome", "ground"]
    list_filter = ["right", "outcome", "ground"]
    list_select_related = ["request", "right"]
    fieldsets = [(None, {"fields": ["request", "right", ("outcome", "ground")]})]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rights_changed(form.instance.request)
        current_unit("Saving").flush()


class ClockEventAdmin(PartOfRequestAdmin):
    list_display = ["request", "need", "asked_on", "answered_on"]
    list_filter = ["need"]
    list_select_related = ["request"]
    date_hierarchy = "asked_on"
    fieldsets = [(None, {"fields": ["request", "need", ("asked_on", "answered_on")]})]

    def has_change_permission(self, request, obj=None):
        return False  # a step of the request asks and answers; it counts the days anew


class ChecklistItemAdmin(PartOfRequestAdmin):
    pages = [*PartOfRequestAdmin.pages, PartStepPage(SEARCHED)]
    approval_path = "activity__state"
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
    pages = [*PartOfRequestAdmin.pages, PartStepPage(TOLD)]
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
