"""What has to be known before an entry is approved: its gaps, and what was changed since."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.filters import FindingDueFilter
from registry.admin.steps import APPROVE
from registry.approvals import changed_since, last_approval
from registry.completeness import gaps_in, open_among
from registry.law.exemption import PROPOSED, exemption
from registry.models import AcknowledgedFinding, ProcessingActivity
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
        today = past_of(request).today
        activity = ProcessingActivity.objects.with_parts().get(pk=row.pk)
        context = {
            "title": _("Check against Article 30: {entry}").format(entry=row),
            "gaps": gaps_in(activity, on=today),
            "exemption": exemption(activity, on=today),
            "proposed": PROPOSED,
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
        found = [(str(row), [gap for gap in _gaps_now(row) if gap.blocks_approval]) for row in rows]
        return [(row, gaps) for row, gaps in found if gaps]

    def form_for(self, request, step, rows):
        form = super().form_for(request, step, rows)
        if step is APPROVE and not any(_open_now(row) for row in rows):
            for name in form.FINDINGS:
                del form.fields[name]
        return form

    def context(self, request, step, rows, form):
        context = super().context(request, step, rows, form)
        if step is not APPROVE:
            return context
        changed = [row for row in rows if row.state == ActivityState.CHANGED]
        return context | {
            "since": [(row, _since(row, self.table.sees(request))) for row in changed],
            "open_findings": [(row, found) for row in rows if (found := _open_now(row))],
        }


@admin.register(AcknowledgedFinding)
class AcknowledgedFindingAdmin(EntryAdmin):
    section = RECORD
    approval_path = "activity__state"
    list_display = ["rule", "about", "activity", "seen_to_by", "due_on"]
    list_filter = ["rule", FindingDueFilter]
    list_select_related = ["activity"]
    search_fields = ["rule", "about", "seen_to_by", "activity__reference", "activity__name"]
    date_hierarchy = "due_on"
    fieldsets = [
        (None, {"fields": ["activity", "rule", "about"]}),
        (_lazy("Who sees to it"), {"fields": ["seen_to_by", "due_on", "reason"]}),
    ]


def _gaps_now(row) -> list:
    """Asked once for a page, of the row that it shows."""
    if not hasattr(row, "gaps_now"):
        row.gaps_now = _gaps(row.pk, timezone.localdate())
    return row.gaps_now


def _open_now(row) -> list:
    findings = [gap for gap in _gaps_now(row) if not gap.blocks_approval]
    return open_among(findings, timezone.localdate())


def _gaps(pk, on):
    return gaps_in(ProcessingActivity.objects.with_parts().get(pk=pk), on=on)


def _since(activity, sees: Sees) -> dict | None:
    if (approval := last_approval(activity)) is None:
        return None
    return {"approval": approval, "differences": changed_since(activity, approval, sees)}
