"""The page that puts two days of the register side by side."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.filling_in.days import DayInput
from registry.pages.frame import framed
from registry.past.comparison import compare
from registry.past.differences import (
    ADDED,
    CHANGED,
    PUBLIC_LIST,
    REMOVED,
    Difference,
    TableDifferences,
)
from registry.records.moments import Past, end_of
from registry.records.timeline.versions import Change
from registry.resources import TABLES

# Drafts stand beside what is approved here.
MAY_COMPARE = "registry.view_draft_processingactivity"
HELD, RECORDED = "held", "recorded"
AT_MOST = 200
HEADINGS = {
    ADDED: gettext_lazy("Added"),
    CHANGED: gettext_lazy("Changed"),
    REMOVED: gettext_lazy("No longer there"),
}


class DaysForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    second = forms.DateField(label=gettext_lazy("Second day"), widget=DayInput())
    of = forms.ChoiceField(
        label=gettext_lazy("Compare"),
        choices=[
            (HELD, gettext_lazy("what applied on each day, by what is known today")),
            (RECORDED, gettext_lazy("what the register said at the end of each day")),
        ],
        initial=HELD,
    )

    def clean(self):
        days = [self.cleaned_data.get(name) for name in ("first", "second")]
        if any(day and day > timezone.localdate() for day in days):
            raise ValidationError(_("One of the days is in the future. Choose days up to today."))
        return self.cleaned_data

    def sides(self) -> tuple[Past, Past]:
        days = (self.cleaned_data["first"], self.cleaned_data["second"])
        if self.cleaned_data["of"] == RECORDED:
            return tuple(Past(known=end_of(day)) for day in days)
        return tuple(Past(on=day) for day in days)


@dataclass(frozen=True)
class Section:
    """What the page shows of one table."""

    title: str
    left_out: int
    groups: list[tuple[str, list]]


def compare_view(request):
    """GET asks for the days, and shows what differs of what this user may see."""
    if not request.user.has_perm(MAY_COMPARE):
        raise PermissionDenied
    from django.contrib.admin import site

    form = DaysForm(request.GET if request.GET else None)
    context = {"title": _("Compare two days"), "form": form, "sections": None}
    if form.is_valid():
        before, after = form.sides()
        tables = {name: table for name, table in TABLES.items() if _may_see(request.user, table)}
        found = compare(before, after, tables=tables, at_most=AT_MOST)
        context |= {"before": before, "after": after, "sections": [_section(it) for it in found]}
    return framed(site, request, "admin/registry/compare.html", context)


def _may_see(user, resource) -> bool:
    return user.has_perm(f"registry.view_{resource._meta.model._meta.model_name}")


def _section(found: TableDifferences) -> Section:
    model = None if found.table == PUBLIC_LIST else TABLES[found.table]._meta.model
    title = _("The public list") if model is None else model._meta.verbose_name_plural
    groups = [
        (
            heading,
            [_entry(model, it) for it in found.differences if it.kind == kind],
        )
        for kind, heading in HEADINGS.items()
    ]
    return Section(capfirst(title), found.left_out, [group for group in groups if group[1]])


def _entry(model, difference: Difference) -> dict:
    address = None
    if model is not None:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_history"
        address = reverse(name, args=[difference.pk])
    return {
        "name": difference.name,
        "url": address,
        "changes": [
            Change(_label(model, name), _words(model, name, old), _words(model, name, new))
            for name, old, new in difference.fields
        ],
        "is_changed": difference.kind == CHANGED,
        "authors": difference.authors,
    }


def _label(model, name: str) -> str:
    return capfirst(getattr(_field(model, name), "verbose_name", name.replace("_", " ")))


def _words(model, name: str, text: str) -> str:
    """What a form calls the choice that a file has as its code."""
    choices = getattr(_field(model, name), "flatchoices", ())
    return next((str(label) for code, label in choices if code == text), text)


def _field(model, name: str):
    fields = {} if model is None else {field.name: field for field in model._meta.get_fields()}
    return fields.get(name)
