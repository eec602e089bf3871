"""How relations and deliberate blanks are shown in a form."""

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.filling_in.choices import chosen_for
from registry.filling_in.plain import words_for
from registry.records.absence import NONE, NOT_APPLICABLE, absence
from registry.records.seen import PRIMARY_KEY

STATED = [
    ("", _("not stated")),
    (NONE, pgettext_lazy("statement in an empty field", "none")),
    (NOT_APPLICABLE.strip(), _("not applicable, because")),
]


class KnownLabels:
    """Labels of what is selected come from the loaded instance, not from a query per field."""

    known: dict[str, str] = {}

    def optgroups(self, name, value, attrs=None):
        chosen = [str(item) for item in value if item]
        if not all(item in self.known for item in chosen):
            return super().optgroups(name, value, attrs)
        options = [] if self.allow_multiple_selected or self.is_required else [("", "")]
        options += [(item, self.known[item]) for item in chosen]
        return [
            (None, [self.create_option(name, key, label, key in chosen, index)], index)
            for index, (key, label) in enumerate(options)
        ]


class RelationSelect(KnownLabels, AutocompleteSelect):
    """One related row, searched for as one types."""


class OtherSelect(RelationSelect):
    """The same without one row: `but` is its key."""

    but = 0

    def get_url(self):
        return f"{super().get_url()}?but={self.but}"


class RelationSelectMultiple(KnownLabels, AutocompleteSelectMultiple):
    """Several related rows, searched for as one types."""


class RelationFields:
    """Relations are searched for, so that no select box grows with its table; texts start small."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", RelationSelect(db_field, self.admin_site))
        kwargs |= chosen_for(request, db_field)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", RelationSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.TextField):
            kwargs.setdefault("widget", AdminTextareaWidget(attrs={"rows": 3}))
        kwargs = words_for(db_field.model._meta.model_name, db_field.name) | kwargs
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # One icon, "add": the others lead away from what is being typed.
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field


class RelationSearch(AutocompleteJsonView):
    """Answers those above, for a relation as its table names it: not from the other side."""

    def process_request(self, request):
        term, model_admin, relation, to_field = super().process_request(request)
        if relation.auto_created:
            raise PermissionDenied
        return term, model_admin, relation, to_field

    def get_queryset(self):
        but = self.request.GET.get("but", "")
        rows = super().get_queryset()
        return rows.exclude(pk=but) if PRIMARY_KEY.fullmatch(but) else rows


class AbsencesWidget(forms.Widget):
    """For each field that may be empty on purpose: not stated, none, or not applicable and why."""

    template_name = "admin/registry/absences.html"
    labels: dict[str, str] = {}
    # Those that stand beside the fields they are about.
    elsewhere: frozenset[str] = frozenset()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = self.rows(name, value)
        context["widget"]["rows"] = [row for row in rows if row["field"] not in self.elsewhere]
        context["widget"] |= {"choices": STATED, "why": _("why")}
        return context

    def rows(self, name, value) -> list[dict]:
        """A choice for each field that may be empty on purpose."""
        return [
            self._row(name, field, label, (value or {}).get(field, ""))
            for field, label in self.labels.items()
        ]

    def _row(self, name, field, label, text):
        kind, colon, why = text.partition(":")
        return {
            "field": field,
            "choices": STATED,
            "name": f"{name}-{field}",
            "label": label,
            "kind": kind + colon,
            "why": why.strip(),
        }

    def value_from_datadict(self, data, files, name):
        """The texts as typed, such as `none` or `not applicable: …`; the field checks them."""
        texts = {}
        for field in self.labels:
            kind = data.get(f"{name}-{field}", "")
            why = data.get(f"{name}-{field}-why", "").strip()
            if kind:
                texts[field] = f"{kind} {why}".strip() if kind != NONE else NONE
        return texts

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{field}" in data for field in self.labels)


class AbsencesFormField(forms.Field):
    """The absences of one row. Raises ValidationError where a reason is missing."""

    widget = AbsencesWidget

    def __init__(self, labels: dict[str, str], **kwargs):
        super().__init__(required=False, **kwargs)
        self.widget.labels = labels

    def clean(self, value):
        return {field: absence(text) for field, text in (value or {}).items()}

    def at_fault(self, name: str, value) -> str:
        """The id of the first choice that lacks its reason."""
        rows = self.widget.rows(name, value)
        lacking = [row for row in rows if row["kind"].endswith(":") and not row["why"]]
        return (lacking or rows)[0]["name"]

    def has_changed(self, initial, data):
        return (initial or {}) != (data or {})
