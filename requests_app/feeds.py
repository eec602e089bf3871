"""The private calendar of due dates: a reference and a day for each open request, no names."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registry.own_address import absolute, own_host
from registry.records.history import recorded
from requests_app.deadlines.wording import day_in_words
from requests_app.models import CalendarToken, DataSubjectRequest

KEY_BYTES = 32
MAY_SEE = "requests_app.view_datasubjectrequest"
FRESH_FOR_SECONDS = 300
LONGEST_LINE = 75  # octets, RFC 5545, 3.1


def key_digest(key: str) -> str:
    """The key is as long as the digest and random, so that no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue(user: AbstractBaseUser, *, by: AbstractBaseUser | str, reason: str) -> str:
    """A new key for the calendar of an account; the one before ends. It is told this once."""
    key = secrets.token_urlsafe(KEY_BYTES)
    with recorded(by=by, reason=reason):
        token = CalendarToken.objects.filter(user=user).first() or CalendarToken(user=user)
        token.digest = key_digest(key)
        token.issued_at = timezone.now()
        token.save()
    return key


def revoke(token: CalendarToken, *, by: AbstractBaseUser | str, reason: str) -> None:
    """The calendar behind the key is gone from now on."""
    with recorded(by=by, reason=reason):
        token = CalendarToken.objects.get(pk=token.pk)
        token.digest = ""
        token.save()


def due_dates() -> QuerySet[DataSubjectRequest]:
    """Open requests with a day on which they are due, and the moment of their last version."""
    open_requests = DataSubjectRequest.objects.open().filter(
        Q(due_on__isnull=False) | Q(acknowledge_due_on__isnull=False)
    )
    return _stamped(open_requests).order_by("due_on", "reference")


def stops() -> QuerySet[DataSubjectRequest]:
    """Those of which something has to stop at once."""
    return _stamped(DataSubjectRequest.objects.to_stop()).order_by("received_on", "reference")


def _stamped(requests: QuerySet) -> QuerySet:
    versions = DataSubjectRequest.history.model.objects.filter(id=OuterRef("pk"))
    newest = versions.order_by("-history_id").values("history_date")[:1]
    return requests.annotate(recorded_at=Subquery(newest))


@login_not_required  # whoever has the key
@require_safe
def due(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of whoever has the key, while they may see requests. Otherwise there is none."""
    tokens = CalendarToken.objects.select_related("user").in_use()
    token = tokens.filter(digest=key_digest(key), user__is_active=True).first()
    if token is None or not token.user.has_perm(MAY_SEE):
        raise Http404
    host = own_host(request)
    body = calendar_of(due_dates(), stops=stops(), host=host, request=request).encode()
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="due.ics"'
    response["ETag"] = quote_etag(hashlib.sha256(body).hexdigest())
    patch_cache_control(response, private=True, max_age=FRESH_FOR_SECONDS)
    return get_conditional_response(request, etag=response["ETag"], response=response)


def calendar_of(
    subject_requests, *, host: str, request: HttpRequest | None = None, stops: Iterable = ()
) -> str:
    """RFC 5545: lines that end in CRLF, folded where they are long."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Register of processing//Due dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(_('Requests due'))}",
    ]
    for subject_request in stops:
        # From the day of receipt until today: so long it goes on.
        until = max(subject_request.received_on, timezone.localdate())
        words = _("{reference}: stop at once").format(reference=subject_request.reference)
        days = Days("stop", subject_request.received_on, until, words)
        lines += _event(subject_request, days, host, request)
    for subject_request in subject_requests:
        for days in _due_days(subject_request):
            lines += _event(subject_request, days, host, request)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


@dataclass(frozen=True)
class Days:
    """What is called by this name from one day to another, both included.

    `safe` is the day before weekends and holidays moved it; None where nothing did.
    """

    name: str
    first: date
    last: date
    words: str
    safe: date | None = None


def _due_days(row: DataSubjectRequest) -> Iterator[Days]:
    """When the answer is due, and the acknowledgement of a complaint."""
    if row.due_on:
        words = _("{reference} is due").format(reference=row.reference)
        yield Days("due", row.due_on, row.due_on, words, row.raw_due_on)
    if row.is_to_acknowledge:
        day, words = row.acknowledge_due_on, _("{reference}: acknowledge the complaint")
        safe = row.raw_acknowledge_due_on
        yield Days("acknowledge", day, day, words.format(reference=row.reference), safe)


def _event(
    subject_request: DataSubjectRequest, days: Days, host: str, request: HttpRequest | None
) -> Iterator[str]:
    """Whole days; their end is the day after, which is no longer part of them."""
    recorded_at = f"{subject_request.recorded_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(subject_request.reference)}-{days.name}@{host}"
    yield f"DTSTAMP:{recorded_at}"
    yield f"LAST-MODIFIED:{recorded_at}"
    yield f"DTSTART;VALUE=DATE:{_day(days.first)}"
    yield f"DTEND;VALUE=DATE:{_day(days.last + timedelta(days=1))}"
    yield f"SUMMARY:{_escaped(days.words)}"
    if days.safe not in {None, days.last}:
        safe = _("Safe target: {day}, before weekends and holidays move it.")
        yield f"DESCRIPTION:{_escaped(safe.format(day=day_in_words(days.safe)))}"
    if subject_request.pk and (link := absolute(_page_of(subject_request), request)):
        yield f"URL:{link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _page_of(subject_request: DataSubjectRequest) -> str:
    return reverse("admin:requests_app_datasubjectrequest_change", args=[subject_request.pk])


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """No line is longer than 75 octets, and no character is cut in two."""
    folded, length = "", 0
    for character in line:
        size = len(character.encode())
        if length + size > LONGEST_LINE:
            folded += "\r\n "
            length = 1
        folded += character
        length += size
    return f"{folded}\r\n"
