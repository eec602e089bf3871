"""A file on its way into a table: what it would change is shown first, and written once agreed."""

from datetime import date

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.files import uploads
from registry.files.all_or_nothing import fingerprint, import_sheets
from registry.files.changes import SheetResult
from registry.files.explaining import explained
from registry.files.reading.encodings import Reading, Undecided, known_encoding
from registry.files.reading.shape import MAX_ROWS
from registry.files.reading.sheets import MAX_BYTES, Wish, read_sheet
from registry.filling_in.days import DayField, DayInput
from registry.pages.addresses import AROUND
from registry.pages.page import Page
from registry.pages.resends import done_before, is_begun, note_begun, note_done, take_back
from registry.refusals import Refusal, Refused
from registry.serving.bodies import AROUND_FILES

# A page stays small and readable, however large the file is.
SHOWN = 200


class HowForm(forms.Form):
    """What somebody says of a file that does not say it itself."""

    encoding = forms.CharField(
        label=gettext_lazy("Encoding"),
        required=False,
        max_length=30,
        help_text=gettext_lazy(
            "Leave empty to detect it. Otherwise enter its name, for example cp1250."
        ),
    )
    sheet = forms.CharField(
        label=pgettext_lazy("of a workbook", "Sheet"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Leave empty to use the visible sheet that has most of the columns."
        ),
    )

    def clean_encoding(self):
        name = self.cleaned_data["encoding"]
        try:
            return known_encoding(name) if name else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class FileForm(HowForm):
    field_order = ("file", "since")

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader says so, and what to do
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt"}),
    )
    since = DayField(
        label=gettext_lazy("Since when does the file apply?"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy(
            "The day since when this has been so: earlier days stay as they are. Leave empty for "
            "today."
        ),
    )

    def __init__(self, *args, is_dated: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_dated:  # what happened on its day holds since no other
            del self.fields["since"]


class ConfirmForm(forms.Form):
    token = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)


class AgainForm(HowForm, ConfirmForm):
    """The file that was sent before, to be read in another way."""


class ImportPage(Page):
    """GET asks for a file; POST shows what it would do, and writes nothing.

    The button is that of the library.
    """

    name = "import"
    address = "import/"
    template = "admin/import_export/import.html"
    takes = AROUND
    # A little more than the reader takes, so that it can say so itself.
    takes_bytes = MAX_BYTES + AROUND_FILES

    def may_open(self, request, row=None):
        return self.table.has_import_permission(request)

    def respond(self, request, row):
        if request.method != "POST":
            return self._import_page(request)
        if "token" in request.POST:
            return self._read_again(request)
        form = FileForm(request.POST, request.FILES, is_dated=self._is_dated)
        if not form.is_valid():
            return self._import_page(request, form=form)
        file = form.cleaned_data["file"]
        # One byte too many is enough for the reader to refuse it.
        said = said_in(form) | {"since": form.cleaned_data.get("since")}
        return self._preview(request, {"name": file.name, "data": file.read(MAX_BYTES + 1), **said})

    @property
    def _is_dated(self) -> bool:
        return self.table.model.is_lasting

    def _read_again(self, request):
        form = AgainForm(request.POST)
        upload = self._taken(request, form)
        if upload is None:
            return self._gone(request)
        return self._preview(request, {**upload, **said_in(form)})

    def _taken(self, request, form) -> dict | None:
        if not form.is_valid():
            return None
        return uploads.take(request.user, form.cleaned_data["token"])

    def _gone(self, request):
        messages.error(request, _("The file is no longer available. Choose it again."))
        return HttpResponseRedirect(self.table.url_of("import"))

    def _preview(self, request, file: dict):
        try:
            result = self._import(request, file, dry_run=True)
        except Undecided as error:
            token = uploads.keep(request.user, file)
            return self._import_page(
                request,
                refusals=error.refusals,
                readings=error.readings,
                token=token,
                since=file["since"],
            )
        except Refused as error:
            return self._import_page(request, refusals=error.refusals, since=file["since"])
        # A file with a day says so much more, that it is still so: this is worth recording.
        is_said = result.changes or (file["since"] and result.unchanged)
        is_done = result.refusals or not is_said
        if is_done and len(result.sheet.tabs) <= 1:
            return self._import_page(
                request, result=result, refusals=result.refusals, since=file["since"]
            )
        token = uploads.keep(request.user, {**file, "shown": fingerprint([result])})
        return self._import_page(
            request,
            result=result,
            refusals=result.refusals,
            confirm_form=None if is_done else ConfirmForm(initial={"token": token}),
            token=token,
            since=file["since"],
        )

    def _import(self, request, file: dict, **options) -> SheetResult:
        """Raises `Refused` where the file cannot be read."""
        (resource,) = self.table.get_import_resource_classes(request)
        wish = Wish(fit=resource.fit, encoding=file["encoding"], tab=file["sheet"])
        sheet = read_sheet(file["name"], file["data"], wish)
        (result,) = import_sheets(
            [(resource, sheet)],
            by=request.user,
            reason=_("Import of {name}").format(name=file["name"]),
            since=file["since"],
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
        readings: list[Reading] = (),
        token: str = "",
        since: date | None = None,
    ):
        (resource,) = self.table.get_import_resource_classes(request)
        context = {
            "title": _("Import {table}").format(table=self.opts.verbose_name_plural),
            "form": form or FileForm(initial={"since": since}, is_dated=self._is_dated),
            "since": since,
            "confirm_form": confirm_form,
            "readings": readings,
            "token": token,
            # Others of the workbook that may be meant.
            "sheets": [tab for tab in result.sheet.tabs if tab != result.sheet.tab]
            if result
            else (),
            "result": result,
            "refusals": refusals[:SHOWN],
            "more_refusals": max(0, len(refusals) - SHOWN),
            "changes": result.changes[:SHOWN] if result else (),
            "more_changes": max(0, len(result.changes) - SHOWN) if result else 0,
            "columns": explained(resource),
            "key": resource._meta.model.key,
            "sample": self.table.url_of("import_sample"),
            "limits": {"megabytes": MAX_BYTES // 1024 // 1024, "rows": MAX_ROWS},
        }
        return self.render(request, None, context)


class ConfirmPage(ImportPage):
    """Takes the file that was shown, if it would still do what was shown."""

    name = "process_import"
    address = "process_import/"
    takes_bytes = None

    def respond(self, request, row):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if before := done_before(request):
            return before
        form = ConfirmForm(request.POST)
        with transaction.atomic():
            upload = self._taken(request, form)
            if upload is not None:
                note_begun(request)
        if upload is None:
            return self._is_at_it(request) or self._gone(request)
        try:
            result = self._import(request, upload, expected=upload["shown"])
        except BaseException:
            take_back(request)
            raise
        if result.refusals or fingerprint([result]) != upload["shown"]:
            take_back(request)
            messages.warning(
                request,
                _(
                    "The register has changed in the meantime, so nothing was imported. "
                    "Check what would change now."
                ),
            )
            return self._preview(request, upload)
        messages.success(
            request,
            _("{file} was imported: {new} new, {changed} changed, {unchanged} unchanged.").format(
                file=upload["name"],
                new=result.new,
                changed=result.changed,
                unchanged=result.unchanged,
            ),
        )
        way = self.table.url_of("changelist")
        note_done(request, way)
        return HttpResponseRedirect(way)

    def _is_at_it(self, request):
        """A second click does not wait until the first one has taken in the whole file."""
        if not is_begun(request):
            return None
        # Or its process was killed: the note that it has begun outlives that.
        messages.warning(
            request,
            _(
                "This file was already confirmed. If what it says is not here in a few minutes, "
                "it was not imported: import it again."
            ),
        )
        return HttpResponseRedirect(self.table.url_of("changelist"))


def said_in(form: HowForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("encoding", "sheet")}
