"""The map of the data on a day, as a picture and as a table."""

from contextlib import nullcontext
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.admin.access.answer import seen_in_lists
from registry.admin.data_map.picture import drawing_of
from registry.admin.data_map.question import CHOICES, MapForm
from registry.data_map.flows import flows_on
from registry.pages.frame import framed
from registry.past.beginning import begins_after
from registry.past.views import as_it_was
from registry.records.moments import KNOWN, ON, Past

MAY_LOOK = "registry.view_processingactivity"
ROWS = 500  # of the table; how many more there are is said


def map_view(request):
    """What the address asks for, of today or of the day that it names."""
    if not request.user.has_perm(MAY_LOOK):
        raise PermissionDenied
    from django.contrib.admin import site

    MapForm.check(request)
    sees = seen_in_lists(request, site)
    try:
        past = Past.asked_for(request.GET)
    except ValidationError as error:
        request.past = Past()
        form = MapForm(request.GET, site=site, sees=sees)
        return _page(request, site, form, {"why": error.message}, status=400)
    request.past, request.day_box = past, None
    request.begins = begins_after(past.on) if past.on else None  # by the tables of today
    with as_it_was(past.on, past.known) if past else nullcontext():
        form = MapForm(request.GET, site=site, sees=sees)
        if not form.is_valid():
            return _page(request, site, form, {}, status=400).render()
        day = past.today if past else timezone.localdate()
        flows = flows_on(day, form.narrowed(), sees=sees)
        return _page(request, site, form, _found(request, form, flows, day, past)).render()


def _found(request, form, flows, day, past) -> dict:
    asked = past.parameters if past else {}
    chosen = {name: row.pk for name in CHOICES if (row := form.cleaned_data[name])}
    names = {model._meta.model_name: name for name, (model, *_rest) in CHOICES.items()}

    def leads_to(row) -> str:
        """The map that is narrowed to it too; its entry where that is so or cannot be."""
        name = names.get(row._meta.model_name)
        if name is None or chosen.get(name) == row.pk:
            return _entry(row, asked)
        return f"?{urlencode(asked | chosen | {name: row.pk})}"

    may = request.user.has_perm
    return {
        "drawing": drawing_of(flows, day, leads_to) if flows else None,
        "rows": [_row(flow, may, asked) for flow in flows[:ROWS]],
        "left_out": max(len(flows) - ROWS, 0),
        "day": day,
        "past": past,
        "narrowed": form.in_words(),
    }


def _row(flow, may, asked) -> dict:
    return {
        "activity": _named(flow.activity, may, asked),
        "people": [_named(people, may, asked) for people in flow.people],
        "recipient": _named(flow.recipient, may, asked),
        "role": flow.role,
        "is_totals": flow.is_totals,
        "countries": [_named(country, may, asked) for country in flow.countries],
    }


def _named(row, may, asked) -> dict:
    if isinstance(row, str) or not may(f"registry.view_{row._meta.model_name}"):
        return {"name": str(row), "url": None}
    return {"name": str(row), "url": _entry(row, asked)}


def _entry(row, asked) -> str:
    url = reverse(f"admin:registry_{row._meta.model_name}_change", args=[row.pk])
    return f"{url}?{urlencode(asked)}" if asked else url


def _page(request, site, form, context, *, status=200):
    begins = getattr(request, "begins", None)
    context |= {
        "title": _("Map of the data"),
        "form": form,
        "on": request.GET.get(ON, ""),
        "begins": begins,
        "first": f"?{ON}={begins.isoformat()}" if begins else "",
        "known": request.GET.get(KNOWN, "")[:10],
        "media": form.media,
    }
    return framed(site, request, "admin/registry/data_map.html", context, status=status)
