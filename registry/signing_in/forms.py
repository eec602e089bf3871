"""Forms of allauth for passkeys. A key that does not fit is counted like a wrong password."""

from allauth.core import context
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError

from registry.signing_in import attempts


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
