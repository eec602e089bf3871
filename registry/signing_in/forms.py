"""Forms of allauth for passkeys. A key that does not fit is counted like a wrong password."""

from allauth.core import context
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.signing_in import attempts


class AddWebAuthnForm(forms.AddWebAuthnForm):
    """A passkey that also signs in alone, unless somebody wants it not to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with it alone, too, without a password")
        alone.help_text = _("Untick this if the key has no room for it, as some old ones have not.")
        alone.initial = True


class Counted:
    def clean_credential(self):
        try:
            return super().clean_credential()
        except ValidationError:
            attempts.failed(context.request, self.user, means="passkey")
            raise


class AuthenticateWebAuthnForm(Counted, forms.AuthenticateWebAuthnForm):
    """After the password."""


class LoginWebAuthnForm(Counted, forms.LoginWebAuthnForm):
    """Instead of a password: the device asks who holds it."""


class ReauthenticateWebAuthnForm(Counted, forms.ReauthenticateWebAuthnForm):
    """Asked again."""
