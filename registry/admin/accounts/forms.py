"""What the pages of accounts ask."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from registry.accounts.people import roles
from registry.outgoing import has_server
from registry.pages.steps import ReasonForm

LEAD = "dpo"


class RolesField(forms.MultipleChoiceField):
    """Those that ship, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(choices=_choices, label=_("Roles"), **options)


def _choices():
    return [(role.name, _told(role)) for role in roles().values()]


def _told(role) -> str:
    """By its name, but for the one whose name is short for what its sentence begins with."""
    said = " ".join(map(str, role.sentences))
    return said if role.name == LEAD else f"{role.name}: {said}"


class RolesForm(ReasonForm):
    names = RolesField(
        required=False,
        help_text=_("Without a role nobody gets into the register. Open sessions end."),
    )


class NewAccountForm(forms.ModelForm):
    """Of Django's own page. It has no password: its owner chooses one by a link."""

    class Meta:
        model = get_user_model()
        fields = ["username"]
        field_classes = {"username": UsernameField}

    def clean_username(self):
        """As by an invitation: the name of an account stands for its acts."""
        name = self.cleaned_data["username"]
        if get_user_model().objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Another account has this name."))
        return name

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class InviteForm(ReasonForm):
    username = UsernameField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_(
            "With it they sign in. It stands in the history beside what they do, for as long as "
            "the register exists, and is never given to somebody else."
        ),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
    )
    names = RolesField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = (
            _("The link to choose a password goes there. Without an address you get it to copy.")
            if has_server()
            else _("No mail server is set: you get the link to choose a password to copy.")
        )
