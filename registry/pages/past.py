"""The admin of a table as it was: on a day, as known at a moment, to be read and not changed."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.pages.lists import DeclaredChangeList
from registry.records.moments import KNOWN, ON, Past
from registry.records.versions import as_of_today

EXPORT_CHOSEN = "export_chosen"
IN_USE = "use"
# Put into force by somebody; changed since, or not.
APPROVED = ("approved", "changed")


def past_of(request) -> Past:
    """What the site has read from the address; the present where it asks for nothing."""
    return getattr(request, "past", Past())


class InUseFilter(admin.SimpleListFilter):
    """Lists begin with what is in use; retired entries are one click away."""

    title = gettext_lazy("use")
    parameter_name = IN_USE

    def lookups(self, request, model_admin):
        return [("retired", _("Retired")), ("all", _("All"))]

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

    def get_results(self, request):
        super().get_results(request)
        for row in self.result_list:
            row.past = past_of(request)

    def get_filters_params(self, params=None):
        asked = super().get_filters_params(params)
        # A day decides by itself what is in use, also where the list before it was asked for all.
        taken = {ON, KNOWN} | ({IN_USE} if InUseFilter not in self.list_filter else set())
        return {name: value for name, value in asked.items() if name not in taken}


class PastPages(ReadOnlyInThePast):
    """Mixed into a ModelAdmin. The site shows the past, see `registry.admin.looking_back`."""

    # The pages that can show the past, by the last word of their name.
    looks_back: tuple[str, ...] = ("changelist", "change", "export")
    # The path to the state of the activity whose approval lets a committee reader see a row.
    approval_path: str | None = None

    def get_changelist(self, request, **kwargs):
        return PastChangeList

    def get_queryset(self, request):
        past = past_of(request)
        rows = self.seen_by(request, super().get_queryset(request))
        return rows.in_force(past.on) if past.on else rows

    def seen_by(self, request, rows):
        """Rows of this table, without those that name an entry which this user may not see."""
        return rows if self._sees_drafts(request) else self._approved(rows, past_of(request))

    def _sees_drafts(self, request) -> bool:
        may = request.user.has_perm
        return self.approval_path is None or may("registry.view_draft_processingactivity")

    def _approved(self, rows, past: Past):
        """In the past too, nobody sees what is hidden from them today."""
        path, _dot, field = self.approval_path.rpartition("__")
        names = self.model._meta.get_field(path) if path else None
        is_seen = Q(**{f"{self.approval_path}__in": APPROVED})
        if past.known is not None:
            activity = names.related_model if names else self.model
            today = as_of_today(activity).filter(**{f"{field}__in": APPROVED}).values("id")
            is_seen &= Q(**{f"{path or 'pk'}__in": today})
        if names and names.null:
            is_seen |= Q(**{path: None})
        return rows.filter(is_seen)

    def get_list_filter(self, request):
        """A day decides by itself what is in use."""
        filters = super().get_list_filter(request)
        return filters if past_of(request).on else [*filters, InUseFilter]

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """An entry that was not there then has a page that says so."""
        pk = unquote(object_id)
        versions = self.model.history.filter(id=pk) if pk.isdecimal() else self.model.history.none()
        first = versions.order_by("history_id").first()
        if not past_of(request) or first is None or not self._sees_drafts(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Not recorded at that time"),
            "opts": opts,
            "row": self.model._base_manager.filter(pk=pk).first(),
            "known_since": first.history_date,
            "past": past_of(request),
        }
        return TemplateResponse(request, "admin/registry/not_then.html", context, status=404)

    def has_import_permission(self, request):
        return not past_of(request) and super().has_import_permission(request)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if past_of(request):
            return {name: action for name, action in actions.items() if name == EXPORT_CHOSEN}
        return actions

    def steps_for(self, request, row):
        return [] if past_of(request) else super().steps_for(request, row)

    def get_preserved_filters(self, request):
        """None in the past: its links carry the day instead."""
        return "" if past_of(request) else super().get_preserved_filters(request)
