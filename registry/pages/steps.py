"""Pages on which somebody takes a step for one entry or many, and says why."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.asking_again import ask_again
from registry.filling_in.faults import FormFault, elsewhere
from registry.filling_in.reasons import ReasonInput, note_newest, suggest
from registry.pages import resends
from registry.pages.page import STEPS, Button, Page
from registry.pages.past import past_of
from registry.records.history import recorded
from registry.records.seen import PRIMARY_KEY, refuse_unless_seen, seen_of

MOST_AT_ONCE = 200


class ReasonForm(forms.Form):
    """Asks why. Fields that a subclass adds come first, and are handed to the step by name."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=ReasonInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "Why you make this change. It is kept in the history for as long as the "
            "register exists. Do not name people."
        ),
    )

    # What rules across rows refused, with the way to each.
    refused: Sequence[FormFault] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step in the life of a row, who may take it, and for which rows.

    `fits` is asked of the row as it stands when the step is taken, whatever page was shown before.
    `take` answers for the same to those who come without a page.
    """

    name: str
    label: str
    explanation: str
    take: Callable
    fits: Callable[..., bool]
    permission: str = "change"
    form: type[ReasonForm] = ReasonForm
    # What is told once it was taken: of which entry, and since or until which day.
    done: str = ""
    # Why it does not fit, where that can be said in general.
    otherwise: str = gettext_lazy("This step is not possible in the current state.")
    # Whether all that it does can be undone together. A letter that has gone cannot.
    is_undone_whole: bool = True
    # Whether it asks who somebody is, though they are signed in: it removes something for good.
    asks_again: bool = False


class StepPage(Page):
    """An action of the list and a button of the entry for each step. GET shows the entries and
    asks why; POST takes the step for each of them.
    """

    name = "step"
    address = "step/<slug:name>/"
    template = "admin/registry/step.html"
    stands_on = STEPS

    def __init__(self, *steps: Step):
        self.steps = steps

    def may_open(self, request, row=None):
        return True  # by step: see below

    def may_take(self, request, step: Step) -> bool:
        name = f"{self.opts.app_label}.{step.permission}_{self.opts.model_name}"
        return request.user.has_perm(name)

    def offered(self, request, row) -> list[Step]:
        """What this user may do with this row now."""
        if past_of(request):
            return []
        return [step for step in self.steps if self.may_take(request, step) and step.fits(row)]

    def buttons(self, request, row=None):
        return [
            Button(step.label, self.url_for(step, row), css="step")
            for step in self.offered(request, row)
        ]

    def url_for(self, step: Step, row) -> str:
        """From the page of the row: what that has shown is what was seen."""
        return f"{self.url(None, step.name)}?ids={row.pk}&seen={row.pk}:{seen_of(row)}"

    def actions(self, request):
        return {
            step.name: (partial(self._lead_to, step), step.name, step.label)
            for step in self.steps
            if self.may_take(request, step)
        }

    def _lead_to(self, step: Step, table, request, queryset):
        # All of them or none: what is left out would be left out without a word.
        pks = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(pks) > MOST_AT_ONCE:
            messages.error(request, _too_many(queryset.count()))
            return None
        return HttpResponseRedirect(f"{self.url(None, step.name)}?ids={','.join(map(str, pks))}")

    def respond(self, request, row, name):
        step = self._step(request, name)
        pks = _asked_for(request)
        if len(pks) > MOST_AT_ONCE:
            messages.error(request, _too_many(len(pks)))
            return HttpResponseRedirect(self.table.url_of("changelist"))
        rows = self._chosen(request, pks)
        if not rows:
            raise Http404
        form = self.form_for(request, step, rows)
        missing = _missing(len(pks) - len(rows))
        if request.method == "POST" and form.is_valid():
            if before := resends.done_before(request):
                return before
            refused = self._take_all(request, step, rows, form)
            if not refused:
                if missing:
                    messages.warning(request, missing)
                self.tell_next(request, rows, form)
                return HttpResponseRedirect(self.way_on(request, rows, form))
            if before := resends.done_before(request):  # while this one waited for it
                return before
            rows = self._chosen(request, [row.pk for row in refused]) or refused
        context = self.context(request, step, rows, form) | {"missing": missing}
        return self.render(request, rows[0] if len(rows) == 1 else None, context)

    def _step(self, request, name: str) -> Step:
        step = next((step for step in self.steps if step.name == name), None)
        if step is None:
            raise Http404
        if not self.may_take(request, step):
            raise PermissionDenied
        if step.asks_again:
            ask_again(request)
        return step

    def form_for(self, request, step: Step, rows) -> ReasonForm:
        return step.form(request.POST or None)

    def context(self, request, step: Step, rows, form) -> dict:
        suggest(request, form.fields["reason"], self.table.model)
        findings = self.findings_for(step, rows)
        unfit = [row for row in rows if not step.fits(row)]
        return {
            "title": step.label,
            "step": step,
            "rows": [(row, f"{row.pk}:{seen_of(row)}") for row in rows],
            "form": form,
            "media": form.media,
            "form_number": resends.number_of(request),
            "way_back": self.way_back(rows),
            "findings": findings,
            "unfit": unfit,
            "news": [news for row in rows if (news := _news(request, row))],
            "is_blocked": len(findings) == len(rows)
            or (len(unfit) == len(rows) and not form.is_bound),
        }

    def findings_for(self, step: Step, rows) -> list[tuple[str, list]]:
        """What stands against a step: label of the row, and the points. None by default."""
        return []

    def _take_all(self, request, step, rows, form) -> list:
        """Those for which it was not done. Where it was for all, the last one notes that too."""
        refused = []
        for row in rows:
            with transaction.atomic() if step.is_undone_whole else nullcontext():
                if not self.take(request, step, row, form):
                    refused.append(row)
                elif row is rows[-1] and not refused:
                    resends.note_done(request, self.way_on(request, rows, form))
        return refused

    def _chosen(self, request, pks):
        return list(self.table.rows_as_seen(request).filter(pk__in=pks))

    def take(self, request, step, row, form) -> bool:
        """Whether it was done. What stands against it is an error of the form."""
        said = form.cleaned_data
        block = recorded(by=request.user, reason=said["reason"])
        try:
            with block if step.is_undone_whole else nullcontext():
                # Nobody else writes from here on: what is checked is what the step is taken for.
                now = self.table.rows_as_seen(request).filter(pk=row.pk).first()
                refuse_unless_it_fits(step, now, _seen(request).get(row.pk, ""))
                step.take(now, by=request.user, **said)
        except ValidationError as error:
            refusal = _("{entry}: nothing was changed. {why}").format(
                entry=row.headline, why=" ".join(error.messages)
            )
            form.add_error(None, refusal)
            faults = getattr(error, "faults", ())
            form.refused = [*form.refused, *elsewhere(self.table.admin_site, request, faults)]
            return False
        if hasattr(row, "history"):
            note_newest(request, row)
        messages.success(request, _told(step, row, said))
        return True

    def tell_next(self, request, rows, form) -> None:
        """As a message: what else has to be done, now that the step was taken."""

    def way_on(self, request, rows, form) -> str:
        """Where it goes on once the step was taken."""
        return self.way_back(rows)

    def way_back(self, rows) -> str:
        if len(rows) == 1:
            return self.table.url_of("change", rows[0].pk)
        return self.table.url_of("changelist")


def refuse_unless_it_fits(step: Step, row, seen: str) -> None:
    """Raises ValidationError where a row has changed since it was seen, or is none for the step."""
    if row is None:
        raise ValidationError(_("It no longer exists, or you may not see it."))
    if not step.fits(row):
        raise ValidationError(step.otherwise)
    refuse_unless_seen(row, seen)


def _told(step: Step, row, said: dict) -> str:
    words = {"entry": row.full_name, "day": date_format(said.get("on") or timezone.localdate())}
    if step.done:
        return step.done.format(**words)
    return _("{entry}: done ({step}).").format(step=step.label, **words)


def _asked_for(request) -> list[int]:
    ids = request.POST.getlist("ids") or request.GET.get("ids", "").split(",")
    return list(dict.fromkeys(int(pk) for pk in ids if PRIMARY_KEY.fullmatch(pk)))


def _seen(request) -> dict[int, str]:
    """By row what its page said was seen: `seen=5:12-0-3`."""
    parts = [text.partition(":") for text in request.POST.getlist("seen")]
    return {int(pk): seen for pk, _colon, seen in parts if PRIMARY_KEY.fullmatch(pk)}


def _news(request, row) -> str:
    """What was changed since the page from which somebody came was opened."""
    pk, _colon, seen = request.GET.get("seen", "").partition(":")
    if request.method != "GET" or pk != str(row.pk):
        return ""
    try:
        refuse_unless_seen(row, seen)
    except ValidationError as error:
        return error.message
    return ""


def _missing(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} of the chosen entries no longer exists, or you may not see it.",
        "{count} of the chosen entries no longer exist, or you may not see them.",
        count,
    ).format(count=count)


def _too_many(count: int) -> str:
    return ngettext(
        "{count} entry was chosen and nothing was done. Choose up to {most} at once.",
        "{count} entries were chosen and nothing was done. Choose up to {most} at once.",
        count,
    ).format(count=count, most=MOST_AT_ONCE)
