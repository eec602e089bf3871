"""How a list of the admin was narrowed down, told without words that somebody typed."""

from django.contrib.admin import FieldListFilter, ListFilter, ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ERROR_FLAG, IGNORED_PARAMS, PAGE_VAR, SEARCH_VAR
from django.db import models
from django.http import HttpRequest

from registry.base.moments import KNOWN, ON

# In place of words that may be somebody's name: only that there were some.
NOT_KEPT = "…"
NO_NARROWING = {*IGNORED_PARAMS, PAGE_VAR, ERROR_FLAG, "_changelist_filters"} - {SEARCH_VAR}


def narrowing(admin: ModelAdmin, request: HttpRequest) -> dict[str, list[str]]:
    """The parameters of a list and their values, as far as they come from a closed choice.

    What was searched for, or a text that a column was compared with, is left out.
    """
    filters = {
        name: spec
        for spec in admin.get_changelist_instance(request).filter_specs
        for name in spec.expected_parameters()
    }
    days = {ON, KNOWN, *(f"{admin.date_hierarchy}__{part}" for part in ("year", "month", "day"))}
    return {
        name: [
            value if name in days or _is_offered(filters.get(name), value) else NOT_KEPT
            for value in values
        ]
        for name, values in sorted(request.GET.lists())
        if name not in NO_NARROWING
    }


def _is_offered(spec: ListFilter | None, value: str) -> bool:
    match spec:
        case SimpleListFilter():
            return value in {str(choice) for choice, _label in spec.lookup_choices}
        case FieldListFilter(field=models.CharField() | models.TextField()):
            return value in {str(choice) for choice, _label in spec.field.flatchoices}
        case FieldListFilter():  # a number, a day, yes or no: the list took it as one
            return True
    return False
