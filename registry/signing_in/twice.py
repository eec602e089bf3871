"""The page of a code that comes in twice, by a double click: one sign-in, which both clicks see.

A code counts once, and the sign-in that it makes gives the session another key. A browser drops
the answer to the first click for that to the second, and would be left with the old key and a
code that “was used already”. So whoever comes with the same old key, code, browser and address,
seconds later, is told the key of the one session that there is.
"""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from registry.serving.visitors import address_of

SALT = "registry.signing_in.twice"
WITHIN = 10  # seconds
WAITS = 5.0  # seconds: until the first click is done
BEGUN = ""


def once_for_two_clicks(view: Callable) -> Callable:
    """For the view of allauth that takes the code of somebody whose password was right."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" or not request.POST.get("code"):
            return view(request, *args, **kwargs)
        key = _key(request)
        # Without a password before it there is no first click: its session is gone, or never was.
        if LOGIN_SESSION_KEY in request.session and cache.add(key, BEGUN, WITHIN):
            return _first(request, key, lambda: view(request, *args, **kwargs))
        return _second(request, key) or view(request, *args, **kwargs)

    return answered


def _first(request: HttpRequest, key: str, respond: Callable[[], HttpResponse]) -> HttpResponse:
    led_to = None
    try:
        response = respond()
        if isinstance(response, HttpResponseRedirect) and request.user.is_authenticated:
            request.session.save()  # whoever is told of it finds all of it
            led_to = [response.url, request.session.session_key]
    finally:
        if led_to:
            cache.set(key, led_to, WITHIN)
        else:
            cache.delete(key)
    return response


def _second(request: HttpRequest, key: str) -> HttpResponse | None:
    """None where there was no first, or where it let nobody in."""
    until = time.monotonic() + WAITS
    while (noted := cache.get(key)) == BEGUN and time.monotonic() < until:
        time.sleep(0.05)
    if not noted:
        return None
    url, session_key = noted
    session = type(request.session)(session_key)
    if not session.exists(session_key):  # ended meanwhile
        return None
    session.modified = True  # so that its cookie is set
    request.session = session
    return HttpResponseRedirect(url)


def _key(request: HttpRequest) -> str:
    said = (
        request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""),
        request.headers.get("User-Agent", ""),
        str(address_of(request)),
        request.POST["code"].strip(),
    )
    digest = salted_hmac(SALT, repr(said), algorithm="sha256")
    return f"sign-in:twice:{digest.hexdigest()}"
