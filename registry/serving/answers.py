"""Pages of errors, in words: they ask the database nothing, and name the number of the request."""

import logging
import sys

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

from registry.serving.troubles import Trouble, trouble_of

log = logging.getLogger("registry.serving")

RETRY_AFTER = 5  # seconds
STATUS = dict.fromkeys(Trouble, 503) | {Trouble.FULL: 507}
# Those that come without words of their own.
IN_WORDS = {400, 403, 404, 405, 413, 429, 500, 503, 507}
MOST_FIELDS = 10_000
CSRF = "csrfmiddlewaretoken"
SECRET = ("password", "token", "code", "secret")


def error_page(request: HttpRequest, status: int, page: str = "", **context) -> HttpResponse:
    """The page of a status, in the look of the register; `page` names another one than usual."""
    context["number"] = getattr(request, "number", "")
    html = render_to_string(f"{page or status}.html", context)
    response = HttpResponse(html, status=status)
    patch_cache_control(response, no_store=True)
    return response


def bad_request(request, exception):
    return error_page(request, 400)


def permission_denied(request, exception):
    who = getattr(getattr(request, "user", None), "pk", None)
    log.warning("403 %s %s: account %s", request.method, request.path, who or "none")
    response = error_page(request, 403)
    response._has_been_logged = True  # of Django's: it would not say whose
    return response


def csrf_failure(request, reason=""):
    return error_page(request, 403, "403_csrf")


def page_not_found(request, exception):
    return error_page(request, 404)


def server_error(request):
    """What nobody foresaw, and the troubles of those who stand between Django and the view."""
    return answer_to(sys.exc_info()[1], request) or error_page(request, 500)


class TroubleMiddleware:
    """Answers what nobody who works with the register has done wrong, with one line in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "TRACE":  # nobody needs it, and it gives back what was sent
            return error_page(request, 405)
        response = self.get_response(request)
        if response.status_code in IN_WORDS and not response.streaming and not response.content:
            response = _with_words(request, response)
        return response

    def process_exception(self, request, exception):
        return answer_to(exception, request)


def answer_to(error: BaseException | None, request: HttpRequest) -> HttpResponse | None:
    """None where it is no trouble of the database or the disk."""
    if isinstance(error, UnreadablePostError):  # whoever sends it has gone, or is too slow
        return noted(error_page(request, 400), request, error, "the request did not come whole")
    trouble = trouble_of(error)
    if trouble is None:
        return None
    kept = getattr(request, "kept", None)
    if kept and kept.is_all:
        # Status 200: whoever asks by program would send a form again that is done.
        return noted(error_page(request, 200, "kept", path=request.path), request, error, trouble)
    response = error_page(
        request,
        STATUS[trouble],
        why=trouble.name,
        is_form=request.method == "POST",
        is_in_part=bool(kept and kept.is_some),
        again=again(request),
        csrf_token=get_token(request) if request.method == "POST" else "",
    )
    response["Retry-After"] = str(RETRY_AFTER)
    return noted(response, request, error, trouble)


def noted(response, request, error: BaseException, why: Trouble | str) -> HttpResponse:
    """The answer, with its one line in the log."""
    said = why.value if isinstance(why, Trouble) else why
    kind = type(error.__cause__ or error)
    log.error(
        "%s %s %s: %s (%s.%s)",
        *(response.status_code, request.method, request.path, said),
        *(kind.__module__, kind.__qualname__),
        extra={"request": request},
    )
    response._has_been_logged = True  # of Django's: it would write a second line
    return response


def again(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again with one click; empty where that cannot be all of it.

    Files cannot come back in a page, and what is secret may not.
    """
    if request.method != "POST":
        return []
    try:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
        if request.FILES or len(typed) > MOST_FIELDS:
            return []
    except Exception:  # it came broken: that is another matter than this one
        return []
    if any(word in name.lower() for name, _value in typed for word in SECRET if name != CSRF):
        return []
    return [(name, value) for name, value in typed if name != CSRF]


def _with_words(request, bare: HttpResponse) -> HttpResponse:
    """A page for an answer that is a status and no more. It keeps its headers."""
    worded = error_page(request, bare.status_code)
    for name, value in bare.items():
        if name not in {"Content-Type", "Content-Length"}:
            worded[name] = value
    worded.cookies = bare.cookies
    worded._has_been_logged = getattr(bare, "_has_been_logged", False)
    return worded
