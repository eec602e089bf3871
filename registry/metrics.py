"""Figures for Prometheus, for whoever has the token; nothing in them is about a person."""

from collections.abc import Iterator
from datetime import datetime

from django import db
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry.evidence.anchors import last_anchor, last_verification
from registry.models import EvidenceHead, JobRun
from registry.serving import counts

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@csrf_exempt
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if constant_time_compare(given, settings.METRICS_TOKEN):
        response = HttpResponse("".join(_lines()), content_type=CONTENT_TYPE)
    else:
        response = HttpResponse("no\n", status=401, content_type="text/plain; charset=utf-8")
        response["WWW-Authenticate"] = "Bearer"
    patch_cache_control(response, no_store=True)
    return response


def _lines() -> Iterator[str]:
    by_status = {f'{{status="{status}"}}': many for status, many in counts.answered().items()}
    yield from _figure("requests_total", "counter", "Answers, by status.", by_status)
    waiting = {"": counts.waiting()}
    yield from _figure("writers_waiting", "gauge", "Requests that wait to write.", waiting)
    try:
        log = EvidenceHead.objects.values_list("size", flat=True).first() or 0
        ages = {"anchor": _age(last_anchor()), "verification": _age(last_verification())}
        ages |= {job: _age(at) for job, at in JobRun.last_done().items()}
    except db.Error:
        yield from _figure("up", "gauge", "Whether the database answers.", {"": 0})
        return
    yield from _figure("up", "gauge", "Whether the database answers.", {"": 1})
    yield from _figure("log_entries", "gauge", "Entries of the sealed log.", {"": log})
    known = {f'{{job="{job}"}}': age for job, age in ages.items() if age is not None}
    said = "Seconds since a job last ended well; left out where it never did."
    yield from _figure("job_age_seconds", "gauge", said, known)


def _figure(name: str, kind: str, said: str, values: dict[str, float]) -> Iterator[str]:
    name = f"register_{name}"
    yield f"# HELP {name} {said}\n# TYPE {name} {kind}\n"
    for labels, value in values.items():
        yield f"{name}{labels} {value}\n"


def _age(at: datetime | None) -> int | None:
    return None if at is None else int((timezone.now() - at).total_seconds())
