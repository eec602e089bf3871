"""The workplace for requests: the list of what is due, and the file of each on one page."""

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import F, Prefetch
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.records.history import current_unit
from requests_app.admin.filters import DueFilter, MineFilter, RightFilter, YearFilter
from requests_app.admin.paging import KeysFirstPaginator
from requests_app.admin.request.case_file import CaseFileDataPage, CaseFilePage
from requests_app.admin.request.due import due_of, stop_of
from requests_app.admin.request.file_form import IDENTITY, RequestForm, settle
from requests_app.admin.request.incoming import FilesPage, IncomingPage, is_at_work
from requests_app.admin.request.letters import LetterPage, RequestStepPage, WritePage
from requests_app.admin.request.overview import overview
from requests_app.admin.request.parts import PEOPLE, NoticeInline, RightInline, SearchInline
from requests_app.admin.request.receiving import ReceivingPage
from requests_app.admin.request.steps import REQUEST_STEPS
from requests_app.admin.reveals import RevealPage
from requests_app.admin.sections import FileAdmin
from requests_app.handling import lifecycle
from requests_app.handling.checklist import bring_up_to_date
from requests_app.handling.complaints import rights_changed
from requests_app.handling.transitions import count_and_save
from requests_app.models import RequestedRight
from requests_app.vocabulary import RequestState

COUNTING = _("How the due date is calculated")
HOLD = _("On hold: kept longer than usual")


class DataSubjectRequestAdmin(FileAdmin):
    pages = [
        CaseFilePage(),
        CaseFileDataPage(),
        *FileAdmin.pages,
        RequestStepPage(*REQUEST_STEPS),
        ReceivingPage(),
        IncomingPage(),
        FilesPage(),
        WritePage(),
        LetterPage(),
        RevealPage(),
    ]
    import_export_change_list_template = "admin/requests_app/request_list.html"
    change_form_template = "admin/requests_app/request.html"
    form = RequestForm
    list_display = [
        "reference",
        "state",
        "due",
        "received_on",
        "about",
        "handler",
        "organisation",
    ]
    list_filter = [DueFilter, MineFilter, "state", RightFilter, YearFilter]
    list_select_related = ["organisation", "handler"]
    search_fields = ["^reference"]
    search_help_text = _("Search by reference, for example R-2026-000012, or its beginning.")
    paginator = KeysFirstPaginator
    inlines = [RightInline, SearchInline, NoticeInline]
    fieldsets = [
        (
            PEOPLE,
            {"fields": ["data_subjects", ("handler", "organisation"), ("received_on", "channel")]},
        ),
        (COUNTING, {"fields": [("rule", "calendar", "jurisdiction")], "classes": ["collapse"]}),
        (HOLD, {"fields": [("hold_reason", "hold_review_on")], "classes": ["collapse"]}),
    ]
    readonly_fields = ["organisation", "received_on", "channel"]

    def get_queryset(self, request):
        rights = RequestedRight.objects.select_related("right")
        return super().get_queryset(request).prefetch_related(Prefetch("rights", rights))

    def get_ordering(self, request):
        """Who asks what is due wants the nearest day first; what waits has none."""
        if DueFilter.parameter_name in request.GET:
            return [F("due_on").asc(nulls_last=True), "pk"]
        return super().get_ordering(request)

    def get_search_results(self, request, queryset, search_term):
        return queryset.referenced(search_term.strip()), False

    @admin.display(description=_("due"), ordering="due_on")
    def due(self, row):
        today = row.past.today
        due, stop = due_of(row, today).as_html, stop_of(row, today)
        return format_html("{} {}", stop.as_html, due) if stop else due

    @admin.display(description=pgettext_lazy("of a person", "rights"))
    def about(self, row):
        return ", ".join(str(right.right) for right in row.rights_in_use())

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.has_perms(
            ["requests_app.add_requester", "requests_app.add_message"]
        )

    def get_fieldsets(self, request, obj=None):
        first, *others = super().get_fieldsets(request, obj)
        asks = obj and self.has_change_permission(request, obj) and lifecycle.may_settle(obj)
        return [first, IDENTITY, *others] if asks else [first, *others]

    def get_readonly_fields(self, request, obj=None):
        """Of a closed file only what keeps it longer, and remarks, may still change."""
        fields = super().get_readonly_fields(request, obj)
        if obj and obj.state == RequestState.CLOSED:
            return [*fields, "data_subjects", "handler", "rule", "calendar", "jurisdiction"]
        return fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "handler":
            # A plain list: few people handle requests, and no one else may be chosen.
            kwargs["queryset"] = get_user_model().objects.with_perm(
                "requests_app.change_datasubjectrequest",
                backend="django.contrib.auth.backends.ModelBackend",
            )
            kwargs["widget"] = forms.Select()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        count_and_save(obj)

    def save_related(self, request, form, formsets, change):
        if is_open := form.instance.is_open:
            settle(form, by=request.user)  # first: an outcome may need it
        super().save_related(request, form, formsets, change)
        if is_open:
            if any(rights.has_changed() for rights in formsets if rights.model is RequestedRight):
                rights_changed(form.instance)
            bring_up_to_date(form.instance)
            current_unit("Saving").flush()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["may_record"] = is_at_work(obj)
            context["overview"] = overview(
                obj, request.user, obj.past.today, is_withheld=self.withholds(request, obj)
            )
        return super().render_change_form(request, context, add, change, form_url, obj)
