"""Reasons to choose from: that of the last step in this session, and what somebody gave before."""

from django import forms
from django.apps import apps
from django.db import models

LAST = "last_reason"
SHOWN, LOOKED_AT, SHOWN_BESIDE = 6, 40, 3
SAID = "said_before_"


class ReasonInput(forms.TextInput):
    """One line with suggestions below it. They are set by the page that shows it."""

    template_name = "admin/registry/reason.html"
    suggestions: list[str] = []

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = self.suggestions
        if self.suggestions:
            context["widget"]["attrs"] |= {"list": f"{context['widget']['attrs']['id']}_before"}
        return context


def note(request, versions: dict[type[models.Model], set[int]]) -> None:
    """Remember a version that was just written. Not its words: these may have to be forgotten."""
    for model, written in versions.items():
        if written:
            request.session[LAST] = [model._meta.label, max(written)]
            return


def note_newest(request, row: models.Model) -> None:
    """The same of a row that a step wrote, in a block of its own."""
    newest = row.history.model.objects.filter(id=row.pk).aggregate(it=models.Max("history_id"))
    if newest["it"]:
        note(request, {type(row): {newest["it"]}})


def beside_the_row(request, model: type[models.Model]) -> dict[str, models.Subquery]:
    """What `suggest` needs, as part of the question for a row: a form has few questions left."""
    before = _said(request, model)
    asked = [before[number : number + 1] for number in range(SHOWN_BESIDE)]
    if (last := _last(request, model)) is not None:  # not yet asked: it is asked with the row
        asked.insert(0, last[:1])
    return {f"{SAID}{number}": models.Subquery(said) for number, said in enumerate(asked)}


def suggest(request, field: forms.Field, model: type[models.Model], row=None) -> None:
    """Give the field of a reason what this user said last, anywhere, and of this table."""
    if not (isinstance(field.widget, ReasonInput) and hasattr(model, "history")):
        return
    found = [text for name, text in vars(row).items() if name.startswith(SAID)] if row else []
    if not found:
        last = _last(request, model)
        found = [*(last or ()), *_said(request, model)[:LOOKED_AT]]
    field.widget.suggestions = [*dict.fromkeys(filter(None, found))][:SHOWN]


def _last(request, model: type[models.Model]) -> models.QuerySet | None:
    """None where it is among those of the table."""
    label, version = request.session.get(LAST) or ("", 0)
    if not label or label == model._meta.label:
        return None
    return _said(request, apps.get_model(label)).filter(history_id=version)


def _said(request, model: type[models.Model]) -> models.QuerySet:
    of_user = model.history.model.objects.filter(history_user_id=request.user.pk)
    return of_user.order_by("-history_id").values_list("history_change_reason", flat=True)
