"""The page that searches everything, as far as one may see it."""

from collections.abc import Callable

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import pgettext

from registry.models import ProcessingActivity
from registry.pages.addresses import check_names, check_search
from registry.pages.frame import framed
from registry.records.moments import KNOWN, ON
from registry.searching.finding import SHOWN, find, too_short
from registry.searching.tables import searched
from registry.searching.words import words_in

SEES_DRAFTS = "registry.view_draft_processingactivity"


Explaining = Callable[[list[str]], list[tuple[str, str]]]


def search_view(request, explaining: Explaining = lambda words: []):
    """`explaining`: what the page of help has under such words, as title and anchor."""
    from django.contrib.admin import site

    tables = [label for label, one in searched().items() if _may_view(request, site, one.model)]
    if not tables:
        raise PermissionDenied
    # Links of a page of the past carry its day: that is passed over in words, and not refused.
    check_names(request, {"q", ON, KNOWN})
    text = " ".join(request.GET.get("q", "").split())
    check_search(text)
    found = find(text, tables, with_drafts=request.user.has_perm(SEES_DRAFTS))
    words = words_in(text)
    is_too_short = bool(text) and too_short(words)
    context = {
        "title": pgettext("page", "Search"),
        "explained": [] if is_too_short else explaining(words),
        "searched_for": text,
        "kinds": [_shown(site, kind, text) for kind in found],
        "is_too_short": is_too_short,
        "asked_for_past": ON in request.GET or KNOWN in request.GET,
    }
    return framed(site, request, "admin/registry/search.html", context)


def _may_view(request, site, model) -> bool:
    table = site._registry.get(model)
    return table is not None and table.has_view_permission(request)


def _shown(site, kind, text: str) -> dict:
    model = searched()[kind.table].model
    table = site._registry[model]
    rest = kind.total > SHOWN
    return {
        "name": capfirst(model._meta.verbose_name_plural),
        "total": kind.total,
        "rows": [
            {
                "title": row.title,
                # Parts of several activities may be called alike.
                "of": row.of if model is not ProcessingActivity else "",
                "url": table.url_of("change", quote(row.row_id)),
                "is_retired": row.is_retired,
            }
            for row in kind.rows
        ],
        "all_url": f"{_list_of(model)}?{urlencode({'q': text})}" if rest else "",
    }


def _list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
