"""What whoever approves an entry is told: its gaps, and what was changed since the last time."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.entry import RECORD, EntryAdmin
from registry.admin.filters import FindingDueFilter
from registry.admin.law.points import points_of, rule_url
from registry.admin.steps import APPROVE
from registry.admin.submissions.shown import in_words
from registry.admin.submissions.steps import SEND, SEND_BACK, TAKE_BACK
from registry.approvals import changed_since, last_approval
from registry.completeness import RULES, gaps_in, open_among
from registry.models import AcknowledgedFinding, ProcessingActivity, Suggestion
from registry.pages.page import Page
from registry.pages.steps import StepPage
from registry.records.timeline.texts import Sees
from registry.submissions.sending import is_waiting, last_sent
from registry.submissions.two_people import why_not_alone
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

    template = "admin/registry/approval_step.html"

    def offered(self, request, row):
        """Who may approve sends back; what they sent themselves they take back."""
        steps = super().offered(request, row)
        if SEND_BACK not in steps:
            return steps
        is_own = last_sent(row).sent_by == request.user.get_username()
        spare = SEND_BACK if is_own else TAKE_BACK
        return [step for step in steps if step is not spare]

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
        if step is SEND:
            context["missing_yet"] = self._blocking(request, rows)
        if step in {APPROVE, SEND_BACK}:
            waiting = [row for row in rows if is_waiting(row)]
            context["sent"] = [(row, in_words(last_sent(row))) for row in waiting]
        if step is not APPROVE:
            return context
        changed = [row for row in rows if row.state == ActivityState.CHANGED]
        found = [(row, _open_now(row)) for row in rows]
        return context | {
            "findings": self._blocking(request, rows),
            "alone": sorted({why for row in rows if (why := why_not_alone(row, request.user))}),
            "since": [(row, _since(row, self.table.sees(request))) for row in changed],
            "open_findings": [
                (row, self._points(request, row, gaps)) for row, gaps in found if gaps
            ],
        }

    def _blocking(self, request, rows):
        found = [(row, [gap for gap in _gaps_now(row) if gap.blocks_approval]) for row in rows]
        return [(row, self._points(request, row, gaps)) for row, gaps in found if gaps]

    def _points(self, request, row, gaps):
        return points_of(request, self.table.admin_site, row, gaps)


class RuleFilter(admin.SimpleListFilter):
    """By rule, in its own words."""

    title = gettext_lazy("rule")
    parameter_name = "rule"

    def lookups(self, request, model_admin):
        seen = model_admin.seen_by(request, AcknowledgedFinding.objects.order_by("rule"))
        codes = seen.values_list("rule", flat=True)
        return [
            (code, RULES[code].sentence if code in RULES else code) for code in codes.distinct()
        ]

    def queryset(self, request, queryset):
        return queryset.filter(rule=self.value()) if self.value() else queryset


@admin.register(AcknowledgedFinding)
class AcknowledgedFindingAdmin(EntryAdmin):
    section = RECORD
    approval_path = "activity__state"
    list_display = ["asks", "activity", "seen_to_by", "due_on"]
    list_filter = [RuleFilter, FindingDueFilter]
    list_select_related = ["activity"]
    search_fields = ["rule", "about", "seen_to_by", "activity__reference", "activity__name"]
    date_hierarchy = "due_on"
    readonly_fields = ["asked"]
    fieldsets = [
        (None, {"fields": ["activity", "rule", "about", "asked"]}),
        (gettext_lazy("Who sees to it"), {"fields": ["seen_to_by", "due_on", "reason"]}),
    ]

    @admin.display(description=gettext_lazy("what is open"), ordering="rule")
    def asks(self, finding):
        return finding.headline

    @admin.display(description=gettext_lazy("what the rule asks"))
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
    list_display = ["name", "part", "activity", "processor", "state", "answer"]
    list_filter = ["state", "part"]
    list_select_related = ["activity", "processor"]
    search_fields = ["name", "activity__reference", "activity__name", "processor__name"]
    readonly_fields = ["state"]
    fieldsets = [
        (None, {"fields": [("activity", "processor"), ("part", "name"), "state"]}),
        (gettext_lazy("What it would write"), {"fields": ["value", "why", "source"]}),
    ]

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, suggestion):
        """On the page of its entry."""
        owner = suggestion.owner
        if not suggestion.is_open or suggestion.past or owner is None:
            return ""
        way = reverse(f"admin:registry_{owner._meta.model_name}_suggestions", args=[owner.pk])
        return format_html('<a href="{}">{}</a>', way, _("Say yes or no"))


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
