"""Forms that ask for a reason, see what others changed meanwhile, and keep what was typed."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.filling_in.days import DayInput
from registry.filling_in.faults import PlacesFaults
from registry.filling_in.reasons import ReasonInput
from registry.pages.again import Again
from registry.pages.since import OF_CARRIED, OF_SINCE, SinceFields
from registry.pages.widgets import AbsencesFormField, KnownLabels
from registry.records.absence import label_of
from registry.records.rules import Fault
from registry.records.seen import change_in_words
from registry.records.states.carried import CarriedInto
from registry.records.timeline.versions import changes_since

# Fields that are no part of the entry.
OF_THE_FORM = ("seen_version", "change_reason")


class VersionedForm(PlacesFaults, forms.ModelForm):
    """A form that refuses to overwrite a version which its author has not seen."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = getattr(self.instance, "newest_version", None)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownLabels):
                widget.known = self._loaded(name)

    def _loaded(self, name: str) -> dict[str, str]:
        rows = getattr(self.instance, "_prefetched_objects_cache", {}).get(name)
        if rows is None:
            row = self.instance._state.fields_cache.get(name)
            chosen = self.get_initial_for_field(self.fields[name], name)
            rows = [it for it in (row, chosen) if isinstance(it, models.Model)]
        return {str(row.pk): str(row) for row in rows}

    def has_changed(self):
        return bool(set(self.changed_data) - {"seen_version", *OF_SINCE, *OF_CARRIED})

    def clean(self):
        super().clean()
        newest = getattr(self.instance, "newest_version", None)
        seen = self.cleaned_data.get("seen_version")
        if self.instance.pk is None or seen == newest or not self.has_changed():
            return
        # What was typed stays; saving again then overwrites knowingly.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = newest
        raise ValidationError(self._what_changed(seen))

    def _what_changed(self, seen) -> str:
        versions = changes_since(type(self.instance), self.instance.pk, seen)
        lines = [change_in_words(version) for version in versions]
        advice = gettext(
            "What you entered is still here. Compare it, then save again to replace the "
            "other version."
        )
        return " ".join([*lines, advice])


class RegisterForm(SinceFields, VersionedForm):
    """The form of one row, with the reason of the change and the deliberate blanks."""

    change_reason = forms.CharField(
        label=_("Reason of this change"),
        max_length=500,
        widget=ReasonInput(attrs={"class": "vTextField"}),
        help_text=_(
            "Why you make this change. It is kept in the history for as long as the "
            "register exists. Do not name people."
        ),
    )
    # What the rules across rows refused in the attempt before; set by the admin.
    refusals: tuple[str | Fault, ...] = ()
    # Under which names the form asks for what rules across rows know by another.
    faults_at: dict[str, str] = {}
    # What the page says in its list of faults, with the way to it; set by the admin.
    listed: frozenset[str] = frozenset()
    # Later states that a change of the past would alter, of which nobody was told yet.
    carried: tuple[CarriedInto, ...] = ()
    # From which version the form is filled, where its address asks for one; set by the admin.
    again: Again | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.again and not self.is_bound:
            self.again.fill(self)
        if self.instance.pk is None:
            self.fields["change_reason"].initial = _("New entry")
            self._ask_first_day()
        model = self._meta.model
        self.ask_since(self.instance.pk is not None and model.is_lasting, self.carried)
        labels = {name: capfirst(label_of(model, name)) for name in model.absence_fields}
        if "absences" in self.fields:
            self.fields["absences"] = AbsencesFormField(
                labels,
                label=_("Why it is empty"),
                help_text=_(
                    "“None” and “not applicable” count as answers; “not stated” counts as a gap."
                ),
            )

    def _ask_first_day(self) -> None:
        """Of a new entry beside the reason, as of a change."""
        if field := self.fields.get("first_day"):
            field.label = gettext("Since when")
            field.help_text = gettext("Today, or the earlier day since which this has been so.")
            field.widget = DayInput()

    @property
    def says_something_new(self) -> bool:
        return bool({*self.changed_data} - {*OF_THE_FORM, *OF_SINCE, *OF_CARRIED})

    def clean(self):
        super().clean()
        for refusal in self.refusals:
            self.add_error(self.place_of(refusal), str(refusal))

    def non_field_errors(self):
        """Without what is said once more where it leads to a part."""
        errors = super().non_field_errors().copy()
        errors.data = [error for error in errors.data if _words(error) not in self.listed]
        return errors

    def place_of(self, refusal: str | Fault) -> str | None:
        """The field in which it is put right, where it is about this row."""
        if not isinstance(refusal, Fault):
            return None
        fault = refusal.found_in or refusal
        if fault.model is not self._meta.model or self.instance.pk not in (None, fault.pk):
            return None
        name = self.faults_at.get(fault.field, fault.field)
        return name if name in self.fields else None


def _words(error: ValidationError) -> str:
    return " ".join(error.messages)


class PartForm(VersionedForm):
    """A row shown on the page of what it belongs to. The page asks for the reason."""

    retire = forms.BooleanField(
        label=_("Retire"),
        required=False,
        help_text=_("For what is not used any more, or was a mistake: from today. It is kept."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.until:  # is ended by its last day, and by nothing beside it
            del self.fields["retire"]
        elif self.instance.pk is None:
            self.fields["retire"].widget = forms.HiddenInput()

    def save(self, commit=True):
        if self.cleaned_data.get("retire"):
            self.instance.retired_on = timezone.localdate()
        return super().save(commit)
