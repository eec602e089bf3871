"""What a session has to have before it reaches a page that is not for everyone."""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from registry.signing_in import sessions
from registry.signing_in.factors import factors_at_arrival, is_asked_of, page_to_use, used_in

# By the names of addresses. Everybody who is signed in may leave, and end other sessions.
LEAVE = {"account_logout", "admin:logout"}
# An account without a factor sets one up here; the password is asked again on the way.
SET_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
# A session that has not used the factor of its account uses it here.
USE = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
# What changes how somebody signs in: never without the factor, where there is one.
OWN = ("account_", "mfa_", "usersessions_", "session_")


class DoorMiddleware:
    """Every page is for staff, unless its view is marked with `login_not_required`.

    A page that somebody forgets to mark is closed, and not open. Who may open it when signed in is
    for the page to say; here it is only whether the session is still one, and used a factor.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if sessions.is_over(request.session):
            logout(request)
            messages.info(request, _("You were signed out after a while. Sign in to go on."))
            return None
        sessions.note_use(request.session)
        name = request.resolver_match.view_name
        if name in LEAVE:
            return None
        page = page_of_factor(request, name)
        return None if page is None else _led_to(page, request)


def page_of_factor(request: HttpRequest, name: str) -> str | None:
    """The name of the page where a factor is set up or used before this one; None: go on."""
    is_own = name.startswith(OWN)
    is_asked = is_asked_of(request.user)
    if not (is_asked or is_own):
        return None
    factors = factors_at_arrival(request.user)
    if not factors:
        return "mfa_index" if is_asked and name not in SET_UP else None
    if used_in(request, factors) or name in USE:
        return None
    return page_to_use(factors)


def _led_to(page: str, request: HttpRequest) -> HttpResponseRedirect:
    # What was sent is not sent again from there: nobody with a factor was at a form.
    back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: back})}")
