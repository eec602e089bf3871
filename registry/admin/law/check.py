"""The page that checks one entry against the law: what refuses approval, then open findings."""

from django.utils.translation import gettext as _

from registry.admin.law.points import points_of
from registry.admin.steps import APPROVE
from registry.completeness import gaps_in
from registry.law.exemption import PROPOSED, exemption
from registry.models import ProcessingActivity
from registry.pages.page import Page
from registry.pages.past import past_of
from registry.records.seen import seen_of


class GapsPage(Page):
    """What Article 30 still misses in one entry, with the article that asks for it."""

    name = "gaps"
    address = "<int:object_id>/gaps/"
    template = "admin/registry/gaps.html"
    shows_past = True

    def respond(self, request, row):
        today = past_of(request).today
        approve = self._approve(request, row)  # which version is judged: before it is read
        activity = ProcessingActivity.objects.with_parts().get(pk=row.pk)
        points = points_of(request, self.table.admin_site, activity, gaps_in(activity, on=today))
        context = {
            "title": _("Check against Article 30: {entry}").format(entry=row),
            "refusing": [point for point in points if point.gap.blocks_approval],
            "findings": [point for point in points if not point.gap.blocks_approval],
            "exemption": exemption(activity, on=today),
            "proposed": PROPOSED,
            "approve": approve,
        }
        return self.render(request, row, context)

    def _approve(self, request, row) -> str:
        """The way on, for whoever may take it now."""
        may = request.user.has_perm("registry.approve_processingactivity")
        if past_of(request) or not may or not APPROVE.fits(row):
            return ""
        read = self.table.rows_as_seen(request).filter(pk=row.pk).first()
        seen = seen_of(read) if read else ""
        return f"{self.table.url_of('step', APPROVE.name)}?ids={row.pk}&seen={row.pk}:{seen}"
