"""Pages on which somebody takes a step for one entry or many, and says why."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.base import resends
from registry.base.lists import PRIMARY_KEY

MOST_AT_ONCE = 200


class ReasonForm(forms.Form):
    """Asks why. Fields that a subclass adds come first, and are handed to the step by name."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "Kept with the history for as long as the register lives. No names."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step in the life of a row, and who may take it for which rows."""

    name: str
    label: str
    explanation: str
    take: Callable
    permission: str
    fits: Callable[..., bool]
    form: type[ReasonForm] = ReasonForm


class StepPages:
    """Mixed into a ModelAdmin: an action of the list and a button of the entry for each step."""

    steps: tuple[Step, ...] = ()

    def steps_for(self, request, row) -> list[dict]:
        """Label and address of each step that this user may take for this row now."""
        return [
            {"label": step.label, "url": f"{self._step_url(step)}?ids={row.pk}"}
            for step in self.steps
            if self._may(request, step) and step.fits(row)
        ]

    def get_actions(self, request):
        actions = super().get_actions(request)
        for step in self.steps:
            if self._may(request, step):
                actions[step.name] = (_lead_to(step), step.name, step.label)
        return actions

    def get_urls(self):
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.step_view)
        return [path("step/<slug:name>/", view, name=f"{info}_step"), *super().get_urls()]

    def _step_url(self, step: Step) -> str:
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{self.admin_site.name}:{info}_step", args=[step.name])

    def _may(self, request, step: Step) -> bool:
        name = f"{self.opts.app_label}.{step.permission}_{self.opts.model_name}"
        return request.user.has_perm(name)

    def step_view(self, request, name):
        """GET shows the entries and asks why; POST takes the step for each of them."""
        step = next((step for step in self.steps if step.name == name), None)
        if step is None:
            raise Http404
        if not self._may(request, step):
            raise PermissionDenied
        rows = self._chosen(request)
        form = step.form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if before := resends.done_before(request):
                return before
            refused = [row for row in rows if not self._take(request, step, row, form)]
            if not refused:
                resends.note_done(request, self._way_back(rows))
                return HttpResponseRedirect(self._way_back(rows))
            if before := resends.done_before(request):  # while this one waited for it
                return before
            rows = refused
        findings = self.findings_for(step, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "opts": self.opts,
            "object": rows[0] if len(rows) == 1 else None,
            "step": step,
            "rows": rows,
            "form": form,
            "form_number": resends.number_of(request),
            "way_back": self._way_back(rows),
            "findings": findings,
            "is_blocked": len(findings) == len(rows),
        }
        return TemplateResponse(request, "admin/registry/step.html", context)

    def findings_for(self, step: Step, rows) -> list[tuple[str, list]]:
        """What stands against a step: label of the row, and the points. None by default."""
        return []

    def _chosen(self, request):
        ids = request.POST.getlist("ids") or request.GET.get("ids", "").split(",")
        pks = [int(pk) for pk in ids if PRIMARY_KEY.fullmatch(pk)]
        rows = list(self.get_queryset(request).with_labels().filter(pk__in=pks)[:MOST_AT_ONCE])
        if not rows:
            raise Http404
        return rows

    def _take(self, request, step, row, form) -> bool:
        """Whether it was done. What stands against it is an error of the form."""
        try:
            step.take(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refusal = _("{entry}: not done. {why}").format(
                entry=row.headline, why=" ".join(error.messages)
            )
            form.add_error(None, refusal)
            return False
        messages.success(request, _("{entry}: done.").format(entry=row.headline))
        return True

    def _way_back(self, rows) -> str:
        info = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        if len(rows) == 1:
            return reverse(f"{info}_change", args=[rows[0].pk])
        return reverse(f"{info}_changelist")


def _lead_to(step: Step):
    def lead(model_admin, request, queryset):
        pks = queryset.values_list("pk", flat=True)[:MOST_AT_ONCE]
        address = model_admin._step_url(step)
        return HttpResponseRedirect(f"{address}?ids={','.join(map(str, pks))}")

    return lead
