"""The one public page, the files of the same content, and the state of health."""

import hashlib
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django import db
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry.models import JobRun
from registry.past.views import as_it_was
from registry.publication import PublicList, files
from registry.publication.editions import SOURCES, Edition, current_edition
from registry.publication.selection import first_public_day, published
from registry.vocabulary import Job

FRESH_FOR_SECONDS = 60
ANSWERS_WITHIN = 0.8  # seconds, whatever the database does
LOOKS_AHEAD = relativedelta(years=1)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Day:
    """The day that a list is about, and whether the reader asked for it or got today's."""

    on: date
    is_asked: bool
    is_ahead: bool = False


@dataclass(frozen=True)
class Form:
    """One of the forms in which the list is published."""

    content_type: str
    render: Callable[[PublicList, Day, Edition], str]
    refusal_type: str
    refuse: Callable[[str], str]
    file_suffix: str = ""


@login_not_required
@csrf_exempt  # nothing can be posted here, and the answer to an attempt is 405
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect("processors")


@login_not_required
@csrf_exempt
@require_safe
def processors(request: HttpRequest, form: Form) -> HttpResponse:
    """The list of a day. Who has it already is told so before any of the work."""
    try:
        day = asked_day(request.GET.getlist("on"), today=timezone.localdate())
    except ValidationError as error:
        return HttpResponse(form.refuse(error.message), status=400, content_type=form.refusal_type)
    edition = current_edition()
    etag = quote_etag(_digest(form, day, edition))
    changed_at = _changed_at(day, edition)
    response = get_conditional_response(request, etag=etag, last_modified=changed_at)
    if response is None:
        response = HttpResponse(_body(form, day, edition), content_type=form.content_type)
        if form.file_suffix:
            name = f"processors-{day.on.isoformat()}{form.file_suffix}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag
    if changed_at is not None:
        response["Last-Modified"] = http_date(changed_at)
    # A browser asks each time: who published something sees it. What stands between keeps it.
    patch_cache_control(response, public=True, max_age=0, s_maxage=FRESH_FOR_SECONDS)
    return response


def asked_day(asked: list[str], *, today: date) -> Day:
    """The day of `?on=`, or today. Raises ValidationError, which says what to write."""
    if not asked:
        return Day(today, is_asked=False)
    remedy = _("Enter a date as year-month-day, for example on={today}.").format(today=today)
    if len(asked) > 1:
        raise ValidationError(_("“on” appears more than once.") + " " + remedy)
    if not DAY.fullmatch(asked[0]):
        raise ValidationError(_("“on” is not a valid date.") + " " + remedy)
    try:
        on = date.fromisoformat(asked[0])
    except ValueError:
        no_such_day = _("{day} is not a valid date.").format(day=asked[0])
        raise ValidationError(no_such_day + " " + remedy) from None
    last = today + LOOKS_AHEAD
    if on > last:
        raise ValidationError(
            _("{day} is too far in the future. Enter a date up to {last}.").format(
                day=on, last=last
            )
        )
    return Day(on, is_asked=True, is_ahead=on > today)


@login_not_required
@csrf_exempt
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For a load balancer: whether this server can answer. Why it cannot is not for the world.

    With `?deep` also when a backup was last made, and when one was last proven by restoring it.
    """
    try:
        is_well = _looking().submit(_is_well).result(timeout=ANSWERS_WITHIN)
    except TimeoutError:  # of a database that is there, and says nothing
        is_well = False
    lines = ["ok" if is_well else "not ok"]
    if is_well and "deep" in request.GET:
        done = JobRun.last_done()
        lines += [
            f"{job}: {done[job].isoformat(timespec='seconds') if job in done else 'never'}"
            for job in (Job.BACKUP.value, Job.RESTORE_CHECK.value)
        ]
    response = HttpResponse(
        "".join(f"{line}\n" for line in lines),
        status=200 if is_well else 503,
        content_type="text/plain; charset=utf-8",
    )
    patch_cache_control(response, no_store=True)
    return response


@cache
def _looking() -> ThreadPoolExecutor:
    """One thread that may wait. Made after the server has made its workers."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="healthz")


def _is_well() -> bool:
    try:
        with closing(db.connection) as connection:
            applied = MigrationRecorder(connection).applied_migrations()
        return _newest_migrations() <= applied.keys()
    except db.Error:
        return False


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


# What has been rendered, for as long as nothing changes. Bounded, for there are many days.
@lru_cache(maxsize=16)
def _body(form: Form, day: Day, edition: Edition) -> bytes:
    return form.render(_published(day.on), day, edition).encode()


def _published(on: date) -> PublicList:
    if on >= timezone.localdate():
        return published(on=on)
    with as_it_was(on, only=SOURCES):
        return published(on=on, is_past=True)


def _digest(form: Form, day: Day, edition: Edition) -> str:
    parts = (_software(), form.content_type, day, edition)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@cache
def _software() -> str:
    """A digest of what makes a page of rows: after an upgrade, nobody's copy is still valid."""
    page = Path(get_template("public/processors.html").origin.name)
    sources = [
        Path(__file__),
        *Path(files.__file__).parent.glob("*.py"),
        *page.parent.glob("*.html"),
        *page.parent.parent.glob("base.html"),
    ]
    digest = hashlib.sha256(f"{static('public/register.css')} {get_language()}".encode())
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _changed_at(day: Day, edition: Edition) -> int | None:
    """When the list last became another one; today's does so at midnight, as that of a day to come.

    It says what is planned, until the day is there.
    """
    moments = [edition.changed_at] if edition.changed_at else []
    was_ahead = moments and day.on > timezone.localtime(edition.changed_at).date()
    if not day.is_asked or (was_ahead and not day.is_ahead):
        moments.append(timezone.make_aware(datetime.combine(day.on, time.min)))
    return int(max(moments).timestamp()) if moments else None


def _page(published: PublicList, day: Day, edition: Edition) -> str:
    is_empty = not (published.processors or published.groups)
    first_day = first_public_day() if is_empty else None
    context = {
        "list": published,
        "day": day,
        "query": f"?on={day.on.isoformat()}" if day.is_asked else "",
        "names_organisations": len(published.organisations) > 1,
        "is_empty": is_empty,
        "holds_example": edition.is_example,
        "first_day": first_day if first_day and first_day > day.on else None,
    }
    return render_to_string("public/processors.html", context)


def _refuse_page(why: str) -> str:
    return render_to_string("public/not_a_day.html", {"why": why})


def _refuse_json(why: str) -> str:
    return json.dumps({"error": why}, ensure_ascii=False) + "\n"


PAGE = Form("text/html; charset=utf-8", _page, "text/html; charset=utf-8", _refuse_page)
JSON = Form(
    "application/json",
    lambda published, day, edition: files.as_json(published),
    "application/json",
    _refuse_json,
)
CSV = Form(
    "text/csv; charset=utf-8",
    lambda published, day, edition: files.as_csv(published),
    "text/plain; charset=utf-8",
    "{}\n".format,
    file_suffix=".csv",
)
