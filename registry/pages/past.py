"""The admin of a table as it was: on a day, as known at a moment, to be read and not changed."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.db.models.lookups import In
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from registry.pages.lists import DeclaredChangeList
from registry.pages.page import Page
from registry.records.labels import mark_not_yet
from registry.records.moments import KNOWN, ON, Past
from registry.records.timeline.versions import said_today

IN_USE = "use"
# Put into force by somebody; changed since, or not.
APPROVED = ("approved", "changed")


def past_of(request) -> Past:
    """What the site has read from the address; the present where it asks for nothing."""
    return getattr(request, "past", Past())


class InUseFilter(admin.SimpleListFilter):
    """Lists begin with what is in use; retired entries are one click away."""

    title = pgettext_lazy("in use or retired", "use")
    parameter_name = IN_USE

    def lookups(self, request, model_admin):
        return [("retired", _("Retired")), ("all", pgettext("filter", "All"))]

    def choices(self, changelist):
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("In use"),
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset.filter(retired_on=None)
            case "retired":
                return queryset.exclude(retired_on=None)
            case _:
                return queryset


class ReadOnlyInThePast:
    """Mixed into a ModelAdmin or an inline: whoever may change may not change what was."""

    def has_add_permission(self, request, *args):
        return not past_of(request) and super().has_add_permission(request, *args)

    def has_change_permission(self, request, obj=None):
        return not past_of(request) and super().has_change_permission(request, obj)


class PastChangeList(DeclaredChangeList):
    """Its links keep the day, which is no field to filter by."""

    always = DeclaredChangeList.always | {ON, KNOWN, IN_USE}

    @property
    def has_only_retired(self) -> bool:
        """Where nothing is listed: whether there is something one click away."""
        return InUseFilter in self.list_filter and self.root_queryset.exists()

    def get_results(self, request):
        super().get_results(request)
        past = past_of(request)
        if past and self.result_list.query.is_sliced:
            # No index has the order of a past day: so all are put in order by their keys alone.
            keys = list(self.result_list.values_list("pk", flat=True))
            self.result_list = self.queryset.filter(pk__in=keys)
        for row in self.result_list:
            row.past = past
        if past.on:
            mark_not_yet(self.result_list, past.on)

    def get_filters_params(self, params=None):
        asked = super().get_filters_params(params)
        # A day decides by itself what is in use, also where the list before it was asked for all.
        taken = {ON, KNOWN} | ({IN_USE} if InUseFilter not in self.list_filter else set())
        return {name: value for name, value in asked.items() if name not in taken}


class NotThenPage(Page):
    """Stands at the address of an entry's form, where the entry was not there on that day."""

    template = "admin/registry/not_then.html"

    def answer(self, request, object_id):
        """None where there never was such an entry."""
        pk = unquote(object_id)
        versions = self.table.model.history.order_by("history_id")
        first = versions.filter(id=pk).first() if pk.isdecimal() else None
        if first is None:
            return None
        context = {
            "title": _("Not recorded at that time"),
            "row": self.table.model._base_manager.filter(pk=pk).first(),
            "known_since": first.history_date,
            "past": past_of(request),
        }
        return self.render(request, None, context, status=404)


def approved(rows, path_to_state: str, past: Past):
    """Rows of activities that are approved today. In the past too, nobody sees what is hidden."""
    path, _dot, field = path_to_state.rpartition("__")
    names = rows.model._meta.get_field(path) if path else None
    is_seen = Q(**{f"{path_to_state}__in": APPROVED})
    if past:
        activity = names.related_model if names else rows.model
        is_seen = Q(In(said_today(activity, field, of=path or "pk"), APPROVED))
    if names and names.null:
        is_seen |= Q(**{path: None})
    return rows.filter(is_seen)
