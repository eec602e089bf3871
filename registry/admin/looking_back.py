"""How a page of the admin shows the past: the day of its address, the look, links that keep it."""

import re
from datetime import date
from functools import cache, partial, wraps
from html import escape
from tempfile import SpooledTemporaryFile
from urllib.parse import urlencode

from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from registry.pages.export_page import EXPORT_CHOSEN
from registry.pages.frame import framed
from registry.pages.model_admin import RegisterModelAdmin
from registry.pages.page import Page
from registry.past.beginning import begins_after
from registry.past.views import as_it_was
from registry.records.moments import KNOWN, ON, Past

IN_MEMORY, PIECE = 1_000_000, 65_536


def looking_back(view):
    """A view of the admin that takes `_on` and `_known`, where its page can show the past."""
    owner = getattr(view, "__self__", None)
    page = owner if isinstance(owner, Page) else None
    table = page.table if page else owner
    if not isinstance(table, RegisterModelAdmin):
        return view

    @wraps(view)
    def look(request, *args, **kwargs):
        site = table.admin_site
        box = DayBox(request) if request.resolver_match.url_name in pages_of(site) else None
        try:
            past = Past.asked_for(request.GET)
        except ValidationError as error:
            return _refused(request, site, error.message, box, status=400)
        if past and not _only_reads(request, page):
            why = _("The past cannot be changed. Go back to today and change it there.")
            return _refused(request, site, why, box, status=403)
        if past and not box:
            why = _("This page shows today only.")
            return _refused(request, site, why, box, status=400)
        request.past, request.day_box = past, box
        if not past:
            return view(request, *args, **kwargs)
        # An entry was there then, or its page says that it was not.
        if box and table.opts.app_label == "registry" and "object_id" not in kwargs:
            box.look_for_the_beginning(past)
        with as_it_was(past.on, past.known):
            return _finished(view(request, *args, **kwargs), past, site)

    return look


class DayBox:
    """The box in which people write the day that they want to see, as it stands on a page."""

    def __init__(self, request):
        self.on, self.known = (request.GET.get(name, "") for name in (ON, KNOWN))
        self.kept = [
            (name, value)
            for name, values in request.GET.lists()
            if name not in {ON, KNOWN, PAGE_VAR, ERROR_FLAG}
            for value in values
        ]

    # The day with which the register begins, where the one that is asked for lies before it.
    begins: date | None = None

    def look_for_the_beginning(self, past: Past) -> None:
        """Asked of today's tables, before they show the past."""
        self.begins = begins_after(past.on) if past.on else None

    @property
    def known_day(self) -> str:
        """Of an exact moment the box can show the day."""
        return self.known[:10]

    @property
    def today(self) -> str:
        """Where the same page of the present is."""
        return f"?{urlencode(self.kept)}"

    @property
    def first(self) -> str:
        """Where the same page of the first day on record is."""
        return f"?{urlencode([*self.kept, (ON, self.begins.isoformat())])}"


@cache
def pages_of(site) -> frozenset[str]:
    """The names of the pages that can show the past."""
    return frozenset(
        f"{table.opts.app_label}_{table.opts.model_name}_{name}"
        for table in site._registry.values()
        if isinstance(table, RegisterModelAdmin)
        for name in table.showing_past()
    )


def _only_reads(request, page: Page | None) -> bool:
    if request.method in {"GET", "HEAD"}:
        return True
    if page:
        return page.only_reads
    is_list = request.resolver_match.url_name.endswith("_changelist")
    return is_list and request.POST.get("action") == EXPORT_CHOSEN


def _refused(request, site, why: str, box: DayBox | None, *, status: int):
    context = {
        "title": _("The register of another day"),
        "why": why,
        "box": box,
    }
    return framed(site, request, "admin/registry/no_past.html", context, status=status)


def _finished(response, past: Past, site):
    """All that is read, is read now: afterwards the tables are those of today again."""
    if hasattr(response, "render"):
        response.render()
    if response.streaming:
        return response if isinstance(response, FileResponse) else _read_to_the_end(response)
    if response.get("Content-Type", "").startswith("text/html"):
        response.content = _with_day(response.text, past, site)
    return response


def _read_to_the_end(response):
    kept = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the response closes it)
    kept.writelines(response.streaming_content)
    kept.seek(0)
    response.streaming_content = iter(partial(kept.read, PIECE), b"")
    response._resource_closers.append(kept.close)
    return response


def _with_day(page: str, past: Past, site) -> str:
    """Every link to a page that can show the past asks it for the same."""
    start = re.escape(reverse(f"{site.name}:index"))
    link = re.compile(rf'href="({start}[^"?#]+)(\?[^"#]*)?(#[^"]*)?"')
    day, pages = escape(urlencode(past.parameters)), pages_of(site)

    def dated(found: re.Match) -> str:
        path, query, rest = found[1], found[2] or "", found[3] or ""
        if day in query or not _leads_to(path, pages):
            return found[0]
        return f'href="{path}{query}{"&amp;" if query else "?"}{day}{rest}"'

    return link.sub(dated, page)


def _leads_to(path: str, pages: frozenset[str]) -> bool:
    try:
        return resolve(path).url_name in pages
    except Resolver404:
        return False
