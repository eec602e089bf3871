"""The pages of the public form. None of them says whether an address is known here."""

import logging
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from registry import outgoing
from registry.models import Organisation
from registry.own_address import absolute
from registry.serving.bodies import takes_from_strangers
from registry.serving.visitors import visitor_of
from requests_app.deadlines.periods import Duty
from requests_app.handling.complaints import is_complaint
from requests_app.letters.languages import own_language
from requests_app.letters.notice import public_notice
from requests_app.models import DataSubjectRequest, PendingRequest
from requests_app.public import pending, throttle
from requests_app.public.forms import PublicRequestForm
from requests_app.timing import Rules

GONE, TOO_MANY, NOT_NOW = 410, 429, 503
# A text of the greatest length, each of its characters written as twelve.
FORM_BYTES = 192 * 1024
RETRY_AFTER = {TOO_MANY: 3600, NOT_NOW: 600}  # seconds

logger = logging.getLogger(__name__)


def when_open(view):
    """There is no such page, for any method, unless the form is switched on."""
    protected = csrf_protect(never_cache(view))

    @login_not_required
    @csrf_exempt  # until it is known that there is something to protect
    @wraps(view)
    def checked(request, **kwargs):
        if not settings.PUBLIC_REQUEST_FORM or not Organisation.objects.in_use().exists():
            raise Http404
        return protected(request, **kwargs)

    return checked


@takes_from_strangers(FORM_BYTES)
@when_open
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = PublicRequestForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/request_form.html", {"form": form})
    said = form.cleaned_data
    if pending.is_on_its_way(said):  # a second click
        return redirect("request_sent")
    now = timezone.now()
    with transaction.atomic():  # what could not be kept, for somebody else writes, does not count
        if throttle.is_too_much(visitor=visitor_of(request), email=said["email"]):
            logger.warning("A form was refused: too many came, or too many for one address")
            return _later(request, "public/request_too_many.html", TOO_MANY)
        pending.forget_expired(now)
        kept = pending.keep(**said)
        is_first = pending.goes_first(said)
    if not is_first:
        return redirect("request_sent")
    try:
        _send_link(request, kept)
    except outgoing.AddressRefused:
        # To say so would be to say which addresses exist.
        logger.info("The address of a form was refused by the mail server")
    except outgoing.NotTaken:
        pending.was_not_sent(said)
        if kept.sent_at >= now:  # an earlier one has a link that was mailed
            kept.delete()
        logger.warning("A form was not taken, for mail cannot be sent")
        return _later(request, "public/request_not_now.html", NOT_NOW)
    return redirect("request_sent")


@when_open
@require_http_methods(["GET", "HEAD"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of several organisations does with what is sent to it (Article 13)."""
    organisation = get_object_or_404(Organisation.objects.in_use(), pk=pk)
    context = {"organisation": organisation, "lines": public_notice(own_language(), organisation)}
    return render(request, "public/request_notice.html", context)


@when_open
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "public/request_sent.html", {"has_server": outgoing.has_server()})


@when_open
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing: programs that scan mail do that too."""
    now = timezone.now()
    try:
        if request.method == "POST":
            return _received(request, pending.confirm(token, now=now))
        pending.find(token, now=now)
    except pending.LinkIsDead:
        opened = pending.confirmed_just_now(token) if request.method == "POST" else None
        if opened is not None:
            return _received(request, opened)
        return render(request, "public/request_gone.html", status=GONE)
    return render(request, "public/request_confirm.html")


def _received(request: HttpRequest, opened: DataSubjectRequest) -> HttpResponse:
    duty = Duty.COMPLAINT_ANSWER if is_complaint(opened) else Duty.ANSWER
    within = Rules().given_for(duty, opened.organisation)
    context = {"request_file": opened, "within": within}
    return render(request, "public/request_received.html", context)


def _send_link(request: HttpRequest, kept: PendingRequest) -> None:
    """Nothing in the mail was typed by whoever filled in the form: it cannot carry a message."""
    path = reverse("request_confirm", kwargs={"token": pending.token_of(kept)})
    context = {
        "organisation": kept.organisation,
        "link": absolute(path, request),
        "hours": int(pending.KEPT_FOR.total_seconds() // 3600),
    }
    # Where the form is tried out on one machine, the link is read on the screen.
    is_tried_out = outgoing.is_printed() and not settings.HTTPS
    send = outgoing.hand_over if is_tried_out else outgoing.deliver
    send(
        kept.email,
        subject=_("Please confirm your request"),
        body=render_to_string("public/request_mail.txt", context),
        headers={"Auto-Submitted": "auto-generated"},
    )


def _later(request: HttpRequest, template: str, status: int) -> HttpResponse:
    response = render(request, template, status=status)
    response["Retry-After"] = str(RETRY_AFTER[status])
    return response
