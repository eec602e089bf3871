"""The parts of an entry on its page, each folded to a line until it is looked at."""

import json

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext as _

from registry.filling_in.days import NO_DAY
from registry.pages.addresses import filled_in
from registry.pages.forms import PartForm
from registry.pages.past import ReadOnlyInThePast, past_of
from registry.pages.widgets import RelationFields


def formset_data(wrapped) -> str:
    """As Django has it, but that nobody adds “another” where there is none."""
    data = json.loads(wrapped.inline_formset_data())
    if not wrapped.formset.initial_form_count():
        name = wrapped.opts.verbose_name
        data["options"]["addText"] = _("Add {name}").format(name=name)
    return json.dumps(data)


class PartInline(ReadOnlyInThePast, RelationFields, admin.StackedInline):
    """Rows that people think of together with their parent; each opens to be edited."""

    form = PartForm
    formfield_overrides = {models.DateField: {"error_messages": NO_DAY}}
    template = "admin/registry/part_inline.html"
    extra = 0
    can_delete = False
    show_change_link = True
    # After which group of the parent's fields the rows stand.
    after = None
    # How the parent says that there are none, where it does not call them by their own name.
    absence = None
    # Fields that an address may fill in, in the empty row that it asks for.
    filled_by_address: tuple[str, ...] = ()

    def get_extra(self, request, obj=None, **kwargs):
        """An empty row more, where an address asks for one by the name of the rows: `?open=`."""
        return self.extra + self._is_asked_for(request)

    def begun(self, request) -> list[dict]:
        """What the empty row that an address asks for begins with."""
        filled = filled_in(request, self.filled_by_address)
        return [filled] if filled and self._is_asked_for(request) else []

    def _is_asked_for(self, request) -> bool:
        names = [field.remote_field.get_accessor_name() for field in self._to_parent()]
        return request.GET.get("open") in names

    def _to_parent(self):
        fields = self.model._meta.fields
        return [field for field in fields if field.related_model is self.parent_model]

    def get_queryset(self, request):
        on = past_of(request).on
        rows = super().get_queryset(request).as_seen(on)
        if table := self.admin_site._registry.get(self.model):
            rows = table.seen_by(request, rows)
        return rows.with_labels(on).with_newest_version()

    def get_fieldsets(self, request, obj=None):
        (name, options), *more = super().get_fieldsets(request, obj)
        if not self.has_change_permission(request, obj):
            return [(name, options), *more]
        # What has a last day among its fields is ended by that, and by nothing beside it.
        ours = "seen_version" if self.model.until else ("retire", "seen_version")
        fields = [*options["fields"], ours]
        return [(name, {**options, "fields": fields}), *more]
