"""Who fills an office, or why nobody does: the officer and the representatives."""

from itertools import chain, count

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.beginning.forms import ContactForm, FirstForm, OrganisationForm
from registry.beginning.steps import UK
from registry.models import Appointment, Country, Person
from registry.records.absence import NOT_APPLICABLE
from registry.vocabulary import AppointmentRole, NoRepresentative

APPOINTED = "appointed"


class OfficeForm(FirstForm):
    """Who fills an office, or why nobody does: a person is entered along with the appointment."""

    model = Appointment
    role: AppointmentRole
    code: str  # of the person, which stands for the name everywhere else

    name = forms.CharField(
        label=gettext_lazy("If yes: who it is"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "The name is kept in one place, the table “People”. Everywhere else the register shows "
            "a short code such as “privacy-officer”, so that one place is enough to correct it."
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
    )

    def on_record(self):
        own = Appointment.objects.in_use().filter(organisation=self.organisation, role=self.role)
        return list(own.select_related("person"))

    def versions(self):
        return Appointment.history.filter(organisation=self.organisation.pk, role=self.role)

    def advice(self):
        return _("Look at it first: one at a time fills this office.")

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if said.get("choice") == APPOINTED:
            for name in ("name", "email"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter it, or say that there is none."))

    def appointed(self) -> Appointment:
        row = Appointment(organisation=self.organisation, role=self.role, **self.own_days())
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
    """For the Union, of those outside it: Article 27."""

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
            row.country = self.country_of()
        row.full_clean()
        row.save()

    def country_of(self) -> Country | None:
        return self.cleaned_data["country"]


class KingdomForm(RepresentativeForm):
    """For the United Kingdom, of those outside it: Article 27 of the UK GDPR."""

    role, code = AppointmentRole.REPRESENTATIVE_UK, "representative-uk"
    country = None  # there is only one

    def country_of(self):
        return Country.objects.filter(code=UK).first()


FORMS: dict[str, type[FirstForm]] = {
    "organisation": OrganisationForm,
    "contact": ContactForm,
    "officer": OfficerForm,
    "representative": RepresentativeForm,
    "represented-uk": KingdomForm,
}
