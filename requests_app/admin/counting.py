"""By what the days are counted. Whoever changes it is told which due dates that has moved."""

from django.contrib import admin, messages
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from registry.admin.steps import RESTORE, RETIRE
from registry.pages.moving_page import MovingPage
from registry.pages.steps import Step
from registry.records.history import current_unit, recorded
from requests_app.admin.proposed_law import ProposedLawPage
from requests_app.admin.sections import FileAdmin, FileStepPage
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.deadlines.wording import part_to_choose
from requests_app.recount import recount

NAMED = 20


def _take_none(row, *, by, reason):
    """The counting itself is what every step here ends with."""


COUNT = Step(
    name="count",
    label=_("Recalculate due dates"),
    done=_("{entry}: due dates recalculated."),
    explanation=_(
        "Recalculates the due dates of open requests. Needed only after an upgrade "
        "with other holidays, or if a project has a new sponsor. Changes made on "
        "these pages take effect at once."
    ),
    take=_take_none,
    fits=lambda row: row.retired_on is None,
    otherwise=_("It is retired, so no due dates depend on it."),
)


class CountingStepPage(FileStepPage):
    """Each step ends with counting anew."""

    def take(self, request, step, row, form) -> bool:
        with recorded(by=request.user, reason=form.cleaned_data["reason"]):
            is_done = super().take(request, step, row, form)
            if is_done:
                _count_anew(request)
        return is_done


class CountingMovingPage(MovingPage):
    """A change that is moved or withdrawn may change what holds now."""

    def take(self, request, row, day, form) -> bool:
        with recorded(by=request.user, reason=form.cleaned_data["reason"]) as unit:
            if is_done := super().take(request, row, day, form):
                unit.flush()
                _count_anew(request)
        return is_done


class CountingAdmin(FileAdmin):
    """A table by which requests are counted: with each change, the open ones are counted anew."""

    pages = [*FileAdmin.pages, CountingStepPage(RETIRE, RESTORE), CountingMovingPage()]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        _count_anew(request)


def _count_anew(request) -> None:
    """In the block of the change, so that both hold or neither."""
    done = recount()
    current_unit("Counting anew").flush()
    count = len(done.moved)
    moved = ngettext("{count} due date moved", "{count} due dates moved", count)
    said = moved.format(count=count) if count else gettext("No due date moved")
    messages.info(request, said + _these(done.moved))
    if done.left:
        messages.warning(
            request,
            gettext(
                "Left as they were counted, because their extension was told in time by that count"
            )
            + _these(done.left),
        )


def _these(references: list[str]) -> str:
    if not references:
        return "."
    more = "…" if len(references) > NAMED else "."
    return f": {', '.join(references[:NAMED])}{more}"


class RequestPolicyAdmin(CountingAdmin):
    pages = [*CountingAdmin.pages, CountingStepPage(COUNT, RETIRE, RESTORE)]
    approval_path = "activity__state"
    list_display = ["organisation", "rule", "calendar", "requester_months", "text_months"]
    list_select_related = ["organisation"]
    list_filter = ["rule"]
    search_fields = ["organisation__name"]
    fieldsets = [
        (None, {"fields": ["organisation", "activity"]}),
        (_("Deadlines"), {"fields": [("rule", "calendar"), ("jurisdiction", "time_zone")]}),
        (
            _("How long files are kept"),
            {
                "fields": [
                    ("requester_months", "text_months", "fingerprint_months"),
                    ("text_open_days", "identification_days"),
                    "timers_reason",
                    "is_automatic",
                ]
            },
        ),
    ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        code = form.instance.calendar
        if code and (said := part_to_choose(calendar_of(code))):
            messages.warning(request, said)


class LegalPeriodAdmin(CountingAdmin):
    """Shipped as the law stands. When it changes, the privacy lead adds a row."""

    pages = [*CountingAdmin.pages, ProposedLawPage()]
    list_display = ["duty", "jurisdiction", "length", "status", "valid_from", "valid_until"]
    list_filter = ["jurisdiction", "duty", "status"]
    search_fields = ["source"]
    fieldsets = [
        (
            None,
            {
                "fields": [("jurisdiction", "duty"), "source"],
                "description": _(
                    "When the law changes, add a new entry. What began before its first day "
                    "keeps its period. What a jurisdiction does not say is counted as in the Union."
                ),
            },
        ),
        (_("Length"), {"fields": [("amount", "unit"), "event", "is_moved"]}),
        (_("Validity"), {"fields": ["status", ("valid_from", "valid_until")]}),
        (_("Breaches"), {"fields": ["threshold", "addressee"]}),
    ]

    @admin.display(description=_("how long"))
    def length(self, row):
        return str(row.period) if row.period else gettext("without undue delay")
