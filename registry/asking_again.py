"""Steps before which somebody who is signed in says once more who they are."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import urlencode


def ask_again(request: HttpRequest, *, is_secret: bool = False, page: str = "") -> None:
    """Lead to the page that asks, and from there back here, with what was sent.

    Raises what the middleware of allauth answers, unless that page was answered just now. To have
    signed in just now is not enough. What is secret, such as a password, is not kept meanwhile.
    `page`: of a file, where its button stands. It leads there, for a browser that gets a file goes
    on showing the page that asked.
    """
    if was_asked(request):
        return
    methods = get_adapter().get_reauthentication_methods(request.user)
    if (is_secret or page) and methods:
        back = urlencode({REDIRECT_FIELD_NAME: page or request.get_full_path()})
        raise ImmediateHttpResponse(HttpResponseRedirect(f"{methods[0]['url']}?{back}"))
    raise ReauthenticationRequired


def was_asked(request: HttpRequest) -> bool:
    answered = (
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record.get("reauthenticated")
    )
    return time.time() - max(answered, default=0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
