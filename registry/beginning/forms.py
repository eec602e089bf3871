"""The few fields of a first step, and what the register writes of them."""

from itertools import chain, count

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.models import Appointment, Contact, Country, Organisation, Person
from registry.records.absence import NOT_APPLICABLE
from registry.records.history import recorded
from registry.vocabulary import (
    AppointmentRole,
    ContactChannel,
    ContactUse,
    NoRepresentative,
)

APPOINTED = "appointed"


def own_organisation() -> Organisation | None:
    """The one that the first steps are about."""
    return Organisation.objects.in_use().filter(parent=None).order_by("pk").first()


class NameForm(forms.Form):
    """The name with which an own register begins."""

    name = forms.CharField(
        label=gettext_lazy("Name of your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "organization"}),
        help_text=gettext_lazy("As it stands in your statutes. You can correct it later."),
    )


class FirstForm(forms.Form):
    """A step that writes something about the organisation. What is there already is shown."""

    needs_organisation = True

    def __init__(self, *args, organisation: Organisation | None, **kwargs):
        self.organisation = organisation
        super().__init__(*args, initial=self.known(), **kwargs)

    def known(self) -> dict:
        return {}

    def take(self, *, by) -> None:
        """Raises ValidationError for what the register refuses; then nothing is written."""
        with recorded(by=by, reason=_("First steps")):
            self.write()

    def write(self) -> None:
        raise NotImplementedError


class OrganisationForm(FirstForm):
    needs_organisation = False

    name = NameForm.base_fields["name"]
    address = forms.CharField(
        label=pgettext_lazy("of a person or organisation", "Address"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )
    country = forms.ModelChoiceField(
        Country.objects.in_use(),
        label=gettext_lazy("Established in"),
        help_text=gettext_lazy("Where its main office is."),
    )

    def known(self):
        row = self.organisation
        return {"name": row.name, "address": row.address, "country": row.country_id} if row else {}

    def write(self):
        row = own_organisation() or Organisation()  # as it is now: nobody else writes
        for name in ("name", "address", "country"):
            setattr(row, name, self.cleaned_data[name])
            row.absences.pop(name, None)
        row.full_clean()
        row.save()


class ContactForm(FirstForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address for privacy questions"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Rather one of an office than one of a person."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def write(self):
        for channel, name in [(ContactChannel.EMAIL, "email"), (ContactChannel.PHONE, "phone")]:
            if value := self.cleaned_data[name]:
                row = Contact(
                    organisation=self.organisation,
                    use=ContactUse.PRIVACY,
                    channel=channel,
                    value=value,
                )
                row.full_clean()
                row.save()


class OfficeForm(FirstForm):
    """Who fills an office, or why nobody does: a person is entered along with the appointment."""

    role: AppointmentRole
    code: str  # of the person, which stands for the name everywhere else

    name = forms.CharField(
        label=gettext_lazy("If yes: who it is"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Kept among the people; everywhere else a short code stands."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
    )

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if said.get("choice") == APPOINTED:
            for name in ("name", "email"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter it, or say that there is none."))

    def appointed(self) -> Appointment:
        row = Appointment(organisation=self.organisation, role=self.role)
        if self.cleaned_data["choice"] == APPOINTED:
            row.person = Person(
                code=_free_code(self.code),
                name=self.cleaned_data["name"],
                email=self.cleaned_data["email"],
            )
            row.person.full_clean()
            row.person.save()
        return row


def _free_code(code: str) -> str:
    taken = {*Person.objects.filter(code__startswith=code).values_list("code", flat=True)}
    numbered = (f"{code}-{number}" for number in count(2))
    return next(free for free in chain([code], numbered) if free not in taken)


class OfficerForm(OfficeForm):
    role, code = AppointmentRole.DPO, "privacy-officer"
    choice = forms.ChoiceField(
        label=gettext_lazy("Do you have one?"),
        widget=forms.RadioSelect,
        choices=[(APPOINTED, gettext_lazy("Yes")), ("none", gettext_lazy("No, none is needed"))],
    )
    why = forms.CharField(
        label=gettext_lazy("If no: why none is needed"),
        max_length=300,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Article 37 asks for one of public authorities, and where the core of the work is "
            "large-scale monitoring of people or use of sensitive data."
        ),
    )
    field_order = ("choice", "name", "email", "why")

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if said.get("choice") == "none" and not said.get("why"):
            self.add_error("why", _("Say in a sentence why none is needed."))

    def write(self):
        row = self.appointed()
        if row.person is None:
            why = " ".join(self.cleaned_data["why"].split())
            row.absences["person"] = f"{NOT_APPLICABLE}{why}"
        row.full_clean()
        row.save()


class RepresentativeForm(OfficeForm):
    """For the Union. Who is in the Union needs none, and the step is done without this form."""

    role, code = AppointmentRole.REPRESENTATIVE_UNION, "representative"
    choice = forms.ChoiceField(
        label=gettext_lazy("Do you have one?"),
        widget=forms.RadioSelect,
        choices=[
            (APPOINTED, gettext_lazy("Yes")),
            *[
                (choice.value, choice.label)
                for choice in NoRepresentative
                if choice != NoRepresentative.NOT_STATED
            ],
        ],
    )
    country = forms.ModelChoiceField(
        Country.objects.in_use().exclude(eea_from=None).filter(eea_until=None),
        label=gettext_lazy("In which country"),
        required=False,
    )
    conditions = forms.BooleanField(
        label=gettext_lazy(
            "The processing is occasional, without large-scale use of data of Articles 9 and 10, "
            "and unlikely to be a risk"
        ),
        required=False,
        help_text=gettext_lazy("Only for Article 27(2)(a), which asks for all three."),
    )
    field_order = ("choice", "name", "email", "country", "conditions")

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if said.get("choice") == NoRepresentative.EXEMPT and not said.get("conditions"):
            self.add_error("conditions", _("Article 27(2)(a) holds only with all three."))

    def write(self):
        row = self.appointed()
        if row.person is None:
            row.no_representative = self.cleaned_data["choice"]
            is_exempt = row.no_representative == NoRepresentative.EXEMPT
            row.is_occasional = row.is_not_large_scale = row.is_without_risk = is_exempt
        else:
            row.country = self.cleaned_data["country"]
        row.full_clean()
        row.save()


FORMS: dict[str, type[FirstForm]] = {
    "organisation": OrganisationForm,
    "contact": ContactForm,
    "officer": OfficerForm,
    "representative": RepresentativeForm,
}


def is_taken(form: FirstForm, *, by) -> bool:
    """Whether it was. What stands against it is an error of the form."""
    try:
        form.take(by=by)
    except ValidationError as error:
        faults = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, words in faults.items():
            form.add_error(name if name in form.fields else None, words)
        return False
    return True
