"""Since when a new entry has been so: asked in plain choices, and suggested to the next forms."""

from datetime import date

from django import forms
from django.apps import apps
from django.db import models
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.filling_in.days import DayField, DayInput
from registry.records.moments import FIRST_DAY

TODAY, DAY, ALWAYS = "today", "day", "always"
OF_SINCE_WHEN = ("since_when", "since_on")
# In the session of whoever takes the first steps: that they do, and what they said last.
ON_THE_WAY, SAID = "first_steps", "since_when"


def beginning() -> date:
    """Before it the register can tell nothing: the first day of the organisation that keeps it."""
    organisations = apps.get_model("registry", "Organisation").objects.in_use()
    return organisations.aggregate(day=Min("first_day"))["day"] or FIRST_DAY


def suggested(request) -> dict:
    """The last answer of whoever is on the way, as the start of a form that asks the same."""
    kind, day = request.session.get(SAID) or (TODAY, "")
    if not request.session.get(ON_THE_WAY):
        return {"since_when": TODAY}
    return {"since_when": kind, "since_on": date.fromisoformat(day) if day else None}


def begun(request, model: type[models.Model]) -> dict[str, date]:
    """The same for the form of a new row, by the name of the field that says its first day."""
    if not model.is_lasting or not request.session.get(ON_THE_WAY):
        return {}
    kind, day = request.session.get(SAID) or (TODAY, "")
    if kind == TODAY:
        return {}
    if model.since and "__" not in model.since:
        return {model.since: date.fromisoformat(day)} if kind == DAY else {}
    return {} if model.since else {"first_day": date.fromisoformat(day) if day else beginning()}


class SinceWhenFields(forms.Form):
    """Mixed into the form of a new entry. Who says nothing says: from today on."""

    since_when = forms.ChoiceField(
        label=_("Since when has this been so?"),
        choices=[
            (TODAY, _("From today on")),
            (DAY, _("Since a day:")),
            (ALWAYS, _("For as long as the register can tell")),
        ],
        initial=TODAY,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The register shows it on each day from then on, and on none before."),
    )
    since_on = DayField(
        label=_("That day"),
        required=False,
        widget=DayInput(),
        # What was suggested is not typed, whatever the session would suggest by now.
        show_hidden_initial=True,
        help_text=_("Only for “Since a day”."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in OF_SINCE_WHEN:  # behind what it is about
            self.fields[name] = self.fields.pop(name)

    def earliest(self) -> date:
        return beginning()

    def clean(self):
        super().clean()
        said = self.cleaned_data
        day = said.get("since_on")
        if day and "since_on" in self.changed_data:  # a day was typed, whatever was chosen before
            said["since_when"] = DAY
        if said.get("since_when") != DAY or "since_on" in self.errors:
            return
        if day is None:
            self.add_error("since_on", gettext("Enter the day, or choose another answer."))
        elif day < (first := self.earliest()):
            told = gettext(
                "Your organisation is on record since {day}. Enter that day or a later one, or "
                "first correct the first day of your organisation."
            )
            self.add_error("since_on", told.format(day=date_format(first)))

    @property
    def since(self) -> date | None:
        """For `recorded`. None is today."""
        match self.cleaned_data.get("since_when"):
            case kind if kind == DAY:
                return self.cleaned_data["since_on"]
            case kind if kind == ALWAYS:
                return min(self.earliest(), timezone.localdate())
        return None

    @property
    def own_day(self) -> date | None:
        """For a row with a field of its own for its first day: only a day that somebody said."""
        return self.cleaned_data["since_on"] if self.cleaned_data["since_when"] == DAY else None

    def keep_since(self, request) -> None:
        """As a suggestion for the next form."""
        if kind := self.cleaned_data.get("since_when"):
            day = self.cleaned_data["since_on"] if kind == DAY else None
            request.session[SAID] = [kind, day.isoformat() if day else ""]
