"""A day, chosen in the calendar of the browser."""

from django import forms


class DayInput(forms.DateInput):
    """Browsers read its value in this one form, whatever the language of the page."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")
