"""What has to be known before an entry is approved: its gaps, and what was changed since."""

from django.utils import timezone
from django.utils.translation import gettext as _

from registry.admin.steps import APPROVE
from registry.approvals import changed_since, last_approval
from registry.completeness import gaps_in
from registry.models import ProcessingActivity
from registry.pages.page import Page
from registry.pages.past import past_of
from registry.pages.steps import StepPage
from registry.records.timeline.texts import Sees
from registry.vocabulary import ActivityState


class GapsPage(Page):
    """What Article 30 still misses in one entry, with the article that asks for it."""

    name = "gaps"
    address = "<int:object_id>/gaps/"
    template = "admin/registry/gaps.html"
    shows_past = True

    def respond(self, request, row):
        context = {
            "title": _("Check against Article 30: {entry}").format(entry=row),
            "gaps": _gaps(row.pk, past_of(request).today),
        }
        return self.render(request, row, context)


class SincePage(Page):
    """How an entry differs from what somebody approved last, part by part."""

    name = "since"
    address = "<int:object_id>/since-approval/"
    template = "admin/registry/since_approval.html"

    def respond(self, request, row):
        context = {
            "title": _("Changed since it was approved: {entry}").format(entry=row),
            "since": _since(row, self.table.sees(request)),
        }
        return self.render(request, row, context)


class ApprovalStepPage(StepPage):
    """Whoever approves is told the gaps first, and what was changed since the last time."""

    def findings_for(self, step, rows):
        if step is not APPROVE:
            return []
        today = timezone.localdate()
        found = [
            (str(row), [gap for gap in _gaps(row.pk, today) if gap.blocks_approval]) for row in rows
        ]
        return [(row, gaps) for row, gaps in found if gaps]

    def context(self, request, step, rows, form):
        context = super().context(request, step, rows, form)
        changed = [row for row in rows if step is APPROVE and row.state == ActivityState.CHANGED]
        return context | {
            "since": [(row, _since(row, self.table.sees(request))) for row in changed]
        }


def _gaps(pk, on):
    return gaps_in(ProcessingActivity.objects.with_parts().get(pk=pk), on=on)


def _since(activity, sees: Sees) -> dict | None:
    if (approval := last_approval(activity)) is None:
        return None
    return {"approval": approval, "differences": changed_since(activity, approval, sees)}
