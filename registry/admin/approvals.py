"""What has to be known before an entry is approved: its gaps, and what was changed since."""

from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.admin.steps import APPROVE
from registry.approvals import changed_since, last_approval
from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.pages.past import past_of
from registry.records.versions import Sees
from registry.vocabulary import ActivityState


class ApprovalPages:
    """Mixed into the admin of activities, which names `gaps` among what looks back."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/gaps/", view(self.gaps_view), name="registry_processingactivity_gaps"),
            path(
                "<int:pk>/since-approval/",
                view(self.since_view),
                name="registry_processingactivity_since",
            ),
            *super().get_urls(),
        ]

    def gaps_view(self, request, pk):
        """What Article 30 still misses in one entry, with the article that asks for it."""
        activity = self._viewable(request, str(pk))
        context = {
            "title": _("Check against Article 30: {entry}").format(entry=activity),
            "gaps": _gaps(activity.pk, past_of(request).today),
        }
        return self._page(request, activity, "gaps", context)

    def since_view(self, request, pk):
        """How an entry differs from what somebody approved last, part by part."""
        activity = self._viewable(request, str(pk))
        context = {
            "title": _("Changed since it was approved: {entry}").format(entry=activity),
            "since": _since(activity, self.sees(request)),
        }
        return self._page(request, activity, "since_approval", context)

    def _page(self, request, activity, name: str, context: dict):
        everywhere = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": activity,
        }
        template = f"admin/registry/{name}.html"
        return TemplateResponse(request, template, everywhere | context)

    def findings_for(self, step, rows):
        if step is not APPROVE:
            return []
        today = timezone.localdate()
        found = [
            (str(row), [gap for gap in _gaps(row.pk, today) if gap.blocks_approval]) for row in rows
        ]
        return [(row, gaps) for row, gaps in found if gaps]

    def _step_context(self, request, step, rows, form):
        """Whoever approves what was changed since is shown what that is."""
        context = super()._step_context(request, step, rows, form)
        changed = [row for row in rows if step is APPROVE and row.state == ActivityState.CHANGED]
        return context | {"since": [(row, _since(row, self.sees(request))) for row in changed]}


def _gaps(pk, on):
    return gaps_in(ProcessingActivity.objects.with_parts().get(pk=pk), on=on)


def _since(activity, sees: Sees) -> dict | None:
    if (approval := last_approval(activity)) is None:
        return None
    return {"approval": approval, "differences": changed_since(activity, approval, sees)}
