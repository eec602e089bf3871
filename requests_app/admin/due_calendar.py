"""Everybody's own page for the private calendar of due dates, and the list of its keys."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.own_address import absolute
from registry.pages.steps import Step
from requests_app.admin.sections import FileAdmin
from requests_app.feeds import MAY_SEE, issue, revoke
from requests_app.models import CalendarToken

REVOKE = Step(
    name="revoke",
    label=gettext_lazy("Revoke"),
    explanation=gettext_lazy(
        "The calendar of this account stops working. The account can get a new address."
    ),
    take=revoke,
    permission="change",
    fits=lambda token: token.is_active,
)


@admin.register(CalendarToken)
class CalendarTokenAdmin(FileAdmin):
    """Which accounts have a calendar. The keys themselves are known to their owners alone."""

    list_display = ["user", "issued_at", "is_in_use"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    fieldsets = [(None, {"fields": [("user", "issued_at"), "is_in_use"]})]
    readonly_fields = ["is_in_use"]
    steps = (REVOKE,)

    @admin.display(description=gettext_lazy("in use"), boolean=True)
    def is_in_use(self, token):
        return token.is_active

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.mine_view)
        return [
            path("calendar/", view, name="requests_app_calendartoken_mine"),
            *super().get_urls(),
        ]

    def mine_view(self, request):
        """GET says how things stand; POST issues a new address, or ends the one there is."""
        if not request.user.has_perm(MAY_SEE):
            raise PermissionDenied
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
            **self.admin_site.each_context(request),
            "title": _("Due dates in a calendar"),
            "opts": self.opts,
            "token": CalendarToken.objects.filter(user=request.user).exclude(digest="").first(),
            # Shown in the answer itself and nowhere else: not in the session, not in a log.
            "address": address,
        }
        response = TemplateResponse(request, "admin/requests_app/calendar.html", context)
        add_never_cache_headers(response)
        return response
