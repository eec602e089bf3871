"""The addresses of the door: those of allauth that are wanted here, and no others.

Nobody signs up, and addresses for e-mail are the business of who looks after the accounts.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from registry.signing_in import pages

OIDC = {"provider_id": settings.OIDC_ID}


def _page(address: str, view, name: str, **kwargs):
    return path(address, never_cache(view), kwargs, name=name)


urlpatterns = [
    _page("login/", account.login, "account_login"),
    _page("logout/", pages.sign_out, "account_logout"),
    _page("inactive/", account.account_inactive, "account_inactive"),
    _page("confirm/", account.reauthenticate, "account_reauthenticate"),
    _page("password/", account.password_change, "account_change_password"),
    # Whoever signs in with a provider has none, and needs none.
    _page("password/set/", RedirectView.as_view(pattern_name="mfa_index"), "account_set_password"),
    _page("factors/", factors.index, "mfa_index"),
    _page("factors/use/", factors.authenticate, "mfa_authenticate"),
    _page("factors/confirm/", factors.reauthenticate, "mfa_reauthenticate"),
    _page("factors/app/", totp.activate_totp, "mfa_activate_totp"),
    _page("factors/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("factors/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _page("factors/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _page("factors/keys/", passkeys.list_webauthn, "mfa_list_webauthn"),
    _page("factors/keys/add/", passkeys.add_webauthn, "mfa_add_webauthn"),
    _page("factors/keys/login/", pages.sign_in_by_passkey, "mfa_login_webauthn"),
    _page("factors/keys/confirm/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("factors/keys/<int:pk>/name/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    _page("factors/keys/<int:pk>/remove/", passkeys.remove_webauthn, "mfa_remove_webauthn"),
    _page("sessions/", pages.sessions, "usersessions_list"),
    _page("sessions/<int:pk>/end/", pages.end_session, "session_end"),
]

if settings.OIDC_URL:
    urlpatterns += [
        _page("oidc/", pages.sign_in_by_provider, "openid_connect_login", **OIDC),
        _page("oidc/callback/", openid.callback, "openid_connect_callback", **OIDC),
        _page("oidc/cancelled/", provider.login_cancelled, "socialaccount_login_cancelled"),
        _page("oidc/error/", provider.login_error, "socialaccount_login_error"),
    ]
