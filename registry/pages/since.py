"""Since when a change holds: the question beside the reason, and what follows for later days."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.filling_in.days import DayField, DayInput
from registry.records.states.carried import BegunLater, CarriedInto
from registry.records.states.wishes import ALL_ALONG, Since

CHANGED, WRONG = "changed", "wrong"
# Fields of the form of every entry that stands over time.
OF_SINCE = ("since_kind", "since_day")
# And where later states would follow: see `registry.records.states.line`.
OF_CARRIED = ("carried_on", "carried_seen")


@dataclass(frozen=True)
class Answer:
    """What somebody said: since when, which later states were shown, and which shall not follow."""

    since: Since = None
    seen: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()

    @classmethod
    def of(cls, posted) -> "Answer":
        """Raises ValidationError for a day that cannot be read, or is still to come."""
        seen = frozenset(posted.getlist("carried_seen"))
        spared = seen - {*posted.getlist("carried_on")}
        if posted.get("since_kind") == WRONG:
            return cls(ALL_ALONG, seen, spared)
        day = DayField(required=False).clean(posted.get("since_day", ""))
        return cls(day, seen, spared)


def refuse_what_began_later(begun_later: list[BegunLater]) -> None:
    """Raises ValidationError: a form that changes nothing does not say what held earlier."""
    if begun_later:
        advice = gettext(
            "Nothing was changed. If this was so earlier, open the history, choose the version "
            "that says it, and move the change to its day."
        )
        raise ValidationError([*map(str, begun_later), advice])


class SinceFields(forms.Form):
    """Mixed into the form of an entry that stands over time."""

    since_kind = forms.ChoiceField(
        label=_("Since when"),
        choices=[
            (CHANGED, _("It changed on this day")),
            (WRONG, _("It was so all along (wrong or missing here)")),
        ],
        initial=CHANGED,
        required=False,
        widget=forms.RadioSelect,
    )
    since_day = DayField(
        label=_("Day of the change"),
        required=False,
        widget=DayInput(),
        help_text=_("Earlier days keep what applied on them."),
    )
    carried_on = forms.MultipleChoiceField(
        label=_("Later days"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These later states follow. Remove the tick where one shall stay as it is."),
    )
    carried_seen = forms.CharField(required=False, widget=forms.MultipleHiddenInput)

    def ask_since(self, is_asked: bool, carried: list[CarriedInto]) -> None:
        """Show the question, or not: a new entry has a first day instead."""
        if not is_asked:
            for name in (*OF_SINCE, *OF_CARRIED):
                self.fields.pop(name, None)
            return
        self.fields["since_day"].initial = timezone.localdate()
        if not carried:
            for name in OF_CARRIED:
                self.fields.pop(name)
            return
        codes = [it.code for it in carried]
        self.fields["carried_on"].choices = [(it.code, str(it)) for it in carried]
        self.data = self.data.copy()
        self.data.setlist("carried_on", codes)
        self.data.setlist("carried_seen", codes)
