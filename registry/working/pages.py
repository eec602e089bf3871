"""The page on which work is asked for and followed, and the download of what was made."""

import time

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.asking_again import ask_again
from registry.models import AskedWork
from registry.models.jobs import OPEN_WORK, WorkKind
from registry.pages import resends
from registry.pages.addresses import check_names
from registry.pages.frame import framed
from registry.records.moments import KNOWN, ON, Past
from registry.refusals import Refused
from registry.resources import TABLES
from registry.working import keeping, rights
from registry.working.asking import ask, asked_by
from registry.working.worker import worker

SOON = 1.0  # seconds: what takes no longer is done when the page is there
SHOWN = 50


class WorkForm(forms.Form):
    """What somebody wants. The days are named as in every address that asks for a past."""

    kind = forms.ChoiceField(label=gettext_lazy("What do you need?"), widget=forms.RadioSelect)
    what = forms.ChoiceField(
        label=pgettext_lazy("of the register", "Table"),
        required=False,
        help_text=gettext_lazy("Only for “One table”."),
    )
    day = forms.CharField(
        label=gettext_lazy("As of which day"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("Such as 2018-07-17. Empty: today."),
    )
    known = forms.CharField(
        label=gettext_lazy("As known on which day"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("What the register said then. Empty: what is known today."),
    )

    def __init__(self, kinds: list[WorkKind], *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if kinds == [WorkKind.VERIFICATION]:
            for name in ("what", "day", "known"):
                del self.fields[name]
            return
        tables = [
            (name, capfirst(table._meta.model._meta.verbose_name_plural))
            for name, table in TABLES.items()
        ]
        self.fields["what"].choices = [("", "—"), *sorted(tables, key=lambda pair: str(pair[1]))]

    def clean(self):
        given = super().clean()
        kind, what = given.get("kind"), given.get("what", "")
        if kind == WorkKind.TABLE and not what and "what" not in self.errors:
            self.add_error("what", _("Choose a table."))
        given["what"] = what if kind == WorkKind.TABLE else ""
        is_check = kind == WorkKind.VERIFICATION
        given["past"] = Past() if is_check else self._past(given)
        return given

    def _past(self, given: dict) -> Past:
        asked = {ON: given.get("day", ""), KNOWN: given.get("known", "")}
        for name, field in ((ON, "day"), (KNOWN, "known")):
            try:
                Past.asked_for({name: asked[name]})
            except ValidationError as error:
                self.add_error(field, error)
        return Past() if self.errors else Past.asked_for(asked)


def work_view(request):
    kinds = rights.kinds_for(request.user)
    if not kinds:
        raise PermissionDenied
    from django.contrib.admin import site

    check_names(request, {"kind", "what", ON, KNOWN})
    first = {name: request.GET.get(name, "") for name in ("kind", "what")}
    first |= {"day": request.GET.get(ON, ""), "known": request.GET.get(KNOWN, "")}
    first["kind"] = first["kind"] or kinds[0].value
    form = WorkForm(kinds, request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        return _asked(request, form.cleaned_data)
    works = list(asked_by(request.user)[:SHOWN])
    if any(work.is_open for work in works):
        transaction.on_commit(
            worker.begin
        )  # it may have been asked for in a process that is no more
    context = {
        "title": _("Files and checks"),
        "form": form,
        "works": works,
        "is_open": any(work.is_open for work in works),
    }
    return framed(site, request, "admin/registry/work.html", context)


def _asked(request, given: dict):
    kind, past = given["kind"], given["past"]
    wish = {"what": given["what"], "on": past.on, "known": past.known}
    if rights.is_about_people(AskedWork(kind=kind, what=given["what"])):
        ask_again(request)
    try:
        with resends.once_if_numbered(request) as doing:
            work = ask(request.user, kind, **wish)
            doing.url = reverse("admin:work")
    except resends.SentBefore as before:
        return resends.led_there(request, before.url)
    except Refused as error:
        messages.error(request, str(error))
    else:
        transaction.on_commit(worker.begin)
        _wait_for(work)
    return HttpResponseRedirect(reverse("admin:work"))


def _wait_for(work: AskedWork) -> None:
    until = time.monotonic() + SOON
    while worker.is_at_it() and time.monotonic() < until:
        time.sleep(SOON / 10)
        if not AskedWork.objects.filter(pk=work.pk, state__in=OPEN_WORK).exists():
            return


def work_file_view(request, pk):
    """One's own, for a day, as long as one may ask for it."""
    if not rights.kinds_for(request.user):
        raise PermissionDenied
    work = get_object_or_404(asked_by(request.user).exclude(stored_name=""), pk=pk)
    if not rights.may_ask(request.user, work.kind):
        raise PermissionDenied
    if rights.is_about_people(work):
        ask_again(request, page=reverse("admin:work"))
    try:
        content = keeping.path_of(work.stored_name).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(content, as_attachment=True, filename=work.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
