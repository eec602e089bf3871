"""The page to which a link leads: a few questions, and nothing else of the register."""

import logging
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from registry.asking import links
from registry.asking.limits import SECONDS, is_too_much
from registry.library.fields import AnswersForm
from registry.library.shelf import Question

GONE, TOO_MANY = 410, 429

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing: programs that scan mail do that too."""
    response = _answered(request, token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answered(request: HttpRequest, token: str) -> HttpResponse:
    if is_too_much(request):
        logger.warning("A visitor with a link was refused: too many came from one place")
        response = render(request, "public/asked_too_many.html", status=TOO_MANY)
        response["Retry-After"] = str(SECONDS)
        return response
    now = timezone.now()
    try:
        asked = links.find(token, now=now)
        form = _form(request, links.questions_of(asked))
        if request.method == "POST" and form.is_valid():
            if answers := form.answers():
                links.take_answers(token, answers, now=now)
                return render(request, "public/asked_thanks.html")
            form.add_error(None, _("Answer at least one question."))
    except links.LinkIsDead:
        if request.method == "POST" and links.is_answered_so(
            token, partial(_form, request), now=now
        ):
            return render(request, "public/asked_thanks.html")
        return render(request, "public/asked_gone.html", status=GONE)
    context = {"form": form, "activity": asked.activity, "until": asked.expires_at}
    return render(request, "public/asked.html", context)


def _form(request: HttpRequest, questions: list[Question]) -> AnswersForm:
    return AnswersForm(request.POST or None, questions=questions)
