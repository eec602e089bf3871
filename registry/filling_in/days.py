"""A day, chosen in the calendar of the browser."""

from django import forms
from django.utils.translation import gettext_lazy as _

# Both ways are read everywhere; see `registry.files.reading.days`.
NO_DAY = {"invalid": _("Enter a valid date, such as 2018-07-17 or 17.07.2018.")}


class DayInput(forms.DateInput):
    """Browsers read its value in this one form, whatever the language of the page."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")
