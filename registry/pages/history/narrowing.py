"""What a history is narrowed to: one part of the entry, one author, the days of recording."""

from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.filling_in.days import DayInput
from registry.records.moments import FIRST_DAY, end_of
from registry.records.timeline.line import EVENTS, Line, Narrowing

MOST_AUTHORS = 200


def _day(label) -> forms.DateField:
    widget = DayInput()
    advice = gettext_lazy("This is not a valid date. Write it as 2018-07-17.")
    return forms.DateField(
        label=label, widget=widget, required=False, error_messages={"invalid": advice}
    )


class NarrowingForm(forms.Form):
    """Offers what stands in the line. All its fields may stay empty."""

    part = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    recorded_from = _day(gettext_lazy("Recorded from"))
    recorded_until = _day(pgettext_lazy("last day", "until"))

    def __init__(self, line: Line, data):
        super().__init__({name: data[name] for name in self.base_fields if name in data})
        own, *parts = (model._meta for model in line.tables)
        self.fields["part"].choices = [
            ("", _("Everything")),
            (own.label_lower, _("Only the entry itself")),
            *((part.label_lower, capfirst(part.verbose_name_plural)) for part in parts),
            (EVENTS, _("Other events")),
        ]
        authors = line.authors(MOST_AUTHORS)
        self.fields["by"].choices = [("", _("Everybody")), *((name, name) for name in authors)]

    def clean(self):
        days = [self.cleaned_data.get(name) for name in ("recorded_from", "recorded_until")]
        if any(day and not FIRST_DAY <= day <= timezone.localdate() for day in days):
            raise ValidationError(_("Choose days up to today, from 1900 on."))
        if all(days) and days[0] > days[1]:
            raise ValidationError(_("The first day is after the last one. Swap the two."))
        return self.cleaned_data

    @property
    def in_words(self) -> str:
        """For the page as it is printed; empty where it shows everything."""
        words = {name: dict(self.fields[name].choices) for name in ("part", "by")}
        return "; ".join(
            f"{self.fields[name].label}: {words.get(name, {}).get(value, value)}"
            for name, value in self.cleaned_data.items()
            if value
        )

    def narrowing(self) -> Narrowing:
        said = self.cleaned_data
        first, last = said["recorded_from"], said["recorded_until"]
        return Narrowing(
            part=said["part"],
            author=said["by"],
            first=_start_of(first) if first else None,
            last=end_of(last) if last else None,
        )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
