"""Pages of the door that allauth does not have, or not as they are needed here."""

import logging
import secrets

from allauth.account.views import logout
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import login_webauthn
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import list_usersessions
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from requests import RequestException

from registry.asking_again import ask_again
from registry.serving.troubles import Busy
from registry.signing_in import attempts, provider
from registry.signing_in.factors import is_asked_of

logger = logging.getLogger(__name__)

TOO_MANY, AWAY = 429, 503
WAIT = 60  # seconds


class Factors(IndexView):
    """The second factors of an account, and whether it has to have one."""

    def get_context_data(self, **kwargs):
        is_asked = is_asked_of(self.request.user)
        return super().get_context_data(**kwargs) | {"is_factor_asked": is_asked}


def too_many(request: HttpRequest) -> HttpResponse:
    """What allauth answers when a limit is reached, and when it cannot count.

    Raises `Busy` for that: on SQLite nothing can be counted while somebody else writes.
    """
    if not cache.add(f"sign-in:{secrets.token_hex(8)}", True, timeout=1):
        raise Busy("Sign-ins cannot be counted.")
    attempts.refused(request, "too many")
    page = render(request, "account/too_many.html", status=TOO_MANY)
    page["Retry-After"] = str(WAIT)
    return page


@login_not_required
@ratelimit.decorator(app="allauth.mfa", action="passkey_begun", limit_get=True)
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """To ask for a challenge makes a session, so that is limited too."""
    return login_webauthn(request)


@login_not_required
def sign_in_by_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider is away, or another one, allauth would have no answer."""
    try:
        return provider.begin(request, provider_id)
    except (RequestException, OAuth2Error) as error:
        logger.warning("The provider is away: %s", _why(error))
        return render(request, "socialaccount/authentication_error.html", status=AWAY)


@login_not_required
def come_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return provider.come_back(request, provider_id)
    except (RequestException, OAuth2Error) as error:
        logger.warning("The provider is away: %s", _why(error))
        return render(request, "socialaccount/authentication_error.html", status=AWAY)


def _why(error: Exception) -> str:
    """What OAuth2Error says here was written here."""
    return str(error) if isinstance(error, OAuth2Error) else type(error).__name__


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """The browser forgets too what it has of the register."""
    response = logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Whoever ends all others says again who they are: it may be a browser left open."""
    if request.method == "POST":
        ask_again(request)
    return list_usersessions(request)


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own."""
    ask_again(request)
    session = UserSession.objects.filter(user_id=request.user.pk, pk=pk).first()
    if session is None:
        raise Http404
    if session.is_current():
        return redirect(reverse("account_logout"))
    session.end()
    messages.success(request, _("The session was ended."))
    return redirect("usersessions_list")
