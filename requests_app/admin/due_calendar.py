"""Everybody's own page for the private calendar of due dates, and the list of its keys."""

from django.contrib import admin
from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.own_address import absolute
from registry.pages.page import Page
from registry.pages.steps import Step
from requests_app.admin.sections import FileAdmin, FileStepPage
from requests_app.feeds import MAY_SEE, issue, revoke
from requests_app.models import CalendarToken

REVOKE = Step(
    name="revoke",
    label=gettext_lazy("Revoke"),
    done=gettext_lazy("{entry}: revoked."),
    explanation=gettext_lazy(
        "The calendar of this account stops working. The account can get a new address."
    ),
    take=revoke,
    fits=lambda token: token.is_active,
)


class MyCalendarPage(Page):
    """GET says how things stand; POST issues a new address, or ends the one there is."""

    name = "mine"
    address = "calendar/"
    template = "admin/requests_app/calendar.html"
    permission = MAY_SEE

    def respond(self, request, row):
        address = ""
        match request.method, request.POST.get("do"):
            case "POST", "issue":
                key = issue(request.user, by=request.user, reason=_("Personal calendar"))
                address = absolute(reverse("requests_due", args=[key]), request)
            case "POST", "revoke":
                for token in CalendarToken.objects.filter(user=request.user).exclude(digest=""):
                    revoke(token, by=request.user, reason=_("Revoked by its owner"))
            case (("GET" | "HEAD"), _other):
                pass
            case _:
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        context = {
            "title": _("Due dates in a calendar"),
            "token": CalendarToken.objects.filter(user=request.user).exclude(digest="").first(),
            # Shown in the answer itself and nowhere else: not in the session, not in a log.
            "address": address,
        }
        response = self.render(request, None, context)
        add_never_cache_headers(response)
        return response


@admin.register(CalendarToken)
class CalendarTokenAdmin(FileAdmin):
    """Which accounts have a calendar. The keys themselves are known to their owners alone."""

    pages = [*FileAdmin.pages, FileStepPage(REVOKE), MyCalendarPage()]
    list_display = ["user", "issued_at", "is_in_use"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    fieldsets = [(None, {"fields": [("user", "issued_at"), "is_in_use"]})]
    readonly_fields = ["is_in_use"]

    @admin.display(description=gettext_lazy("in use"), boolean=True)
    def is_in_use(self, token):
        return token.is_active

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
