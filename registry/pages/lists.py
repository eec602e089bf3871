"""A list of the admin: it takes the filters, searches and orders it declares, and no look-up."""

import re
from datetime import date

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.pages.addresses import NotUnderstood, check_names, check_search, filled_in, short
from registry.records.seen import PRIMARY_KEY

OF_EVERY_LIST = {SEARCH_VAR, ORDER_VAR, PAGE_VAR, ALL_VAR, IS_POPUP_VAR, TO_FIELD_VAR}
PAGE_NUMBER = re.compile("[1-9][0-9]{0,8}")
LABEL = re.compile("[a-z_.]{1,100}")  # of a table: no words that somebody may have typed
ORDER = re.compile(r"-?[0-9]{1,3}(\.-?[0-9]{1,3})*")
FIGURES = {"year": re.compile("[1-9][0-9]{3}"), "month": re.compile("[0-9]{1,2}")}
FIGURES["day"] = FIGURES["month"]
LAST_YEAR = 9998  # the next one begins on a day that there is


class LinkedFilter(admin.FieldListFilter):
    """What a link of another page narrows a list to: beside the list only where it is asked for."""

    def __init__(self, field, request, params, model, model_admin, field_path):
        self.parameter = parameter_of(field, field_path)
        super().__init__(field, request, params, model, model_admin, field_path)

    def expected_parameters(self):
        return [self.parameter]

    def has_output(self):
        return self.parameter in self.used_parameters

    def choices(self, changelist):
        everything = changelist.get_query_string(remove=[self.parameter])
        yield {"selected": False, "query_string": everything, "display": pgettext("filter", "All")}
        same = changelist.get_query_string()
        yield {"selected": True, "query_string": same, "display": _("As in the link")}


def linked_filters(table: admin.ModelAdmin, request, declared: list) -> list[tuple]:
    """For each relation that no filter of the list asks for yet, and whose rows this user may see:
    where a row is used, a link leads to the list of what uses it."""
    taken = {entry[0] if isinstance(entry, tuple) else entry for entry in declared}
    fields = (*table.opts.fields, *table.opts.many_to_many)
    found = []
    for field in fields:
        to = table.admin_site._registry.get(field.related_model)
        if to is None or field.name in taken or not hasattr(to, "by_name"):
            continue
        if to.has_view_permission(request):
            found.append((field.name, LinkedFilter))
    return found


class DeclaredChangeList(ChangeList):
    """Raises `NotUnderstood`, before the database is asked for anything that it cannot answer."""

    always = OF_EVERY_LIST

    def __init__(self, *args, **kwargs):
        try:
            super().__init__(*args, **kwargs)
        except IncorrectLookupParameters as error:
            raise NotUnderstood(_("This address of the list cannot be used.")) from error

    def get_filters(self, request):
        check_names(request, self.always | self.model_admin.declared_parameters(request))
        check_search(request.GET.get(SEARCH_VAR, ""))
        self._check_order(request.GET.get(ORDER_VAR, ""))
        if not PAGE_NUMBER.fullmatch(number := request.GET.get(PAGE_VAR, "1")):
            raise NotUnderstood(_("“{text}” is not a page number.").format(text=short(number)))
        self._check_period(request.GET)
        found = super().get_filters(request)
        offered = {name: spec for spec in found[0] for name in spec.expected_parameters()}
        for name in self.get_filters_params().keys() - self._days.keys():
            spec, value = offered.get(name), request.GET[name]
            if spec is None or not offers(spec, name, value):
                raise NotUnderstood(
                    _("“{value}” is not one of the choices of “{title}”.").format(
                        value=short(value), title=spec.title if spec else name
                    )
                )
        return found

    @property
    def narrowed_by(self) -> int:
        """How many of its filters are asked for something."""
        return sum(bool(spec.used_parameters) for spec in self.filter_specs)

    @property
    def is_narrowed(self) -> bool:
        """Whether somebody looks for something among its rows: by words, filters or days."""
        return bool(self.query or self.params.keys() - self.always)

    @property
    def _days(self) -> dict[str, str]:
        """Under which names the years, months and days of the list are asked for."""
        return days_of(self.model_admin)

    def get_results(self, request):
        try:
            super().get_results(request)
        except IncorrectLookupParameters as error:
            raise NotUnderstood(
                _("The list does not have a page {number}.").format(number=self.page_num)
            ) from error

    def _check_order(self, text: str) -> None:
        if not text:
            return
        columns = text.replace("-", "").split(".") if ORDER.fullmatch(text) else []
        numbers = {int(number) for number in columns}
        if not numbers or len(numbers) < len(columns) or max(numbers) >= len(self.list_display):
            raise NotUnderstood(
                _("“{text}” is not a valid sort order of this list.").format(text=short(text))
            )

    def _check_period(self, asked) -> None:
        """A year, a month of it, a day of that."""
        figures = []
        for place, (name, part) in enumerate(self._days.items()):
            text = asked.get(name)
            if text is None:
                continue
            if len(figures) < place or not FIGURES[part].fullmatch(text):
                raise NotUnderstood(_no_period(text))
            figures.append(int(text))
        if not figures:
            return
        try:
            day = date(*figures, *[1] * (3 - len(figures)))
        except ValueError as error:
            raise NotUnderstood(_no_period("-".join(map(str, figures)))) from error
        if day.year > LAST_YEAR:
            raise NotUnderstood(_no_period(str(day.year)))


def _no_period(text: str) -> str:
    return _("“{text}” is not a valid year, month or day of this list.").format(text=short(text))


class DeclaredLists:
    """Mixed into every ModelAdmin: the address of its list takes what it declares alone."""

    show_facets = admin.ShowFacets.NEVER  # a count for each filter would be a query for each
    # Fields of the form that an address may fill in. No others: who saves it has chosen the rest.
    filled_by_address: tuple[str, ...] = ()

    def get_changelist(self, request, **kwargs):
        return DeclaredChangeList

    def action_checkbox(self, obj):
        """What Django has a template for in each row, which is a quarter of what a list takes."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            str(obj.pk),
            _("Select this object for an action - {}").format(obj),
        )

    def declared_parameters(self, request) -> set[str]:
        """The names under which the filters of the list, and its days, are asked for."""
        names = set()
        for entry in self.get_list_filter(request):
            if isinstance(entry, type):
                names.add(entry.parameter_name)
                continue
            path = entry[0] if isinstance(entry, tuple) else entry
            field = get_fields_from_path(self.model, path)[-1]
            names |= {parameter_of(field, path), f"{path}__isnull"}
        return names | days_of(self).keys()

    def lookup_allowed(self, lookup, value, request=None):
        return request is not None and lookup in self.declared_parameters(request)

    def get_changeform_initial_data(self, request):
        return filled_in(request, self.filled_by_address)

    def changelist_view(self, request, extra_context=None):
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(PRIMARY_KEY.fullmatch(key) for key in chosen):
            raise NotUnderstood(_("A chosen row is not in this list. Choose again."))
        return super().changelist_view(request, extra_context)


def days_of(model_admin: admin.ModelAdmin) -> dict[str, str]:
    field = model_admin.date_hierarchy
    return {f"{field}__{part}": part for part in FIGURES} if field else {}


def parameter_of(field: models.Field, path: str) -> str:
    """Under which name Django's filters ask for one value of a field."""
    if field.is_relation:
        return f"{path}__{field.target_field.name}__exact"
    is_closed = field.flatchoices or isinstance(field, models.BooleanField)
    return f"{path}__exact" if is_closed else path


def offers(spec: admin.ListFilter, name: str, value: str) -> bool:
    """Whether a filter may be asked for this value: one of its choices, or of the right kind."""
    if isinstance(spec, admin.SimpleListFilter):
        return value in {str(choice) for choice, _label in spec.lookup_choices}
    if name.endswith("__isnull"):
        return value in {"True", "False"}
    if isinstance(spec, admin.AllValuesFieldListFilter):
        return value in {str(known) for known in spec.lookup_choices}
    if spec.field.flatchoices:
        return value in {str(choice) for choice, _label in spec.field.flatchoices}
    if isinstance(spec.field, models.BooleanField):
        return value in {"0", "1"}
    if spec.field.is_relation or isinstance(spec.field, models.IntegerField):
        return PRIMARY_KEY.fullmatch(value) is not None
    return LABEL.fullmatch(value) is not None
