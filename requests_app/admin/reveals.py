"""Who asked: shown to those who handle requests, masked to others; a look behind is recorded."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.pages.steps import ReasonForm
from registry.records.events import EventName, announce
from registry.records.history import recorded
from requests_app.admin.sections import FileAdmin
from requests_app.models import Requester, Reveal
from requests_app.retention.confidence import MAY_READ


class RevealForm(ReasonForm):
    """The reason is what the record of the look says."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why do you need to see it?")


class RevealPages:
    """Mixed into the admin of requests: asks why, writes it down, then shows it once."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.reveal_view)
        name = "requests_app_datasubjectrequest_reveal"
        return [path("<int:pk>/reveal/", view, name=name), *super().get_urls()]

    def reveal_view(self, request, pk):
        if not request.user.has_perm("requests_app.reveal_requester"):
            raise PermissionDenied
        row = self._viewable(request, str(pk))
        requester = Requester.objects.filter(request=row).first()
        if requester is None:
            raise Http404
        form = RevealForm(request.POST or None)
        is_shown = request.method == "POST" and form.is_valid()
        if is_shown:
            why = form.cleaned_data["reason"]
            with recorded(by=request.user, reason=_("Details of the requester shown")):
                Reveal.objects.create(
                    request=row, revealed_at=timezone.now(), revealed_to=request.user, why=why
                )
                announce(EventName.REVEALED, by=request.user, about=row)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Requester"),
            "opts": self.opts,
            "object": row,
            "form": form,
            "requester": requester if is_shown else None,
        }
        return TemplateResponse(request, "admin/requests_app/reveal.html", context)


class RequesterAdmin(FileAdmin):
    """For those who handle requests. Names are found by the reference, never by a search."""

    list_display = ["__str__", "request", "masked"]
    list_select_related = ["request"]
    search_fields = ["^request__reference"]
    search_help_text = gettext_lazy("Search by the reference of the request.")
    fieldsets = [
        (None, {"fields": ["request", "name", "email", "phone", "address"]}),
        (gettext_lazy("Representative"), {"fields": ["representative", "mandate"]}),
    ]

    @admin.display(description=gettext_lazy("who"))
    def masked(self, requester):
        return requester.masked


class RevealAdmin(FileAdmin):
    """Read only: who looked is written by the page itself."""

    list_display = ["revealed_at", "request", "revealed_to", "why"]
    list_select_related = ["request", "revealed_to"]
    search_fields = ["^request__reference"]
    search_help_text = gettext_lazy("Search by the reference of the request.")
    date_hierarchy = "revealed_at"

    def get_list_display(self, request):
        """The list says why only to those who may read it in old files too; a row's page does."""
        shown = super().get_list_display(request)
        return [name for name in shown if name != "why" or request.user.has_perm(MAY_READ)]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
