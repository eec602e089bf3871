"""A file on its way into a table: what it would change is shown first, and written once agreed."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportMixin

from registry.base.changes import SheetResult
from registry.base.imports import fingerprint, import_sheets
from registry.base.refusals import Refusal, Refused
from registry.base.sheets import MAX_BYTES, MAX_ROWS, read_sheet
from registry.base.uploads import Upload

# A page stays small and readable, however large the file is.
SHOWN = 200


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader says so, and what to do
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt"}),
    )


class ConfirmForm(forms.Form):
    token = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)


class ImportPages(ImportMixin):
    """Mixed into the admin of a table: choose a file, look at the preview, confirm."""

    import_template_name = "admin/import_export/import.html"

    def import_action(self, request, **kwargs):
        """GET asks for a file; POST shows what it would do, and writes nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request)
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form=form)
        file = form.cleaned_data["file"]
        # One byte too many is enough for the reader to refuse it.
        return self._preview(request, file.name, file.read(MAX_BYTES + 1))

    def process_import(self, request, **kwargs):
        """Take the file that was shown, if it would still do what was shown."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST)
        waiting = Upload(request.user, form.cleaned_data["token"]) if form.is_valid() else None
        upload = waiting.read() if waiting else None
        if upload is None:
            messages.error(request, _("The file is no longer here. Choose it again."))
            return HttpResponseRedirect(self._address("import"))
        waiting.remove()
        result = self._import(request, upload["name"], upload["data"], expected=upload["shown"])
        if result.refusals or fingerprint([result]) != upload["shown"]:
            messages.warning(
                request,
                _("The register has changed meanwhile; nothing was imported. Please look again."),
            )
            return self._preview(request, upload["name"], upload["data"])
        messages.success(
            request,
            _("{file} was imported: {new} new, {changed} changed, {unchanged} unchanged.").format(
                file=upload["name"],
                new=result.new,
                changed=result.changed,
                unchanged=result.unchanged,
            ),
        )
        return HttpResponseRedirect(self._address("changelist"))

    def _preview(self, request, name: str, data: bytes):
        try:
            result = self._import(request, name, data, dry_run=True)
        except Refused as error:
            return self._import_page(request, refusals=error.refusals)
        if result.refusals or not result.changes:
            return self._import_page(request, result=result, refusals=result.refusals)
        waiting = Upload(request.user)
        waiting.save({"name": name, "data": data, "shown": fingerprint([result])})
        confirm_form = ConfirmForm(initial={"token": waiting.token})
        return self._import_page(request, result=result, confirm_form=confirm_form)

    def _import(self, request, name: str, data: bytes, **options) -> SheetResult:
        """Raises `Refused` where the file cannot be read."""
        sheet = read_sheet(name, data)
        (resource,) = self.get_import_resource_classes(request)
        (result,) = import_sheets(
            [(resource, sheet)],
            by=request.user,
            reason=_("Import of {name}").format(name=name),
            **options,
        )
        return result

    def _import_page(
        self,
        request,
        *,
        form: FileForm | None = None,
        result: SheetResult | None = None,
        refusals: list[Refusal] = (),
        confirm_form: ConfirmForm | None = None,
    ):
        (resource,) = self.get_import_resource_classes(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import {table}").format(table=self.opts.verbose_name_plural),
            "opts": self.opts,
            "form": form or FileForm(),
            "confirm_form": confirm_form,
            "result": result,
            "refusals": refusals[:SHOWN],
            "more_refusals": max(0, len(refusals) - SHOWN),
            "changes": result.changes[:SHOWN] if result else (),
            "more_changes": max(0, len(result.changes) - SHOWN) if result else 0,
            "columns": resource._meta.fields,
            "key": resource._meta.model.key,
            "limits": {"megabytes": MAX_BYTES // 1024 // 1024, "rows": MAX_ROWS},
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.import_template_name, context)

    def _address(self, page: str) -> str:
        return reverse(
            f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        )
