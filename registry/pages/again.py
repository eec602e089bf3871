"""A past version of an entry in its form of today: to be saved again with a reason, or not."""

from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.db import models
from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry import hooks
from registry.pages.past import past_of
from registry.pages.widgets import KnownLabels
from registry.records.seen import PRIMARY_KEY
from registry.records.timeline.texts import Sees, everybody, links_of

AGAIN = "_again"  # in the address of a form: from which version of its entry it is filled


@dataclass
class Again:
    """What a form takes of a version. What it leaves out, it says."""

    version: models.Model
    sees: Sees = everybody
    left_out: list[str] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.version.history_date

    @property
    def author(self) -> str:
        return self.version.history_author

    def fill(self, form: forms.ModelForm) -> None:
        """Its own fields and links. What was redacted stays as it is in the form."""
        removed = self._removed(type(form.instance))
        many = form.instance._meta.local_many_to_many
        links = links_of({field: [self.version.pk] for field in many})
        for name, form_field in form.fields.items():
            if not (model_field := _field(form.instance, name)):
                continue
            label = capfirst(model_field.verbose_name)
            if name in removed:
                self.left_out.append(_("{field}: removed from that version").format(field=label))
            elif model_field.many_to_many:
                pks = links[model_field][self.version.pk]
                form.initial[name] = self._links(form_field, label, pks, form.initial.get(name))
            elif model_field.is_relation:
                pk, now = getattr(self.version, model_field.attname), form.initial.get(name)
                if pk is None or pk == now:
                    form.initial[name] = pk
                elif taken := self._links(form_field, label, [pk], []):
                    form.initial[name] = taken[0].pk
            else:
                form.initial[name] = getattr(self.version, model_field.attname)

    def _removed(self, model: type[models.Model]) -> set[str]:
        found = hooks.removals_wanted({model: [self.version.pk]})
        return {
            name
            for removals in found
            for removal in removals[model].get(self.version.pk, ())
            for name in removal.fields
        }

    def _links(self, form_field, label: str, pks: list[int], now) -> list[models.Model]:
        """Rows of that version which may be named today; those that are gone stay only if the
        entry names them today anyway.
        """
        kept = {row.pk for row in now or ()}
        offered = form_field.queryset.model._base_manager.filter(pk__in=pks)
        seen = {row.pk: row for row in self.sees(offered)}
        fit = set(form_field.queryset.filter(pk__in=pks).order_by().values_list("pk", flat=True))
        taken = []
        for pk in pks:
            row = seen.get(pk)
            if row is not None and pk in fit and (pk in kept or not _is_gone(row)):
                taken.append(row)
            else:
                self.left_out.append(_why_not(label, row))
        if isinstance(
            widget := getattr(form_field.widget, "widget", form_field.widget), KnownLabels
        ):
            widget.known = {**widget.known, **{str(row.pk): str(row) for row in taken}}
        return taken


def again_of(table, request, row: models.Model | None) -> Again | None:
    """What the address of a form asks for. Raises Http404 where the entry has no such version."""
    asked = request.GET.get(AGAIN)
    if asked is None or row is None or not _may_take(table, request, row):
        return None
    version = None
    if PRIMARY_KEY.fullmatch(asked):
        version = type(row).history.filter(id=row.pk, history_id=int(asked)).first()
    if version is None:
        raise Http404
    return Again(version, table.sees(request))


def url_of_again(table, request, row: models.Model, history_id: int) -> str:
    """Where to take a version again; empty for what it says today, and for those who may not."""
    newest = type(row).history.filter(id=row.pk).order_by("-holds_from", "-history_id").first()
    if newest is None or newest.history_id == history_id or not _may_take(table, request, row):
        return ""
    return f"{table.url_of('change', row.pk)}?{AGAIN}={history_id}"


def _may_take(table, request, row) -> bool:
    return not past_of(request) and table.has_change_permission(request, row)


def _field(row: models.Model, name: str) -> models.Field | None:
    fields = [*row._meta.concrete_fields, *row._meta.local_many_to_many]
    return next((one for one in fields if one.name == name), None)


def _is_gone(row: models.Model) -> bool:
    return getattr(row, "retired_on", None) is not None


def _why_not(label: str, row: models.Model | None) -> str:
    if row is None:
        return _("{field}: an entry that you may not see").format(field=label)
    if _is_gone(row):
        return _("{field}: {entry} is retired").format(field=label, entry=row)
    return _("{field}: {entry} can no longer be chosen").format(field=label, entry=row)
