"""A list of the admin as a file: what is filtered, or what was chosen."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin

from registry.files.formats import CSV, XLSX
from registry.pages.narrowing import narrowing
from registry.records.events import EventName, announce
from registry.refusals import Refused

FORMATS = {kind.extension: kind for kind in (CSV, XLSX)}


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(name, kind.title) for name, kind in FORMATS.items()],
        initial=CSV.extension,
        widget=forms.RadioSelect,
    )


class ExportPages(ExportMixin):
    """Mixed into the admin of a table. Files show all columns: that is what comes back in."""

    export_template_name = "admin/import_export/export.html"

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_export_permission(request):
            name = "export_chosen"
            actions[name] = (type(self).export_chosen, name, _("Export as CSV"))
        return actions

    def export_action(self, request):
        """GET asks for the format; POST gives the list, filtered as its address says."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        rows = self.get_export_queryset(request)
        form = ExportForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                return self._file(request, rows, FORMATS[form.cleaned_data["format"]]())
            except Refused as error:
                messages.error(request, str(error))
        (resource,) = self.get_export_resource_classes(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export {table}").format(table=self.opts.verbose_name_plural),
            "opts": self.opts,
            "form": form,
            "count": rows.count(),
            "columns": resource._meta.fields,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.export_template_name, context)

    def export_chosen(self, request, queryset):
        return self._file(request, queryset, CSV(), chosen=True)

    def _file(self, request, rows, kind, **details):
        """The file, once it is on record who got how much of what."""
        (resource,) = self.get_export_resource_classes(request)
        response = kind.response(resource(user=request.user), rows)
        announce(
            EventName.EXPORTED,
            by=request.user,
            table=self.model,
            file=kind.file_name(resource),
            rows=rows.count(),
            filter=narrowing(request),
            **details,
        )
        return response
