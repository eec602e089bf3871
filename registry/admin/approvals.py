"""What whoever approves an entry is told: its gaps, and what was changed since the last time."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.filters import FindingDueFilter
from registry.admin.law.points import points_of, rule_url
from registry.admin.steps import APPROVE
from registry.approvals import changed_since, last_approval
from registry.completeness import RULES, gaps_in, open_among
from registry.models import AcknowledgedFinding, ProcessingActivity, Suggestion
from registry.pages.page import Page
from registry.pages.steps import StepPage
from registry.records.timeline.texts import Sees
from registry.vocabulary import ActivityState


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
        found = [(row, _open_now(row)) for row in rows]
        return context | {
            "findings": [
                (row, self._points(request, row, [gap for gap in gaps if gap.blocks_approval]))
                for row, gaps in ((row, _gaps_now(row)) for row in rows)
                if any(gap.blocks_approval for gap in gaps)
            ],
            "since": [(row, _since(row, self.table.sees(request))) for row in changed],
            "open_findings": [
                (row, self._points(request, row, gaps)) for row, gaps in found if gaps
            ],
        }

    def _points(self, request, row, gaps):
        return points_of(request, self.table.admin_site, row, gaps)


@admin.register(AcknowledgedFinding)
class AcknowledgedFindingAdmin(EntryAdmin):
    section = RECORD
    approval_path = "activity__state"
    list_display = ["rule", "about", "activity", "seen_to_by", "due_on"]
    list_filter = ["rule", FindingDueFilter]
    list_select_related = ["activity"]
    search_fields = ["rule", "about", "seen_to_by", "activity__reference", "activity__name"]
    date_hierarchy = "due_on"
    readonly_fields = ["asked"]
    fieldsets = [
        (None, {"fields": ["activity", "rule", "about", "asked"]}),
        (_lazy("Who sees to it"), {"fields": ["seen_to_by", "due_on", "reason"]}),
    ]

    @admin.display(description=_lazy("what the rule asks"))
    def asked(self, finding):
        rule = RULES.get(finding.rule)
        if rule is None:
            return _("A rule of an earlier version.") if finding.rule else ""
        return format_html(
            '{} <a href="{}">{}</a>', rule.remedy, rule_url(rule.code), f"Art. {rule.article}"
        )


@admin.register(Suggestion)
class SuggestionAdmin(EntryAdmin):
    """What was said to it is written on the page of its entry, together with what it fills."""

    section = RECORD
    approval_path = "activity__state"
    list_display = ["name", "part", "activity", "processor", "state", "source"]
    list_filter = ["state", "part"]
    list_select_related = ["activity", "processor"]
    search_fields = ["name", "activity__reference", "activity__name", "processor__name"]
    readonly_fields = ["state"]
    fieldsets = [
        (None, {"fields": [("activity", "processor"), ("part", "name"), "state"]}),
        (_lazy("What it would write"), {"fields": ["value", "why", "source"]}),
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
