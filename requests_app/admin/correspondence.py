"""Messages, their attachments and the templates, for those who handle requests."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import Http404
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry import outgoing
from registry.files_kept.download import download
from registry.pages.page import Page
from registry.pages.steps import Step
from requests_app.admin.filters import NOWHERE, FiledFilter, UnsentFilter
from requests_app.admin.request.step_forms import SentOtherwiseForm
from requests_app.admin.sections import FileAdmin, FileStepPage
from requests_app.admin.sorting import SORTING
from requests_app.letters.placeholders import GROUPS
from requests_app.messages import correspondence
from requests_app.vocabulary import Direction

BY_REFERENCE = _("Search by the reference of the request.")
MESSAGE_STEPS = (
    Step(
        name="send",
        label=_("Send it now"),
        done=_("{entry}: sent."),
        explanation=_("The letter could not be sent before. It is sent unchanged."),
        take=correspondence.send,
        fits=lambda message: outgoing.has_server() and correspondence.is_unsent(message),
        otherwise=_(
            "Only an outgoing letter that was not sent yet can be sent. No mail server is "
            "configured, or the message is incoming, was sent, or was recorded as sent."
        ),
        is_undone_whole=False,
    ),
    Step(
        name="sent_otherwise",
        label=_("Record that it was sent otherwise"),
        done=_("{entry}: recorded as sent."),
        explanation=_("You have sent the letter yourself. Enter when and how."),
        take=correspondence.sent_otherwise,
        fits=correspondence.is_unsent,
        form=SentOtherwiseForm,
        otherwise=_(
            "Only an outgoing letter that was not sent yet can be recorded. Incoming messages, "
            "and letters already sent or recorded as sent, cannot."
        ),
    ),
    *SORTING,
)


class MessageAdmin(FileAdmin):
    """What was said stays as it was said; only its kind and its request may be put right."""

    pages = [*FileAdmin.pages, FileStepPage(*MESSAGE_STEPS)]
    change_form_template = "admin/requests_app/message.html"
    list_display = ["at", "request", "direction", "kind", "channel", "was_sent"]
    list_filter = [FiledFilter, "direction", "kind", "channel", UnsentFilter]
    list_select_related = ["request"]
    search_fields = ["^request__reference"]
    search_help_text = BY_REFERENCE
    date_hierarchy = "at"
    fieldsets = [
        (None, {"fields": ["subject", "text", ("direction", "channel", "at"), "correspondent"]}),
        (pgettext_lazy("of a person", "Request"), {"fields": [("request", "kind")]}),
    ]
    readonly_fields = ["direction", "channel", "at", "correspondent", "subject", "text"]

    def has_add_permission(self, request):
        return False  # what is said is recorded on the page of its request

    def get_list_display(self, request):
        """What belongs to no request can be sorted only by what it says."""
        shown = super().get_list_display(request)
        if request.GET.get(FiledFilter.parameter_name) != NOWHERE:
            return shown
        return ["at", "subject", "correspondent", "direction", "kind"]

    @admin.display(description=pgettext_lazy("whether a message went out", "sent"), boolean=True)
    def was_sent(self, message):
        is_letter = message.direction == Direction.OUT
        return not correspondence.is_unsent(message) if is_letter else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["is_unsent"] = correspondence.is_unsent(obj) and not obj.past
            context["has_server"] = outgoing.has_server()
            context["is_withheld"] = self.withholds(request, obj)
            if request.user.has_perm("requests_app.view_attachment"):
                context["attachments"] = obj.attachments.in_use()
        return super().render_change_form(request, context, add, change, form_url, obj)


class DownloadPage(Page):
    """For saving: no browser may show or run it here.

    Under its name and type only where they are true; else as bytes that no program opens.
    """

    name = "download"
    address = "<int:object_id>/download/"
    permission = "requests_app.view_attachment"

    def may_open(self, request, row=None):
        return super().may_open(request, row) and not self.table.withholds(request, row)

    def respond(self, request, row):
        if row.retired_on:
            raise Http404
        return download(row, is_recognised=row.is_recognised)


class AttachmentAdmin(FileAdmin):
    pages = [*FileAdmin.pages, DownloadPage()]
    list_display = ["__str__", "message", "check_result", "found_type", "byte_count", "sha256"]
    list_filter = ["check_result"]
    list_select_related = ["message"]
    search_fields = ["^message__request__reference", "=sha256"]
    search_help_text = _("Search by the reference of the request, or by the complete SHA-256.")
    fieldsets = [
        (None, {"fields": ["message", "name", ("byte_count", "sha256"), "file_removed_on"]}),
        (
            _("File"),
            {"fields": [("check_result", "found_type", "content_type"), "is_identification"]},
        ),
    ]
    readonly_fields = [
        *("message", "name", "byte_count", "sha256", "file_removed_on"),
        *("check_result", "found_type", "content_type"),
    ]

    def has_add_permission(self, request):
        return False


class MessageTemplateAdmin(FileAdmin):
    list_display = ["kind", "language", "subject"]
    list_filter = ["kind", "language"]
    search_fields = ["subject"]
    fieldsets = [(None, {"fields": [("kind", "language"), "subject", "text"]})]

    def get_fieldsets(self, request, obj=None):
        (name, options), *others = super().get_fieldsets(request, obj)
        told = render_to_string("admin/requests_app/_placeholders.html", {"groups": GROUPS})
        return [(name, {**options, "description": told}), *others]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "text":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 18})
        return super().formfield_for_dbfield(db_field, request, **kwargs)
