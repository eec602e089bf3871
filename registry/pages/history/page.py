"""The pages of the past: the history of an entry with its parts, and one version as it stood."""

from dataclasses import replace

from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import PAGE_VAR
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.pages.addresses import AROUND
from registry.pages.again import url_of_again
from registry.pages.history.narrowing import NarrowingForm
from registry.pages.page import HISTORY, Button, Page
from registry.records.timeline.changed import Block, Changed
from registry.records.timeline.line import EVERYTHING, Line, Narrowing, Reader
from registry.records.timeline.versions import PastVersion, version_of


class PastOfRow(Page):
    """Whoever may view an entry may view its past; none may change it."""

    def shown(self, request, row, model, version: PastVersion) -> PastVersion:
        """A version of the row, or of a part of it in another table, as this user may read it."""
        return version

    def may_tell(self, request, model) -> bool:
        """Whether this user may see the parts that stand in this table."""
        table = self.table.admin_site._registry.get(model)
        return table is not None and table.has_view_permission(request)

    def line(self, request, row, narrowing: Narrowing = EVERYTHING) -> Line:
        reader = Reader(
            request.user, self.table.sees(request), lambda model: self.may_tell(request, model)
        )
        return Line(row, reader, narrowing)

    def told(self, request, row, changed: Changed) -> Changed:
        version = self.shown(request, row, changed.model, changed.version)
        return replace(changed, version=version)


class HistoryPage(PastOfRow):
    name = "history"
    address = "<path:object_id>/history/"
    template = "admin/registry/history.html"
    takes = AROUND | {PAGE_VAR, *NarrowingForm.base_fields}
    label = gettext_lazy("History")
    per_page = 25

    def respond(self, request, row):
        form = NarrowingForm(self.line(request, row), request.GET)
        page = None
        if form.is_valid():
            line = self.line(request, row, form.narrowing())
            page = line.page(request.GET.get(PAGE_VAR), self.per_page)
        context = {
            "title": _("History: {entry}").format(entry=row.full_name),
            "form": form,
            "page": page,
            "entries": [self._entry(request, row, one) for one in (page.entries if page else ())],
            "buttons": self.table.buttons(request, HISTORY, row),
            "file_url": self._file_url(request, row) if page else "",
        }
        return self.render(request, row, context)

    def _entry(self, request, row, entry):
        """With what this user may read, and the page of each version."""
        if not isinstance(entry, Block):
            return entry
        changed = [self.told(request, row, one) for one in entry.changed]
        addressed = [(one, self._url_of(one)) for one in changed]
        return {"block": entry, "changed": addressed}

    def _url_of(self, changed: Changed) -> str:
        name = f"{changed.model._meta.app_label}_{changed.model._meta.model_name}_version"
        try:
            return reverse(
                f"{self.table.admin_site.name}:{name}", args=[changed.row, changed.version.pk]
            )
        except NoReverseMatch:
            return ""

    def _file_url(self, request, row) -> str:
        """Of the same, narrowed in the same way, as a file; empty for those who may have none."""
        page = self.table.page("history_file")
        if not page.may_open(request, row):
            return ""
        asked = request.GET.copy()
        for name in {*asked} - {*NarrowingForm.base_fields}:
            del asked[name]
        return f"{page.url(row)}?{asked.urlencode()}" if asked else page.url(row)

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
            "title": _("Change of {entry} on {day}").format(
                entry=row.full_name, day=date_format(timezone.localdate(version.at))
            ),
            "version": self.shown(request, row, type(row), version),
            "again_url": url_of_again(self.table, request, row, history_id),
            "buttons": self.table.page("move").buttons_for(request, row, history_id),
        }
        return self.render(request, row, context)
