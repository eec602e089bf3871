"""A list of the admin as a file: what is filtered, or what was chosen."""

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.asking_again import ask_again
from registry.files.formats import CSV, XLSX
from registry.pages.narrowing import narrowing
from registry.pages.page import Page
from registry.records.events import EventName, announce
from registry.records.personal import names_people
from registry.refusals import Refused

EXPORT_CHOSEN = "export_chosen"  # the action of the list
FORMATS = {kind.extension: kind for kind in (CSV, XLSX)}


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(name, kind.title) for name, kind in FORMATS.items()],
        initial=CSV.extension,
        widget=forms.RadioSelect,
    )


class ExportPage(Page):
    """GET asks for the format; POST gives the list, filtered as its address says.

    Files show all columns: that is what comes back in. The button is that of the library.
    """

    name = "export"
    address = "export/"
    template = "admin/import_export/export.html"
    shows_past = only_reads = True

    @property
    def asks_again(self):
        return names_people(self.table.model)

    def page_of_file(self, request, row):
        return request.get_full_path()

    def may_open(self, request, row=None):
        return self.table.has_export_permission(request)

    def actions(self, request):
        if not self.may_open(request):
            return {}
        return {EXPORT_CHOSEN: (self.export_chosen, EXPORT_CHOSEN, _("Export as CSV"))}

    def respond(self, request, row):
        rows = self.table.get_export_queryset(request)
        form = ExportForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                return self._file(request, rows, FORMATS[form.cleaned_data["format"]]())
            except Refused as error:
                messages.error(request, str(error))
        (resource,) = self.table.get_export_resource_classes(request)
        context = {
            "title": _("Export {table}").format(table=self.opts.verbose_name_plural),
            "form": form,
            "count": rows.count(),
            "columns": resource._meta.fields,
        }
        return self.render(request, None, context)

    def export_chosen(self, table, request, queryset):
        if self.asks_again:
            ask_again(request, page=request.get_full_path())
        return self._file(request, queryset, CSV(), chosen=True)

    def _file(self, request, rows, kind, **details):
        """The file, once it is on record who got how much of what."""
        (resource,) = self.table.get_export_resource_classes(request)
        response = kind.response(resource(user=request.user), rows)
        announce(
            EventName.EXPORTED,
            by=request.user,
            table=self.table.model,
            file=kind.file_name(resource),
            rows=rows.count(),
            filter=narrowing(request),
            **details,
        )
        return response
