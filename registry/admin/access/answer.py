"""The page that says who could reach which data on a day, to be read, printed and exported."""

from contextlib import nullcontext
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.access.reach import who_could_reach
from registry.access.sheet import with_headers
from registry.admin.access.question import PAGE, QuestionForm
from registry.asking_again import ask_again
from registry.files.formats import CSV, XLSX
from registry.models import AccessGrant, Engagement, Person, Seat
from registry.pages.frame import framed
from registry.past.beginning import begins_after
from registry.past.views import as_it_was
from registry.records.events import EventName, announce
from registry.records.moments import KNOWN, ON, Past
from registry.records.timeline.texts import Sees
from registry.refusals import Refused

# Whoever may read one of these is told what it says.
SOURCES = (AccessGrant, Engagement, Seat)
MAY_EXPORT = "registry.export_accessgrant"
FORMATS = {kind.extension: kind for kind in (CSV, XLSX)}
ON_A_PAGE = 500


def may_ask(user) -> bool:
    return any(user.has_perm(f"registry.view_{model._meta.model_name}") for model in SOURCES)


def access_view(request):
    """GET shows the answer for what its address asks; POST gives the same as a file."""
    if not may_ask(request.user):
        raise PermissionDenied
    from django.contrib.admin import site

    QuestionForm.check(request)
    try:
        past = Past.asked_for(request.GET)
    except ValidationError as error:
        request.past = Past()
        form = QuestionForm(request.GET, site=site, sees=seen_in_lists(request, site))
        return _page(request, site, form, {"why": error.message}, status=400)
    request.past, request.day_box = past, None
    request.begins = begins_after(past.on) if past.on else None  # by the tables of today
    with as_it_was(past.on, past.known) if past else nullcontext():
        form = QuestionForm(request.GET, site=site, sees=seen_in_lists(request, site))
        if not form.is_valid():
            return _page(request, site, form, {}, status=400).render()
        day = past.today if past else timezone.localdate()
        ways = who_could_reach(day, form.about(), sees=seen_in_lists(request, site))
        if request.method == "POST" and (answer := _file(request, form, past, day, ways)):
            return answer
        return _page(request, site, form, {"ways": ways, "day": day, "past": past}).render()


def seen_in_lists(request, site) -> Sees:
    """Of each table what this user may see, as its list shows it."""

    def seen(rows):
        if not request.user.has_perm(f"registry.view_{rows.model._meta.model_name}"):
            return rows.none()
        return site._registry[rows.model].seen_by(request, rows)

    return seen


def _file(request, form, past, day, ways):
    """The file, once it is on record who got how much of what."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    ask_again(request, page=request.get_full_path())
    kind = FORMATS.get(request.POST.get("format"), CSV)()
    name = f"access-{day.isoformat()}"
    try:
        answer = kind.answer(name, with_headers(ways))
    except Refused as error:
        messages.error(request, str(error))
        return None
    announce(
        EventName.EXPORTED,
        by=request.user,
        table=AccessGrant,
        file=f"{name}.{kind.extension}",
        rows=len(ways),
        filter=form.told() | {name: [text] for name, text in past.parameters.items()},
    )
    return answer


def _page(request, site, form, context, *, status=200):
    may, begins = request.user.has_perm, getattr(request, "begins", None)
    ways, past = context.get("ways"), context.get("past")
    if ways is not None:
        pages = Paginator(ways, ON_A_PAGE)
        page = pages.get_page(request.GET.get(PAGE))
        context |= {
            "page": page,
            "lines": [_line(way, may, past) for way in page],
            "narrowed": form.narrowed(),
            "next_pages": _other_pages(request, page),
        }
    context |= {
        "title": _("Who could reach what"),
        "form": form,
        "on": request.GET.get(ON, ""),
        "begins": begins,
        "first": f"?{ON}={begins.isoformat()}" if begins else "",
        "known": request.GET.get(KNOWN, "")[:10],
        "media": form.media,
        "may_export": may(MAY_EXPORT),
        "hidden": [
            model._meta.verbose_name_plural
            for model in SOURCES
            if not may(f"registry.view_{model._meta.model_name}")
        ],
    }
    return framed(site, request, "admin/registry/access.html", context, status=status)


def _other_pages(request, page) -> list[tuple[int, str]]:
    asked = {name: text for name, text in request.GET.items() if name != PAGE}
    numbers = [
        number
        for number in (page.number - 1, page.number + 1)
        if 1 <= number <= page.paginator.num_pages
    ]
    return [(number, f"?{urlencode(asked | {PAGE: number})}") for number in numbers]


def _line(way, may, past) -> dict:
    """What the template shows of a way: names with the pages they lead to."""
    return {
        "way": way,
        "holder": _named(way.holder, may, past),
        "body": _named(way.body, may, past) if way.body else None,
        "person": _person(way.person, may, past) if way.person else None,
        "reach": _named(way.reach, may, past),
        "by": _named(way.by, may, past, _("entry") if isinstance(way.by, Engagement) else ""),
    }


def _named(row, may, past, text: str = "") -> dict:
    name = text or str(row)
    if isinstance(row, str) or not may(f"registry.view_{row._meta.model_name}"):
        return {"name": name, "url": None}
    url = reverse(f"admin:registry_{row._meta.model_name}_change", args=[row.pk])
    asked = urlencode(past.parameters) if past else ""
    return {"name": name, "url": f"{url}?{asked}" if asked else url}


def _person(person: Person, may, past) -> dict:
    """By name for those who may read names, else by the code."""
    is_named = may("registry.view_person")
    return _named(person, may, past, f"{person.name} ({person.code})" if is_named else person.code)
