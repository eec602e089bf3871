"""Files in the admin: a preview before anything is written, and lists as files."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportMixin

from registry.base.formats import CSV, XLSX
from registry.base.imports import are_refused, fingerprint, import_sheets
from registry.base.refusals import Refusal, Refused
from registry.base.sheets import MAX_BYTES, MAX_ROWS, Sheet, read_sheet
from registry.base.uploads import Upload

FORMATS = {"csv": CSV, "xlsx": XLSX}
# A page stays readable, and small, however large the file is.
SHOWN = 200


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader says so, and what to do
        help_text=gettext_lazy("CSV or XLSX, at most {megabytes} MB and {rows} rows."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = field.help_text.format(megabytes=MAX_BYTES // 1024 // 1024, rows=MAX_ROWS)


class ConfirmForm(forms.Form):
    token = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(name, kind.title) for name, kind in FORMATS.items()],
        initial="csv",
        widget=forms.RadioSelect,
    )


class RegisterExchangeMixin(ImportExportMixin):
    """Mixed into the admin of a table, whose `resource_classes` names its resource."""

    formats = [CSV, XLSX]
    import_template_name = "admin/import_export/import.html"
    export_template_name = "admin/import_export/export.html"

    # In

    def import_action(self, request, **kwargs):
        """GET asks for a file; POST shows what it would do, and writes nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._import_page(request, {"form": form})
        upload = form.cleaned_data["file"]
        try:
            sheet = self._read(upload)
        except Refused as error:
            return self._import_page(
                request, {"form": form, "refusals": error.refusals, "file_name": upload.name}
            )
        return self._preview(request, sheet)

    def _read(self, upload) -> Sheet:
        """Raises `Refused`."""
        upload.seek(0)
        # One byte too many says enough: the reader refuses it, and it never is in memory.
        sheet = read_sheet(upload.name, upload.read(MAX_BYTES + 1))
        upload.seek(0)
        sheet.source = upload
        return sheet

    def _preview(self, request, sheet: Sheet, data: bytes):
        results = self._import(request, sheet, dry_run=True)
        context = {"form": UploadForm(), "result": results[0]}
        if not are_refused(results) and results[0].changes:
            waiting = Upload(request.user)
            waiting.save({"name": sheet.name, "data": data, "shown": fingerprint(results)})
            context["confirm_form"] = ConfirmForm(initial={"token": waiting.token})
        return self._import_page(request, context)
