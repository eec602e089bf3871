"""An entry as the beginning of another: the form to add one, filled in, and nothing written."""

from dataclasses import dataclass, field

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.models import (
    AccessDecision,
    AccessReview,
    AcknowledgedFinding,
    AdequacyDecision,
    Country,
    LegalBasis,
    Notice,
    Organisation,
    Passage,
    Person,
    ProcessingActivity,
    Right,
    SpecialCategoryCondition,
    StatedFact,
    Suggestion,
    SupervisoryAuthority,
)
from registry.pages.again import Again
from registry.pages.page import ENTRY, Button
from registry.pages.past import past_of
from registry.records.model import DatedModel
from registry.records.personal import is_marker
from registry.records.seen import PRIMARY_KEY

COPY = "_copy"  # in the address of the form to add one: of which entry it is a copy
# Of each of these there is one: people, what the law lists, what was published or found.
NOT_TWICE = (
    AccessDecision,
    AccessReview,
    AcknowledgedFinding,
    AdequacyDecision,
    Country,
    LegalBasis,
    Notice,
    Organisation,
    Passage,
    Person,
    Right,
    SpecialCategoryCondition,
    StatedFact,
    Suggestion,
    SupervisoryAuthority,
)
# Another entry has days of its own, and is published only where somebody says so.
OF_ITS_OWN = {
    "first_day",
    "retired_on",
    "starts_on",
    "ends_on",
    "listed_from",
    "listed_until",
    "is_public",
}


@dataclass
class Copy(Again):
    """What a form takes of another entry, in place of a version of its own."""

    # By prefix of the part: what each new form begins with.
    parts: dict[str, list[models.Model]] = field(default_factory=dict)

    @property
    def source(self) -> models.Model:
        return self.version

    def fill(self, form) -> None:
        """Called for the form of the entry. What stands for it alone is left empty, and told."""
        for name, form_field in form.fields.items():
            if not (model_field := _field(self.source, name)):
                continue
            label = capfirst(model_field.verbose_name)
            if not _is_copied(model_field):
                if getattr(self.source, model_field.attname) not in (None, "", False):
                    self.left_out.append(_("{field}: it has its own").format(field=label))
            elif model_field.is_relation:
                rows = _related(self.source, model_field)
                taken = self._links(form_field, label, [row.pk for row in rows], [])
                is_many = model_field.many_to_many
                form.initial[name] = taken if is_many else (taken[0].pk if taken else None)
            else:
                value = getattr(self.source, model_field.attname)
                if is_marker(value):
                    self.left_out.append(_("{field}: removed from it").format(field=label))
                    value = ""
                form.initial[name] = value

    def initial(self, prefix: str) -> list[dict]:
        return [_said(row, type(self.source)) for row in self.parts.get(prefix, ())]

    def know_labels(self, prefix: str, forms) -> None:
        """What is chosen in a new part is shown by its name, without a query for each."""
        for row, form in zip(self.parts.get(prefix, ()), forms, strict=False):
            for name, form_field in form.fields.items():
                model_field = _field(row, name)
                if model_field is not None and model_field.is_relation:
                    widget = getattr(form_field.widget, "widget", form_field.widget)
                    widget.known = {str(one.pk): str(one) for one in _related(row, model_field)}


class Duplicable:
    """Mixed into the admin of every table: a button, and the form that it leads to."""

    def may_duplicate(self, request) -> bool:
        is_one = issubclass(self.model, NOT_TWICE)
        return not is_one and not past_of(request) and self.has_add_permission(request)

    def buttons(self, request, place, row=None):
        buttons = super().buttons(request, place, row)
        if place == ENTRY and row is not None and self.may_duplicate(request):
            way = f"{self.url_of('add')}?{COPY}={row.pk}"
            buttons = [*buttons, Button(pgettext("button", "Duplicate"), way)]
        return buttons

    def _copied(self, request) -> Copy | None:
        """What an address asks for. Raises Http404 where there is no such entry to be seen."""
        asked = request.GET.get(COPY)
        if asked is None or request.method != "GET" or not self.may_duplicate(request):
            return None
        if not hasattr(request, "copied"):
            row = self.get_object(request, asked) if PRIMARY_KEY.fullmatch(asked) else None
            if row is None or not self.has_view_permission(request, row):
                raise Http404
            request.copied = Copy(row, self.sees(request))
        return request.copied

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and (copied := self._copied(request)):
            form.again = copied
        return form

    def get_inline_instances(self, request, obj=None):
        inlines = super().get_inline_instances(request, obj)
        if obj is not None or self.model is not ProcessingActivity:
            return inlines
        if copied := self._copied(request):
            for inline in inlines:
                prefix = _prefix(self.model, inline)
                if prefix not in copied.parts:
                    copied.parts[prefix] = _parts(request, inline, copied.source)
                inline.extra = len(copied.parts[prefix])
        return inlines

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if (copied := getattr(request, "copied", None)) and request.method == "GET":
            kwargs["initial"] = copied.initial(prefix)
        return kwargs

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        if copied := getattr(request, "copied", None):
            for formset in formsets:
                copied.know_labels(formset.prefix, formset.forms)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["copied"] = getattr(request, "copied", None)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _parts(request, inline, source) -> list[models.Model]:
    """Those that are not over."""
    today = timezone.localdate()
    rows = inline.get_queryset(request).filter(**{_to(inline, type(source)): source})
    return list(rows.not_over(today) if issubclass(inline.model, DatedModel) else rows)


def _to(inline, owner) -> str:
    return inline.fk_name or next(
        one.name for one in inline.model._meta.fields if one.related_model is owner
    )


def _prefix(owner, inline) -> str:
    return inline.model._meta.get_field(_to(inline, owner)).remote_field.get_accessor_name()


def _said(row: models.Model, owner: type[models.Model]) -> dict:
    """The fields of a part, as the form of a new one begins with them; it leads to a new owner."""
    said = {}
    for one in (*row._meta.concrete_fields, *row._meta.local_many_to_many):
        if one.primary_key or one.related_model is owner or not _is_copied(one):
            continue
        if one.many_to_many:
            said[one.name] = list(_related(row, one))
        else:
            value = getattr(row, one.attname)
            said[one.name] = "" if is_marker(value) else value
    return said


def _is_copied(one: models.Field) -> bool:
    """Not its days, nor what no two entries may have."""
    ends = getattr(one.model, "tells_end", "")
    return not (one.name in {*OF_ITS_OWN, ends, one.model.since, one.model.until} or one.unique)


def _field(row: models.Model, name: str) -> models.Field | None:
    fields = [*row._meta.concrete_fields, *row._meta.local_many_to_many]
    return next((one for one in fields if one.name == name), None)


def _related(row: models.Model, one: models.Field) -> list[models.Model]:
    if one.many_to_many:
        return list(getattr(row, one.name).all())
    found = getattr(row, one.name)
    return [found] if found else []
