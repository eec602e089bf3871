"""The page that checks one entry against the law: what refuses approval, then open findings."""

from django.utils.translation import gettext as _

from registry.admin.law.points import points_of
from registry.admin.steps import APPROVE
from registry.completeness import gaps_in
from registry.law.exemption import PROPOSED, exemption
from registry.models import ProcessingActivity
from registry.pages.page import Page
from registry.pages.past import past_of


class GapsPage(Page):
    """What Article 30 still misses in one entry, with the article that asks for it."""

    name = "gaps"
    address = "<int:object_id>/gaps/"
    template = "admin/registry/gaps.html"
    shows_past = True

    def respond(self, request, row):
        today = past_of(request).today
        activity = ProcessingActivity.objects.with_parts().get(pk=row.pk)
        points = points_of(request, self.table.admin_site, activity, gaps_in(activity, on=today))
        context = {
            "title": _("Check against Article 30: {entry}").format(entry=row),
            "refusing": [point for point in points if point.gap.blocks_approval],
            "findings": [point for point in points if not point.gap.blocks_approval],
            "exemption": exemption(activity, on=today),
            "proposed": PROPOSED,
            "approve": self._approve(request, row),
        }
        return self.render(request, row, context)

    def _approve(self, request, row) -> str:
        """The way on, for whoever may take it now."""
        may = request.user.has_perm("registry.approve_processingactivity")
        if past_of(request) or not may or not APPROVE.fits(row):
            return ""
        return f"{self.table.url_of('step', APPROVE.name)}?ids={row.pk}"
