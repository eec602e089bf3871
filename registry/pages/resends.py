"""Forms that come in twice, by a second click, “back” or “reload”: what they ask is done once."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry.serving.troubles import Busy

# Drawn for each page that shows a form, so that what is typed anew, word for word, is done anew.
FIELD = "form_number"
SALT = "registry.pages.resends"
SECONDS = 24 * 60 * 60  # so long the digest of a form is kept
NOTE = "form-done:"
FIGURES = re.compile("[0-9,:-]+")
# What a browser sends beside what somebody filled in.
OF_THE_BROWSER = ("csrfmiddlewaretoken",)
# Not even in a digest: the number of the form has to do.
SECRET = ("password", "credential")


class SentBefore(Exception):
    """Just this form came in before, and what it asks is done."""

    def __init__(self, url: str):
        super().__init__(url)
        self.url = url


class Doing:
    """Where to go when it is done: the second click leads there too."""

    url = ""


def number_of(request: HttpRequest) -> str:
    """The number for the form of a page: a new one, or the one that came back with its form."""
    return request.POST.get(FIELD) or secrets.token_urlsafe(12)


@contextmanager
def once(request: HttpRequest) -> Iterator[Doing]:
    """One transaction that does what a form asks. Raises SentBefore, and then undoes it.

    What is kept of a form is a digest, in the same transaction: what was refused may come again.
    A second click waits for the first one here, for both would write the same row.
    """
    key = _key(request)
    with transaction.atomic():
        if not cache.add(key, "", SECONDS):
            raise _sent_before(request, key)
        yield (doing := Doing())
        cache.set(key, _without_words(doing.url), SECONDS)


@contextmanager
def once_if_numbered(request: HttpRequest) -> Iterator[Doing]:
    """The same for a form whose page gave it a number; any other is done each time."""
    if is_numbered(request):
        with once(request) as doing:
            yield doing
    else:
        with transaction.atomic():
            yield Doing()


def answered_once(view: Callable) -> Callable:
    """For views that others wrote: what they did for a form is not refused when that comes again.

    They check for themselves that they fit, and lead elsewhere when they are done.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" or not is_numbered(request):
            return view(request, *args, **kwargs)
        if before := done_before(request):
            return before
        key = _key(request)  # the view may change what was sent
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            cache.set(key, _without_words(response.url), SECONDS)
        elif url := cache.get(key):  # while this one waited for it
            return led_there(request, url)
        return response

    return answered


def is_numbered(request: HttpRequest) -> bool:
    """Whether the page gave the form a number. A program that fills it in may have none."""
    return bool(request.POST.get(FIELD))


def is_done(request: HttpRequest) -> str:
    """The address to which a numbered form has led already; empty where it did nothing yet."""
    return cache.get(_key(request), "") if is_numbered(request) else ""


def done_before(request: HttpRequest) -> HttpResponseRedirect | None:
    """The way to what a numbered form has done already."""
    url = is_done(request)
    return led_there(request, url) if url else None


def claim(request: HttpRequest, url: str) -> None:
    """For a numbered form, at the end of the transaction that did what it asks.

    Raises SentBefore where another one has done it meanwhile: this one is to be undone.
    """
    if not is_numbered(request):
        return
    if not cache.add(key := _key(request), _without_words(url), SECONDS):
        raise _sent_before(request, key)


def _sent_before(request: HttpRequest, key: str) -> SentBefore:
    """Raises `Busy` where there is no such form: the cache takes nothing while it cannot write."""
    if (url := cache.get(key)) is None:
        raise Busy("The form could not be noted.")
    return SentBefore(url or request.path)


def note_done(request: HttpRequest, url: str) -> None:
    """For steps that check for themselves that they fit: at the end of the transaction of the step,
    or a process that is killed after it would leave no note.
    """
    if is_numbered(request):
        cache.set(_key(request), _without_words(url), SECONDS)


def note_begun(request: HttpRequest) -> None:
    """For what takes long: `note_done` or `take_back` follows."""
    if is_numbered(request):
        cache.set(_key(request), "", SECONDS)


def is_begun(request: HttpRequest) -> bool:
    return is_numbered(request) and cache.get(_key(request)) is not None


def take_back(request: HttpRequest) -> None:
    """What was claimed could not be done after all: the form may come again."""
    if is_numbered(request):
        cache.delete(_key(request))


def led_there(request: HttpRequest, url: str) -> HttpResponseRedirect:
    messages.info(request, _("This form was already sent. It was processed once."))
    return HttpResponseRedirect(url)


def _key(request: HttpRequest) -> str:
    typed = [
        (name, values)
        for name, values in request.POST.lists()
        if name not in OF_THE_BROWSER and not any(word in name for word in SECRET)
    ]
    files = [(name, file.name, file.size) for name, file in request.FILES.items()]
    content = repr((request.user.pk, request.path, sorted(typed), sorted(files)))
    digest = salted_hmac(SALT, content, algorithm="sha256")
    return f"{NOTE}{digest.hexdigest()}"


def _without_words(url: str, *, is_next: bool = False) -> str:
    """An address may say what somebody searched for: a redaction leaves notes in their place.

    What it leads to afterwards is an address too; no further one is kept within that.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # somebody wrote it by hand
        return ""
    kept = []
    for name, value in parse_qsl(parts.query):
        if name == REDIRECT_FIELD_NAME:
            kept += [] if is_next else [(name, _without_words(value, is_next=True))]
        elif name != SEARCH_VAR and FIGURES.fullmatch(value):
            kept.append((name, value))
    return parts._replace(query=urlencode(kept, safe="/")).geturl()
