"""A day, chosen in the calendar of the browser: any, or one that has come."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.records.moments import FIRST_DAY

# Both ways are read everywhere; see `registry.files.reading.days`.
NO_DAY = {"invalid": _("Enter a valid date, such as 2018-07-17 or 17.07.2018.")}


class DayInput(forms.DateInput):
    """Browsers read its value in this one form, whatever the language of the page."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day since when something holds: one that has come."""

    default_error_messages = NO_DAY

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if value > timezone.localdate():
            raise ValidationError(
                gettext("{day} is still to come. Enter the change on that day.").format(
                    day=date_format(value)
                )
            )
        if value < FIRST_DAY:
            raise ValidationError(
                gettext("Choose a day in {year} or later.").format(year=FIRST_DAY.year)
            )
