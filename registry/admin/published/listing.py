"""The switch of the public list on the page of a processor, and what is still in the way."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.filling_in.days import DayInput
from registry.models import Engagement
from registry.pages.past import past_of
from registry.pages.steps import ReasonForm, Step
from registry.publication.obstacles import standing_of, with_gates
from registry.publication.switching import may_be_shown, may_be_taken_off, show, take_off


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
    fits=may_be_shown,
    otherwise=gettext_lazy("It is on the public list already, or retired."),
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


class ShowsListing:
    """Mixed into the admin of processors."""

    def rows_as_seen(self, request):
        return with_gates(super().rows_as_seen(request), past_of(request).today)

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.sees = self.sees(request)
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
        lines = [(one.words, _place_of(one)) for one in standing.obstacles]
        return format_html(
            '{} <ul class="in-the-way">{}{}</ul>',
            _("Not shown:"),
            format_html_join("", '<li>{} <a href="{}">{}</a></li>', _linked(lines)),
            format_html("<li>{}</li>", _and_more(standing.more)) if standing.more else "",
        )


def _linked(lines):
    for words, place in lines:
        yield words, place, _("Put it right")


def _and_more(count: int) -> str:
    return ngettext(
        "{count} more entry could be shown. It is under “Where used”.",
        "{count} more entries could be shown. They are under “Where used”.",
        count,
    ).format(count=count)


def _place_of(obstacle) -> str:
    row = obstacle.row
    address = reverse(f"admin:registry_{row._meta.model_name}_change", args=[row.pk])
    return f"{address}#id_{obstacle.field}" if obstacle.field else f"{address}#content"
