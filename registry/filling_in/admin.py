"""What the form of every table shows beside its fields, and how it calls what was saved."""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import gettext as _

from registry.filling_in.faults import FormFault, elsewhere, faults_of
from registry.filling_in.groups import groups_of, is_filled
from registry.filling_in.reasons import suggest
from registry.records.rules import Fault
from registry.records.seen import PRIMARY_KEY

# In the address of a form: the entry whose check led there.
CHECKED = "check"


class Called(SimpleLazyObject):
    """A row under its full name, where Django would say what it is in one table."""

    def __init__(self, row):
        super().__init__(lambda: row)

    def __str__(self):
        return self.full_name


class FillingIn:
    """Mixed into the admin of a table."""

    # Fields and parts without which an entry cannot be approved, whatever it is about.
    needed_for_approval: frozenset[str] = frozenset()
    # Where a page shows what may be empty on purpose under another name: that by the field's.
    absences_at: dict[str, str] = {}

    def beside(self, request, context: dict, obj) -> dict:
        """For the page of a form: faults, groups, why fields are empty, what approval needs."""
        form, formsets = context["adminform"].form, context["inline_admin_formsets"]
        if reason := form.fields.get("change_reason"):
            suggest(request, reason, self.model, obj)
        absences = self._absences_beside(form, formsets, obj, context["adminform"].fieldsets)
        faults = self._faults(request, form, [wrapped.formset for wrapped in formsets])
        form.listed = frozenset(fault.text for fault in faults)
        return {
            "faults": faults,
            "groups": groups_of(context["adminform"]),
            "has_bar": reason is not None,
            "needed": self.needed_for_approval if reason else frozenset(),
            "absences": absences,
            "absences_left": len(self.model.absence_fields) - len(absences),
        }

    def _faults(self, request, form, formsets) -> list[FormFault]:
        models = {self.model, *(formset.model for formset in formsets)}
        refused = [it for it in getattr(form, "refusals", ()) if isinstance(it, Fault)]
        others = [fault for fault in refused if fault.model not in models]
        return [*faults_of(form, formsets), *elsewhere(self.admin_site, request, others)]

    def _absences_beside(self, form, formsets, obj, fieldsets) -> list[dict]:
        """Choices that stand beside their fields or parts, hidden where these hold something."""
        if "absences" not in form.fields:
            return []
        widget, value = form.fields["absences"].widget, form["absences"].value()
        parts = {wrapped.absence: wrapped.formset for wrapped in formsets}
        shown = {*flatten_fieldsets(fieldsets)}
        absences = []
        for row in widget.rows("absences", value):
            name = row["field"]
            at = self.absences_at.get(name, name)
            if name in parts:
                holds_something = parts[name].initial_form_count() > 0
            elif name in form.fields:
                holds_something = is_filled(form, name)
            elif at in shown:
                holds_something = obj is not None and self.names(obj, name)
            else:
                continue
            absences.append(row | {"at": at, "is_hidden": holds_something and not row["kind"]})
        widget.elsewhere = frozenset(row["field"] for row in absences)
        return absences

    def names(self, row, name: str) -> bool:
        """Whether a row holds something under a name that its form only shows."""
        return bool(self.model.naming(name, [row.pk]))

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, Called(obj), post_url_continue)
        self._tell_the_way_back(request)
        return response

    def response_change(self, request, obj):
        response = super().response_change(request, Called(obj))
        self._tell_the_way_back(request)
        return response

    def _tell_the_way_back(self, request) -> None:
        """To the check from which somebody came to mend a gap. The address is made here."""
        pk = request.GET.get(CHECKED, "")
        if not PRIMARY_KEY.fullmatch(pk) or IS_POPUP_VAR in request.POST:
            return
        entries = self.opts.apps.get_model("registry", "ProcessingActivity")
        table = self.admin_site.get_model_admin(entries)
        row = table.rows_as_seen(request).filter(pk=pk).first()
        if row is None or not table.has_view_permission(request, row):
            return
        words = _("Back to the check of {activity}").format(activity=row)
        link = format_html('<a href="{}">{}</a>', table.url_of("gaps", row.pk), words)
        messages.success(request, link)
