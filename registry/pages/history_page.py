"""The pages of the past: the versions of an entry, and one of them as it stood."""

from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import PAGE_VAR
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.pages.addresses import AROUND
from registry.pages.page import HISTORY, Button, Page
from registry.records.timeline import in_order, page_of
from registry.records.versions import PastVersion, version_of


class PastOfRow(Page):
    """Whoever may view an entry may view its past; none may change it."""

    def shown(self, request, row, version: PastVersion) -> PastVersion:
        """A version as this user may read it."""
        return version


class HistoryPage(PastOfRow):
    name = "history"
    address = "<path:object_id>/history/"
    template = "admin/registry/history.html"
    takes = AROUND | {PAGE_VAR}
    label = gettext_lazy("History")
    per_page = 25

    def respond(self, request, row):
        asked, sees = request.GET.get(PAGE_VAR), self.table.sees(request)
        page = page_of(row, request.user, asked, self.per_page, sees)
        versions = [self.shown(request, row, version) for version in page.versions]
        context = {
            "title": _("History: {entry}").format(entry=row),
            "page": page,
            "entries": in_order(versions, page.timeline_events),
            "buttons": self.table.buttons(request, HISTORY, row),
        }
        return self.render(request, row, context)

    def buttons(self, request, row=None):
        """It leads back to the list as it was."""
        around = {
            "opts": self.opts,
            "preserved_filters": self.table.get_preserved_filters(request),
        }
        url = add_preserved_filters(around, self.url(row))
        return [Button(self.label, url, css="historylink")]


class VersionPage(PastOfRow):
    name = "version"
    address = "<path:object_id>/history/<int:history_id>/"
    template = "admin/registry/version.html"

    def respond(self, request, row, history_id):
        version = version_of(type(row), row.pk, history_id, self.table.sees(request))
        if version is None:
            raise Http404
        context = {
            "title": _("{entry}, an earlier version").format(entry=row),
            "version": self.shown(request, row, version),
            "buttons": self.table.page("move").buttons_for(request, row, history_id),
        }
        return self.render(request, row, context)
