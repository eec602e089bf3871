"""The pages of the first hour: all first steps, one of them, and the start of an own register."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.beginning import example, leading, machine, orders
from registry.beginning.forms import NameForm, is_taken, own_organisation
from registry.beginning.offices import FORMS
from registry.beginning.steps import (
    BY_NAME,
    MAY_CHANGE,
    MAY_MANAGE,
    following,
    overview,
    standing,
)
from registry.filling_in.since_when import ON_THE_WAY, suggested
from registry.models import Mark
from registry.pages import resends
from registry.pages.addresses import check_names
from registry.pages.frame import framed

SKIP, TAKE_UP, TRY = "skip", "take_up", "try"
SHOWN = machine.SHOWN | leading.SHOWN_BESIDE
LOOKS_AGAIN = 2  # seconds


def first_steps_view(request):
    """All of them, with what is done; of the example only the way out of it."""
    _check(request, MAY_CHANGE)
    if orders.waits():
        return _waiting(request)
    rows = standing(request.user)
    context = {
        "title": _("First steps"),
        "rows": rows,
        "overview": overview(rows),
        "is_example": example.holds_example(),
        "may_start": request.user.has_perm(MAY_MANAGE),
    }
    return _framed(request, "list", context)


def first_step_view(request, name):
    """GET shows one; POST takes it, skips it, takes that back, or tries what it is about."""
    takes = {machine.ZONE} if name == "clock" else set()
    _check(request, MAY_CHANGE, takes)
    if name not in BY_NAME:
        raise Http404
    _check(request, BY_NAME[name].needs, takes)
    rows = standing(request.user)
    row = next(row for row in rows if row.step.name == name)
    is_sent = request.method == "POST"
    if is_sent and (SKIP in request.POST or TAKE_UP in request.POST):
        return _skipped(request, row, rows)
    if is_sent and TRY in request.POST and name in machine.TRIED:
        machine.TRIED[name](request)
        return _led_to(name)
    request.session.setdefault(ON_THE_WAY, True)
    organisation, form, page = own_organisation(), None, FORMS.get(name)
    if page and (organisation or not page.needs_organisation):
        said = {"organisation": organisation, "suggested": suggested(request)}
        form = page(request.POST if is_sent else None, **said)
        if answer := is_sent and _taken(request, form, row, rows):
            return answer
    on_record = _there(request, name, None if is_sent else form)
    shown = SHOWN[name](request) if name in SHOWN else {}
    context = {
        **shown,
        "title": row.step.label,
        "row": row,
        "form": None if on_record else form,
        "on_record": on_record,
        "another": leading.another(name),
        "organisation": organisation,
        "number": rows.index(row) + 1,
        "following": following(rows, name),
        "overview": overview(rows),
        "run_command": machine.run_command(request),
        "settings_file": machine.settings_file(),
        "has_settings_file": machine.settings_file().is_file(),
        "form_number": resends.number_of(request),
    }
    answer = _framed(request, "step", context)
    if machine.is_at_work(shown):
        answer["Refresh"] = str(LOOKS_AGAIN)
    return answer


def _taken(request, form, row, rows) -> HttpResponseRedirect | None:
    """The way on, where what the form says was written: just now, or by a first click."""
    if not form.is_valid():
        return None
    if before := resends.done_before(request):
        return before
    way = _to_next(rows, row.step.name)
    try:
        noted = partial(resends.claim, request, way.url)
        if is_taken(form, by=request.user, at_end=noted):
            form.keep_since(request)
            messages.success(request, _("{step}: saved.").format(step=row.step.label))
            return way
    except resends.SentBefore as before:
        return resends.led_there(request, before.url)
    return resends.done_before(request)  # while this one waited for it


def _there(request, name: str, form) -> list[leading.Found]:
    """What is on record already: it is changed where it stands, and no empty form is beneath it."""
    if name in leading.THERE:
        return leading.THERE[name](request)
    return leading.found(form.on_record()) if form else []


def own_register_view(request):
    """What happens when the example gives way; POST has it happen."""
    _check(request, MAY_MANAGE)
    if orders.waits():
        return HttpResponseRedirect(reverse("admin:first_steps"))
    is_example = example.holds_example()
    more = example.what_is_more(request.user) if is_example else []
    is_offered = is_example and not more and orders.may_be_left()
    form = NameForm(request.POST if request.method == "POST" and is_offered else None)
    if form.is_valid():
        orders.leave(
            organisation=form.cleaned_data["name"],
            account=request.user.pk,
            session=request.session.session_key,
        )
        return HttpResponseRedirect(reverse("admin:first_steps"))
    last = orders.left()
    context = {
        "title": _("Start my own register"),
        "is_example": is_example,
        "is_offered": is_offered,
        "more": more,
        "is_file": orders.database_file() is not None,
        "is_postgres": connection.vendor == "postgresql",
        "failed": last.failed if last else "",
        "form": form,
    }
    return _framed(request, "own", context)


def _waiting(request):
    """The server that stops may still answer. The next one begins with a question of the page."""
    page = _framed(request, "wait", {"title": _("Start my own register")})
    page["Refresh"] = str(LOOKS_AGAIN)
    return page


def _check(request, permission: str, names=frozenset()) -> None:
    check_names(request, {*names})
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _skipped(request, row, rows) -> HttpResponseRedirect:
    if SKIP in request.POST:
        Mark.put(row.step.skipped)
        return _to_next(rows, row.step.name)
    Mark.take_back(row.step.skipped)
    return _led_to(row.step.name)


def _to_next(rows, name: str) -> HttpResponseRedirect:
    """The next one that is open, else the list, which says that all is done."""
    after = following([row for row in rows if row.step.name == name or row.is_open], name)
    if after is None or after.step.name == name:
        return HttpResponseRedirect(reverse("admin:first_steps"))
    return _led_to(after.step.name)


def _led_to(name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:first_step", args=[name]))


def _framed(request, name: str, context: dict):
    from django.contrib.admin import site

    return framed(site, request, f"admin/registry/beginning/{name}.html", context)
