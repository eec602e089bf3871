"""How allauth is to behave here: nobody signs up, nobody is led elsewhere, secrets are locked."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.serving.visitors import address_of
from registry.signing_in import attempts, connecting, locking
from registry.signing_in.factors import factors_of, used_in

logger = logging.getLogger(__name__)

TOO_MANY = {"too_many_login_attempts", "rate_limited"}

WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The user name or the password is wrong. Capital letters matter in both."
        ),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait five minutes, then try again."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("This is not your password of today."),
        "incorrect_code": _("The code is wrong, or it was used already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this register, under the name that the browser asked."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(address_of(request) or "::")

    def validation_error(self, code, *args):
        if code in TOO_MANY:
            attempts.refused(context.request, "too many")
        elif code == "enter_current_password":
            attempts.failed(context.request, None, means="password")
        return super().validation_error(code, *args)

    def respond_user_inactive(self, request: HttpRequest, user):
        attempts.refused(request, "not active", user)
        return super().respond_user_inactive(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Not of who has nothing to be asked for: they came from another provider, and may set
        up a factor.
        """
        return bool(super().get_reauthentication_methods(context.request.user))

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Where the session has not used the factor of the account, the password is not enough."""
        methods = [
            method | {"description": WAYS.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]
        factors = factors_of(user) if methods else {}
        if factors and not used_in(context.request, factors):
            return [method for method in methods if method["id"].startswith("mfa")]
        if not methods and user.is_authenticated:
            page = {"description": _("Set up a second factor"), "url": reverse("mfa_index")}
            return [{"id": "set_up", **page}]
        return methods


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return locking.lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        return locking.unlock(encrypted_text)

    def generate_authenticator_name(self, user, type) -> str:  # noqa: A002 (named by allauth)
        count = sum(kind == type for kind in factors_of(user).values())
        return gettext("Passkey {n}").format(n=count + 1)

    def get_totp_label(self, user) -> str:
        return user.get_username()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A provider says who somebody is. It makes no accounts, and changes none."""

    def on_authentication_error(self, request, provider, error=None, exception=None, **more):
        """For who runs the register: what went wrong, without what the provider said of whom."""
        logger.warning("The provider let nobody in: %s, %s", error, type(exception).__name__)

    def get_requests_session(self):
        """Only the addresses that are set, and those that the provider names, are asked."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        attempts.refused(request, "no account")
        return False

    def populate_user(self, request: HttpRequest, sociallogin, data):
        """What the provider says beside the subject is not kept."""
        sociallogin.account.extra_data = {}
        return super().populate_user(request, sociallogin, data)

    def authenticate_by_email(self, sociallogin):
        return None  # it would take the password away

    def pre_social_login(self, request: HttpRequest, sociallogin) -> None:
        """The account is found by the subject, the first time by an address that is verified."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise PermissionDenied
        if not sociallogin.is_existing and (account := connecting.account_for(sociallogin)):
            connecting.connect(sociallogin, account)
        if sociallogin.is_existing and not sociallogin.user.is_staff:
            clear_login(request)
            attempts.refused(request, "no account", sociallogin.user)
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
