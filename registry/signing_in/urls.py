"""The addresses of the door: those of allauth that are wanted here, and no others.

Nobody signs up, and addresses for e-mail are the business of who looks after the accounts.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as provider
from django.conf import settings
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from registry.pages.resends import answered_once
from registry.signing_in import pages
from registry.signing_in.twice import once_for_two_clicks

OIDC = {"provider_id": settings.OIDC_ID}


def _page(address: str, view, name: str, **kwargs):
    return path(address, never_cache(view), kwargs, name=name)


def _form(address: str, view, name: str):
    """What it does is done once: see `answered_once`."""
    return _page(address, answered_once(view), name)


urlpatterns = [
    _page("login/", account.login, "account_login"),
    _page("logout/", pages.sign_out, "account_logout"),
    _page("inactive/", account.account_inactive, "account_inactive"),
    _page("confirm/", account.reauthenticate, "account_reauthenticate"),
    _form("password/", account.password_change, "account_change_password"),
    # Whoever signs in with a provider has none, and needs none.
    _page("password/set/", RedirectView.as_view(pattern_name="mfa_index"), "account_set_password"),
    _page("factors/", pages.Factors.as_view(), "mfa_index"),
    _page("factors/use/", once_for_two_clicks(factors.authenticate), "mfa_authenticate"),
    _page("factors/confirm/", factors.reauthenticate, "mfa_reauthenticate"),
    _form("factors/app/", totp.activate_totp, "mfa_activate_totp"),
    _form("factors/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("factors/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _form("factors/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _page("factors/keys/", passkeys.list_webauthn, "mfa_list_webauthn"),
    _form("factors/keys/add/", passkeys.add_webauthn, "mfa_add_webauthn"),
    _page("factors/keys/login/", pages.sign_in_by_passkey, "mfa_login_webauthn"),
    _page("factors/keys/confirm/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _form("factors/keys/<int:pk>/name/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    _form("factors/keys/<int:pk>/remove/", passkeys.remove_webauthn, "mfa_remove_webauthn"),
    _form("sessions/", pages.sessions, "usersessions_list"),
    _form("sessions/<int:pk>/end/", pages.end_session, "session_end"),
]

if settings.OIDC_URL:
    urlpatterns += [
        _page("oidc/", pages.sign_in_by_provider, "openid_connect_login", **OIDC),
        _page("oidc/callback/", pages.come_from_provider, "openid_connect_callback", **OIDC),
        _page("oidc/cancelled/", provider.login_cancelled, "socialaccount_login_cancelled"),
        _page("oidc/error/", provider.login_error, "socialaccount_login_error"),
    ]
