"""What waits for approval, or was sent back: lines of the home page, and the filter behind them."""

from django.contrib import admin
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.law.suggested import SuggestionState
from registry.models import ProcessingActivity, Suggestion
from registry.pages.past import past_of
from registry.vocabulary import ActivityState

APPROVE, CHANGE = "registry.approve_processingactivity", "registry.change_processingactivity"


class SubmissionFilter(admin.SimpleListFilter):
    title = _("approval")
    parameter_name = "sent"

    def lookups(self, request, model_admin):
        if not request.user.has_perm("registry.view_submission"):
            return []  # Django then neither shows the filter nor applies it
        return [("waiting", gettext("Waiting")), ("back", gettext("Sent back"))]

    def queryset(self, request, queryset):
        on = past_of(request).on
        match self.value():
            case "waiting":
                return queryset.waiting(on)
            case "back":
                return queryset.sent_back(on)
        return queryset


def lines_for(user) -> list[tuple]:
    """By what somebody may do: approving is not the business of who may only look."""
    rows, found = ProcessingActivity.objects.in_use(), []
    if user.has_perm(APPROVE):
        line = ngettext_lazy(
            "Entry that waits for your approval", "Entries that wait for your approval", "count"
        )
        found.append((line, ProcessingActivity, rows.waiting(), "sent=waiting"))
        line = ngettext_lazy(
            "Entry changed since its approval", "Entries changed since their approval", "count"
        )
        changed = ActivityState.CHANGED
        asked = rows.filter(state=changed)
        found.append((line, ProcessingActivity, asked, f"state__exact={changed}"))
    if user.has_perm(CHANGE):
        line = ngettext_lazy(
            "Entry sent back, to be completed", "Entries sent back, to be completed", "count"
        )
        found.append((line, ProcessingActivity, rows.sent_back(), "sent=back"))
        offered = SuggestionState.OFFERED
        line = ngettext_lazy(
            "Suggestion that waits for a yes or no",
            "Suggestions that wait for a yes or no",
            "count",
        )
        asked = Suggestion.objects.in_use().filter(state=offered)
        found.append((line, Suggestion, asked, f"state__exact={offered}"))
    return found
