"""The steps and the public list on the page of a processor, and what is still in the way."""

from dataclasses import replace

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.admin.access.ending import PROCESSOR_STEPS, ProcessorEndingPage
from registry.admin.published.ended import has_ended, is_ending, told_above, with_last_day
from registry.filling_in.days import DayInput
from registry.models import Engagement, ProcessingActivity
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm, Step
from registry.publication.obstacles import standing_of, with_gates
from registry.publication.switching import (
    may_be_shown,
    may_be_taken_off,
    show,
    take_off,
    with_named,
)
from registry.records.seen import seen_of


def _day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        initial=timezone.localdate,
        widget=DayInput(),
        help_text=help_text,
    )


class ShowForm(ReasonForm):
    on = _day(
        gettext_lazy("Shown since"),
        gettext_lazy("Leave empty for today. A day to come is possible too."),
    )


class TakeOffForm(ReasonForm):
    on = _day(
        gettext_lazy("No longer shown since"),
        gettext_lazy("Leave empty for today. A day to come is possible too."),
    )


SHOW = Step(
    name="show",
    label=gettext_lazy("Show on the public list"),
    explanation=gettext_lazy(
        "The public list names it from that day on, with what it does in each activity."
    ),
    take=show,
    form=ShowForm,
    fits=lambda processor: processor.is_named and may_be_shown(processor),
    otherwise=gettext_lazy(
        "It is on the public list already, or retired, or no activity in use names it as a "
        "recipient. Its page says which, beside “public list”, and leads to where it is put right."
    ),
)
TAKE_OFF = Step(
    name="take-off",
    label=gettext_lazy("Take off the public list"),
    explanation=gettext_lazy(
        "The public list no longer names it from that day on. Lists of earlier days keep it; to "
        "take it off those too, untick “may be listed publicly”."
    ),
    take=take_off,
    form=TakeOffForm,
    fits=may_be_taken_off,
    otherwise=gettext_lazy("It is not on the public list."),
)


class ProcessorStepPage(ProcessorEndingPage):
    """Of what has ended, or has a last day already, no step is the one to take next."""

    def buttons(self, request, row=None):
        buttons = super().buttons(request, row)
        return [replace(it, css="") for it in buttons] if is_ending(row) else buttons

    def offered(self, request, row):
        steps = super().offered(request, row)
        return [step for step in steps if step is not SHOW or not has_ended(row)]


PROCESSOR_PAGE = ProcessorStepPage(SHOW, TAKE_OFF, *PROCESSOR_STEPS.steps)


class ShowsListing:
    """Mixed into the admin of processors."""

    def rows_as_seen(self, request):
        rows = with_last_day(super().rows_as_seen(request), request)
        return with_named(with_gates(rows, past_of(request).today))

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.sees = self.sees(request)
            row.may_change = self.has_change_permission(request, row)
            row.ending_told = told_above(row)
            row.may_begin = request.user.has_perm("registry.add_processingactivity")
        return row

    @admin.display(description=gettext_lazy("public list"))
    def on_the_list(self, processor):
        engagements = processor.sees(Engagement.objects.all())
        if processor.past.on:
            engagements = engagements.in_force(processor.past.on)
        standing = standing_of(processor, processor.past.today, engagements)
        if standing.is_shown:
            there = reverse("processors")
            return format_html('{} <a href="{}">{}</a>', _("Shown."), there, _("The public list"))
        if has_ended(processor):
            return _("Not shown: it works for no activity any more.")
        lines = [(one.words, self._way(processor, one)) for one in standing.obstacles]
        return format_html(
            '{} <ul class="in-the-way">{}{}</ul>',
            _("Not shown:"),
            format_html_join("", "<li>{} {}</li>", lines),
            format_html("<li>{}</li>", _and_more(standing.more)) if standing.more else "",
        )

    def _way(self, processor, obstacle) -> str:
        """A link to where it is put right; none where there is no such place for this user."""
        row = obstacle.row
        if processor.past:  # nothing can be changed there
            return ""
        if obstacle.field:
            table = f"admin:registry_{row._meta.model_name}_change"
            address = f"{reverse(table, args=[row.pk])}#id_{obstacle.field}"
            return _link(address, _("Put it right"))
        if obstacle.is_unnamed:
            rows = processor.sees(ProcessingActivity.objects.in_use())
            return _link(*_to_an_activity(rows)) if processor.may_begin else ""
        if not processor.may_change:
            return ""
        step = f"{self.url_of('step', 'restore')}?ids={row.pk}&seen={row.pk}:{seen_of(row)}"
        return _link(step, _("Bring it back into use"))


def _and_more(count: int) -> str:
    return ngettext(
        "{count} more entry could be shown. It is under “Where used”.",
        "{count} more entries could be shown. They are under “Where used”.",
        count,
    ).format(count=count)


def _link(address: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', address, words)


def _to_an_activity(rows) -> tuple[str, str]:
    """The recipients of the only one; else all, of which somebody knows the right one."""
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:2])
    if not found:
        return reverse("admin:registry_processingactivity_library"), _("Begin an activity")
    if len(found) == 1:
        address = reverse("admin:registry_processingactivity_change", args=found)
        return f"{address}?open=engagements#engagements-heading", _("Name it among its recipients")
    address = reverse("admin:registry_processingactivity_changelist")
    return address, _("Open the activity that it works for, and add it under “Recipients”")
