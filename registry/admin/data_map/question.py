"""What the map is narrowed to: a category of people, an activity, a processor, a country."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.data_map.flows import Narrowed
from registry.models import (
    Country,
    DataSubjectCategory,
    Engagement,
    ProcessingActivity,
    Processor,
)
from registry.pages.addresses import NotUnderstood, check_names, short
from registry.pages.widgets import RelationSelect
from registry.records.moments import KNOWN, ON
from registry.records.seen import PRIMARY_KEY
from registry.records.timeline.texts import Sees

# By the name in the address: what is chosen, and the table whose relation is searched for it.
CHOICES = {
    "data_subjects": (DataSubjectCategory, ProcessingActivity, _("Whose data")),
    "activity": (ProcessingActivity, Engagement, _("Activity")),
    "processor": (Processor, Engagement, _("Processor")),
    "country": (Country, Engagement, _("Country")),
}


class MapForm(forms.Form):
    """Each choice is searched for as one types; all are optional."""

    def __init__(self, data, *, site, sees: Sees):
        super().__init__(data)
        for name, (model, owner, label) in CHOICES.items():
            self.fields[name] = forms.ModelChoiceField(
                sees(model.objects.all()),
                label=label,
                required=False,
                widget=RelationSelect(owner._meta.get_field(name), site),
                error_messages={"invalid_choice": _("This is not on record. Choose again.")},
            )

    @classmethod
    def check(cls, request) -> None:
        """Raises NotUnderstood for an address that no choice of this form leads to."""
        check_names(request, {*CHOICES, ON, KNOWN})
        for name, (_model, _owner, label) in CHOICES.items():
            if (text := request.GET.get(name)) and not PRIMARY_KEY.fullmatch(text):
                raise NotUnderstood(
                    gettext("“{value}” is not one of the choices of “{title}”.").format(
                        value=short(text), title=label
                    )
                )

    def narrowed(self) -> Narrowed:
        for name in CHOICES:
            if row := self.cleaned_data[name]:  # or the widget would ask for its name once more
                self.fields[name].widget.known = {str(row.pk): str(row)}
        return Narrowed(**{name: self.cleaned_data[name] for name in CHOICES})

    def in_words(self) -> list[tuple[str, str]]:
        """Label, and what was chosen."""
        said = self.cleaned_data
        return [(self.fields[name].label, str(said[name])) for name in CHOICES if said[name]]
