"""Reasons to choose from: that of the last step in this session, and what somebody gave before."""

from django import forms
from django.apps import apps
from django.db import models

LAST = "last_reason"
SHOWN, LOOKED_AT = 6, 40


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


def suggest(request, field: forms.Field, model: type[models.Model]) -> None:
    """Give the field of a reason what this user said last, anywhere, and of this table."""
    if isinstance(field.widget, ReasonInput) and hasattr(model, "history"):
        said = dict.fromkeys([*_last(request, model), *_before(request, model)])
        field.widget.suggestions = [*said][:SHOWN]


def _last(request, model: type[models.Model]) -> list[str]:
    label, version = request.session.get(LAST) or ("", 0)
    if not label or label == model._meta.label:  # then it is among those of the table
        return []
    return _reasons(request, apps.get_model(label), history_id=version)


def _before(request, model: type[models.Model]) -> list[str]:
    return _reasons(request, model)


def _reasons(request, model: type[models.Model], **which) -> list[str]:
    of_user = model.history.model.objects.filter(history_user_id=request.user.pk, **which)
    found = of_user.order_by("-history_id").values_list("history_change_reason", flat=True)
    return [reason for reason in found[:LOOKED_AT] if reason]
