"""The pages of the past: the versions of an entry, and one of them as it stood."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.records.timeline import in_order, page_of
from registry.records.versions import Sees, version_of


class HistoryPages:
    """Mixed into a ModelAdmin. Whoever may view an entry may view its past; none may change it."""

    history_per_page = 25

    def get_urls(self):
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.version_view)
        address = "<path:object_id>/history/<int:history_id>/"
        return [path(address, view, name=f"{info}_version"), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        row = self._viewable(request, object_id)
        asked, size = request.GET.get("p"), self.history_per_page
        page = page_of(row, request.user, asked, size, self.sees(request))
        context = {
            "title": _("History: {entry}").format(entry=row),
            "page": page,
            "versions": page.versions,
        }
        context |= extra_context or {}
        return self._render(request, row, "admin/registry/history.html", context)

    def version_view(self, request, object_id, history_id):
        row = self._viewable(request, object_id)
        version = version_of(self.model, row.pk, history_id, self.sees(request))
        if version is None:
            raise Http404
        context = {"title": _("{entry}, an earlier version").format(entry=row), "version": version}
        return self._render(request, row, "admin/registry/version.html", context)

    def sees(self, request) -> Sees:
        """What versions may name: an entry that this user may not see is not named in them."""

        def seen(rows):
            table = self.admin_site._registry.get(rows.model)
            return table.seen_by(request, rows) if hasattr(table, "seen_by") else rows

        return seen

    def _viewable(self, request, object_id):
        key = unquote(object_id)
        # Only the row itself: what a list shows beside it is not needed here.
        rows = self.get_queryset(request).prefetch_related(None)
        row = rows.filter(pk=key).first() if key.isdecimal() else None
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _render(self, request, row, template, context):
        everywhere = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": row,
            "module_name": capfirst(self.opts.verbose_name_plural),
        }
        if "page" in context:
            context["entries"] = in_order(context["versions"], context["page"].timeline_events)
        return TemplateResponse(request, template, {**everywhere, **context})
