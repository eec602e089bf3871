"""The few fields of a first step, and what the register writes of them."""

from collections.abc import Callable

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.filling_in.since_when import DAY, TODAY, SinceWhenFields
from registry.models import Contact, Country, Organisation
from registry.records.history import recorded
from registry.records.model import RegisterModel
from registry.records.moments import FIRST_DAY
from registry.records.seen import PRIMARY_KEY, changes_among
from registry.records.states.wishes import ALL_ALONG, Since
from registry.vocabulary import ContactChannel, ContactUse


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


class FirstForm(SinceWhenFields):
    """A step that writes something about the organisation, and never over what came meanwhile."""

    needs_organisation = True
    # The table that it writes to.
    model: type[RegisterModel]
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        organisation: Organisation | None,
        suggested: dict | None = None,
        **kwargs,
    ):
        self.organisation = organisation
        first = {"seen": self.newest()}  # before what is shown is read, never after it
        super().__init__(*args, initial=first | (suggested or {}) | self.known(), **kwargs)

    def known(self) -> dict:
        """What is there already and can be corrected here."""
        return {}

    def on_record(self) -> list[RegisterModel]:
        """What is there already and is corrected on a page of its own."""
        return []

    def versions(self) -> QuerySet:
        """Of all rows that the step is about."""
        raise NotImplementedError

    def newest(self) -> int:
        return self.versions().aggregate(number=Max("history_id"))["number"] or 0

    def take(self, *, by, at_end: Callable[[], None] = lambda: None) -> None:
        """Raises ValidationError for what the register refuses; then nothing is written."""
        with recorded(by=by, reason=_("First steps"), since=self.since_of_block()):
            self.refuse_unless_seen()  # nobody else writes from here on
            self.write()
            at_end()

    def since_of_block(self) -> Since:
        return self.since

    def own_days(self) -> dict:
        """Of a row that has a field for its first day."""
        return {"starts_on": day} if (day := self.own_day) else {}

    def refuse_unless_seen(self) -> None:
        """Raises ValidationError with what others did since the page was opened."""
        text, newest = self.cleaned_data["seen"], self.newest()
        seen = int(text) if PRIMARY_KEY.fullmatch(text) else 0
        if seen == newest:
            return
        # What was typed stays; saving again is done knowingly.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(newest)
        changes = changes_among(self.model, self.versions(), seen)
        raise ValidationError(" ".join([*changes, self.advice()]))

    def advice(self) -> str:
        return _("What you entered is still here. Compare it; to enter it as well, save again.")

    def write(self) -> None:
        raise NotImplementedError


class OrganisationForm(FirstForm):
    needs_organisation = False
    model = Organisation

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
        if (row := own_organisation()) is None:
            return {}
        said = {"name": row.name, "address": row.address, "country": row.country_id}
        if row.first_day and row.first_day < timezone.localdate():
            said |= {"since_when": DAY, "since_on": row.first_day}
        return said

    def on_record(self):
        row = own_organisation()
        return [row] if row and row.address and row.country_id else []

    def earliest(self):
        return FIRST_DAY  # it is itself what the register begins with

    def since_of_block(self):
        """What is filled in here of an organisation that is there was so all along."""
        return ALL_ALONG if own_organisation() else self.since

    def versions(self):
        row = own_organisation()  # as it is now: somebody else may have made it meanwhile
        return Organisation.history.filter(id=row.pk if row else 0)

    def advice(self):
        return _(
            "What you entered is still here. Compare it, then save again to replace the other "
            "version."
        )

    def write(self):
        row = own_organisation() or Organisation()
        for name in ("name", "address", "country"):
            setattr(row, name, self.cleaned_data[name])
            row.absences.pop(name, None)
        if row.pk and (when := self.cleaned_data["since_when"]):
            row.first_day = timezone.localdate() if when == TODAY else self.since
        row.full_clean()
        row.save()


class ContactForm(FirstForm):
    model = Contact

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

    def on_record(self):
        return list(Contact.objects.in_use().filter(organisation=self.organisation))

    def versions(self):
        return Contact.history.filter(organisation=self.organisation.pk)

    def write(self):
        for channel, name in [(ContactChannel.EMAIL, "email"), (ContactChannel.PHONE, "phone")]:
            if value := self.cleaned_data[name]:
                row = Contact(
                    organisation=self.organisation,
                    use=ContactUse.PRIVACY,
                    channel=channel,
                    value=value,
                    **self.own_days(),
                )
                row.full_clean()
                row.save()


def is_taken(form: FirstForm, *, by, at_end: Callable[[], None] = lambda: None) -> bool:
    """Whether it was. What stands against it is an error of the form."""
    try:
        form.take(by=by, at_end=at_end)
    except ValidationError as error:
        faults = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, words in faults.items():
            form.add_error(name if name in form.fields else None, words)
        return False
    return True
