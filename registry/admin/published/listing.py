"""The steps and the public list on the page of a processor, and what is still in the way."""

from dataclasses import replace
from datetime import date

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.admin.access.ending import FOLLOW as FOLLOWS
from registry.admin.access.ending import PROCESSOR_STEPS, ProcessorEndingPage
from registry.admin.law.contracts import tell_missing
from registry.admin.published.ended import has_ended, is_ending, told_above, with_last_day
from registry.admin.published.ways import link, to_an_activity, to_field, unsaid_told, ways_to
from registry.filling_in.days import DayInput
from registry.models import Engagement, ProcessingActivity
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm, Step
from registry.publication.obstacles import standing_of, with_gates
from registry.publication.succession import (
    Place,
    list_in_place,
    places_taken,
    with_following,
)
from registry.publication.switching import (
    may_be_shown,
    may_be_taken_off,
    show,
    take_off,
    with_named,
)
from registry.publication.unsaid import unsaid_of
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
        gettext_lazy("A day to come is possible too."),
    )


class FollowForm(ReasonForm):
    on = _day(
        gettext_lazy("Shown since"),
        gettext_lazy(
            "Leave empty for the day, in each activity, on which it takes the place of the other."
        ),
    )


class TakeOffForm(ReasonForm):
    on = _day(
        gettext_lazy("No longer shown since"),
        gettext_lazy("A day to come is possible too."),
    )


SHOW = Step(
    name="show",
    label=gettext_lazy("Show on the public list"),
    done=gettext_lazy("{entry}: on the public list from {day}."),
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
FOLLOW = Step(
    name=FOLLOWS,
    label=gettext_lazy("List it publicly too"),
    done=gettext_lazy("{entry}: listed publicly too."),
    explanation=gettext_lazy(
        "It takes the place of a vendor that was on the public list. Is it to be named there? The "
        "list names it only once you say so, and only for this."
    ),
    take=list_in_place,
    form=FollowForm,
    fits=lambda processor: bool(places_of(processor)),
    otherwise=gettext_lazy("It takes the place of nobody on the public list, or is listed."),
)
TAKE_OFF = Step(
    name="take-off",
    label=gettext_lazy("Take off the public list"),
    done=gettext_lazy("{entry}: off the public list from {day}."),
    explanation=gettext_lazy(
        "The public list no longer names it from that day on. Lists of earlier days keep it; to "
        "take it off those too, untick “may be listed publicly”."
    ),
    take=take_off,
    form=TakeOffForm,
    fits=may_be_taken_off,
    otherwise=gettext_lazy("It is not on the public list."),
)


def places_of(processor) -> list[Place]:
    """Asked once for a page."""
    if not getattr(processor, "may_follow", True):
        return []
    if not hasattr(processor, "places_taken"):
        processor.places_taken = places_taken(processor)
    return processor.places_taken


def _one_day(places: list[Place]) -> date | None:
    """That of all of them. Where each has its own, none is suggested: it would be sent for all."""
    days = {place.on for place in places}
    return days.pop() if len(days) == 1 else None


class ProcessorStepPage(ProcessorEndingPage):
    """Of what has ended, or has a last day already, no step is the one to take next."""

    template = "admin/registry/listing_step.html"

    def buttons(self, request, row=None):
        buttons = super().buttons(request, row)
        return [replace(it, css="") for it in buttons] if is_ending(row) else buttons

    def offered(self, request, row):
        steps = super().offered(request, row)
        # Who follows another is listed for that, and not for all that it does here.
        leaves_out = has_ended(row) or FOLLOW in steps
        return [step for step in steps if step is not SHOW or not leaves_out]

    def actions(self, request):
        """One takes the place of another, and not many of many."""
        actions = super().actions(request)
        actions.pop(FOLLOW.name, None)
        return actions

    def form_for(self, request, step, rows):
        places = places_of(rows[0]) if step is FOLLOW else []
        if not places:
            return super().form_for(request, step, rows)
        return FollowForm(request.POST or None, initial={"on": _one_day(places)})

    def tell_next(self, request, rows, form):
        super().tell_next(request, rows, form)
        if isinstance(form, FollowForm):
            tell_missing(request, rows[0])

    def context(self, request, step, rows, form):
        context = super().context(request, step, rows, form)
        if step is not SHOW and step is not FOLLOW:
            return context
        seen = self.table.sees(request)(Engagement.objects.all())
        today = timezone.localdate()
        empty = seen.not_over(today).filter(processor__in=[row.pk for row in rows], service="")
        if step is FOLLOW:
            empty = empty.filter(pk__in=[place.row.pk for place in places_of(rows[0])])
            context["title"] = _("List {name} publicly?").format(name=rows[0].name)
            visible = {*seen.values_list("pk", flat=True).filter(processor=rows[0].pk)}
            places = [place for place in places_of(rows[0]) if place.row.pk in visible]
            context["places"] = places
        unsaid = unsaid_of(rows, empty.select_related("activity"))
        return context | {
            "unsaid": [(row, ways_to(unsaid[row.pk])) for row in rows if row.pk in unsaid]
        }


PROCESSOR_PAGE = ProcessorStepPage(SHOW, FOLLOW, TAKE_OFF, *PROCESSOR_STEPS.steps)


class ShowsListing:
    """Mixed into the admin of processors."""

    def rows_as_seen(self, request):
        rows = with_last_day(super().rows_as_seen(request), request)
        rows = with_named(with_gates(rows, past_of(request).today))
        return rows if past_of(request) else with_following(rows)

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
        if has_ended(processor) and not standing.is_shown:
            return _("Not shown: it works for no activity any more.")
        told = self._standing(processor, standing)
        if processor.past or not processor.may_change:
            return told
        unsaid = unsaid_told(processor, standing, places_of(processor))
        return format_html("{}{}{}", told, self._place(processor), unsaid)

    def _standing(self, processor, standing) -> str:
        if standing.is_shown:
            there = reverse("processors")
            return format_html('{} <a href="{}">{}</a>', _("Shown."), there, _("The public list"))
        if standing.begins:
            return _("Shown from {day}.").format(day=date_format(standing.begins))
        lines = [(one.words, self._way(processor, one)) for one in standing.obstacles]
        return format_html(
            '{} <ul class="in-the-way">{}{}</ul>',
            _("Not shown:"),
            format_html_join("", "<li>{} {}</li>", lines),
            format_html("<li>{}</li>", _and_more(standing.more)) if standing.more else "",
        )

    def _place(self, processor) -> str:
        """The question that is put where it follows another; none silently answers itself."""
        if not places_of(processor):
            return ""
        step = f"{self.url_of('step', FOLLOW.name)}?ids={processor.pk}"
        day = _one_day(places_of(processor))
        told = _("List {name} publicly from {day}?") if day else _("List {name} publicly?")
        question = _("It takes the place of a vendor that was listed.")
        return format_html(
            '<p>{} <a href="{}">{}</a></p>',
            question,
            f"{step}&seen={processor.pk}:{seen_of(processor)}",
            told.format(name=processor.name, day=date_format(day) if day else ""),
        )

    def _way(self, processor, obstacle) -> str:
        """A link to where it is put right; none where there is no such place for this user."""
        row = obstacle.row
        if processor.past:  # nothing can be changed there
            return ""
        if obstacle.field:
            return link(to_field(row, obstacle.field), _("Put it right"))
        if obstacle.is_unnamed:
            rows = processor.sees(ProcessingActivity.objects.in_use())
            return link(*to_an_activity(rows)) if processor.may_begin else ""
        if not processor.may_change:
            return ""
        step = f"{self.url_of('step', 'restore')}?ids={row.pk}&seen={row.pk}:{seen_of(row)}"
        return link(step, _("Bring it back into use"))


def _and_more(count: int) -> str:
    return ngettext(
        "{count} more entry could be shown. It is under “Where used”.",
        "{count} more entries could be shown. They are under “Where used”.",
        count,
    ).format(count=count)
