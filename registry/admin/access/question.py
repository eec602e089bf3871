"""What the page about access is asked: the day, and what the question is narrowed to."""

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.access.ways import About
from registry.models import (
    AccessGrant,
    Body,
    DataCategory,
    DataSubjectCategory,
    ProcessingActivity,
    Processor,
)
from registry.pages.addresses import (
    SEARCHED_CHARACTERS,
    NotUnderstood,
    check_names,
    check_search,
    short,
)
from registry.pages.widgets import RelationSelect
from registry.records.moments import KNOWN, ON
from registry.records.seen import PRIMARY_KEY
from registry.records.timeline.texts import Sees

PAGE = "page"
MOST_SYSTEMS = 200

# By the name in the address: what is chosen, and the table whose relation is searched for it.
CHOICES = {
    "data_subjects": (DataSubjectCategory, ProcessingActivity, _("Whose data")),
    "data_category": (DataCategory, ProcessingActivity, _("Which data")),
    "activity": (ProcessingActivity, AccessGrant, _("Activity")),
    "body": (Body, AccessGrant, pgettext_lazy("committee or board", "Body")),
    "processor": (Processor, AccessGrant, _("Processor")),
}
RELATIONS = {"data_category": "data_categories"}


class QuestionForm(forms.Form):
    """Each choice is searched for as one types; all are optional."""

    system = forms.CharField(
        label=_("System"),
        required=False,
        max_length=SEARCHED_CHARACTERS,
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "systems"}),
        help_text=_("Part of its name, as it stands with access and places of storage."),
    )

    field_order = ["data_subjects", "data_category", "activity", "system", "body", "processor"]

    def __init__(self, data, *, site, sees: Sees):
        super().__init__(data)
        for name, (model, owner, label) in CHOICES.items():
            relation = owner._meta.get_field(RELATIONS.get(name, name))
            self.fields[name] = forms.ModelChoiceField(
                sees(model.objects.all()),
                label=label,
                required=False,
                widget=RelationSelect(relation, site),
                error_messages={"invalid_choice": _("This is not on record. Choose again.")},
            )
        self.order_fields(self.field_order)
        # Offered as one types; a part of a name, or a place of storage, does as well.
        named = sees(AccessGrant.objects.all()).exclude(system="").order_by("system")
        self.systems = named.values_list("system", flat=True).distinct()[:MOST_SYSTEMS]

    @classmethod
    def check(cls, request) -> None:
        """Raises NotUnderstood for an address that no choice of this form leads to."""
        check_names(request, {*EMPTY, ON, KNOWN, PAGE})
        check_search(request.GET.get("system", ""))
        for name in CHOICES:
            if (text := request.GET.get(name)) and not PRIMARY_KEY.fullmatch(text):
                raise NotUnderstood(
                    gettext("“{value}” is not one of the choices of “{title}”.").format(
                        value=short(text), title=CHOICES[name][2]
                    )
                )

    def about(self) -> About:
        said = self.cleaned_data
        for name in CHOICES:
            if row := said.get(name):  # or the widget would ask for its name once more
                self.fields[name].widget.known = {str(row.pk): str(row)}
        return About(**{name: said.get(name) or empty for name, empty in EMPTY.items()})

    def narrowed(self) -> list[tuple[str, str]]:
        """In words: label, and what was chosen."""
        said = self.cleaned_data
        return [(self.fields[name].label, str(said[name])) for name in self.fields if said[name]]

    def told(self) -> dict[str, list[str]]:
        """For the event of an export: the choices, without what somebody typed."""
        said = self.cleaned_data
        chosen = {name: [str(said[name].pk)] for name in CHOICES if said[name]}
        return chosen | ({"system": ["…"]} if said["system"] else {})


EMPTY = dict.fromkeys(CHOICES) | {"system": ""}
