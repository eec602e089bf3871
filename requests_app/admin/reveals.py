"""Who asked: shown to those who handle requests, masked to others; a look behind is recorded."""

from django.contrib import admin
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.pages.page import Page
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


class RevealPage(Page):
    """Asks why, writes it down, then shows it once."""

    name = "reveal"
    address = "<int:object_id>/reveal/"
    template = "admin/requests_app/reveal.html"
    permission = "requests_app.reveal_requester"
    asks_again = True

    def respond(self, request, row):
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
            "title": _("Requester"),
            "form": form,
            "requester": requester if is_shown else None,
        }
        return self.render(request, row, context)


class RequesterAdmin(FileAdmin):
    """For those who handle requests. Names are found by the reference, never by a search."""

    list_display = ["__str__", "request", "masked"]
    list_select_related = ["request"]
    search_fields = ["^request__reference"]
    search_help_text = gettext_lazy("Search by the reference of the request.")
    fieldsets = [
        (None, {"fields": ["request", "name", "email", "phone", "address", "language"]}),
        (gettext_lazy("Representative"), {"fields": ["representative", "mandate"]}),
    ]

    @admin.display(description=gettext_lazy("who"))
    def masked(self, requester):
        return requester.masked

    def has_change_permission(self, request, obj=None):
        """Who asked is changed for as long as the file is, though it can be read for longer."""
        may = super().has_change_permission(request, obj)
        return may and not (obj and self.withholds(request, obj.request))


class RevealAdmin(FileAdmin):
    """Read only: who looked is written by the page itself."""

    list_display = ["revealed_at", "request", "revealed_to", "why"]
    list_select_related = ["request", "revealed_to"]
    search_fields = ["^request__reference"]
    search_help_text = gettext_lazy("Search by the reference of the request.")
    date_hierarchy = "revealed_at"
    fieldsets = [(None, {"fields": ["request", ("revealed_at", "revealed_to"), "why"]})]

    def get_list_display(self, request):
        """The list says why only to those who may read it in old files too; a row's page does."""
        shown = super().get_list_display(request)
        return [name for name in shown if name != "why" or request.user.has_perm(MAY_READ)]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
