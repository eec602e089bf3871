"""A bundle of evidence about one entry, from the page of its history."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from django import forms
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.evidence.bundles import packing, showing
from registry.evidence.bundles.choosing import Choice
from registry.evidence.log.content import ROWS, SealedTable, sealed_tables
from registry.filling_in.days import DayInput
from registry.pages.page import HISTORY, Page
from registry.records.personal import DATA_SUBJECT, FREE_TEXT, NONE, STAFF
from registry.refusals import Refused

MAY_EXPORT = "registry.export_evidenceentry"
WORDS = {
    STAFF: gettext_lazy("about members of staff"),
    FREE_TEXT: gettext_lazy("free text, which may name people"),
}


class BundleForm(forms.Form):
    """Which fields are shown, and of which day. All others stay sealed in the bundle."""

    shown = forms.MultipleChoiceField(
        label=pgettext_lazy("fields of a bundle", "Show"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Fields that you do not choose are in the bundle as a digest only, which "
            "does not reveal their content. Names and contact details of data "
            "subjects are never shown."
        ),
    )
    on = forms.DateField(
        label=gettext_lazy("Only what held on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy(
            "Only the version that holds for that day, by what is known today. Leave "
            "empty for all versions."
        ),
    )

    def __init__(self, table: SealedTable, data=None, *, withheld: Collection[str] = ()):
        super().__init__(data)
        classes = {
            name: showing.class_of(table, name) for name in table.fields if not name.endswith(ROWS)
        }
        offered = {
            name: kind
            for name, kind in sorted(classes.items(), key=lambda pair: pair[1] != NONE)
            if kind != DATA_SUBJECT and name not in {*showing.always(table), *withheld}
        }
        self.fields["shown"].choices = [
            (name, _label(table, name, kind)) for name, kind in offered.items()
        ]
        self.fields["shown"].initial = [name for name, kind in offered.items() if kind == NONE]


def _label(table: SealedTable, name: str, kind: str) -> str:
    label = showing.label_of(table, name)
    return f"{label} ({WORDS[kind]})" if kind in WORDS else label


class BundlePage(Page):
    """GET asks what may be seen; POST gives the zip."""

    name = "bundle"
    address = "<path:object_id>/history/bundle/"
    template = "admin/registry/bundle.html"
    permission = MAY_EXPORT
    asks_again = True
    label = gettext_lazy("Evidence bundle")
    stands_on = HISTORY

    def page_of_file(self, request, row):
        return request.get_full_path()

    def respond(self, request, row):
        table = sealed_tables()[self.opts.label_lower]
        form = BundleForm(
            table,
            request.POST if request.method == "POST" else None,
            withheld=self.table.fields_withheld(request, row),
        )
        if form.is_valid():
            try:
                return _file(request.user, table, row, **form.cleaned_data)
            except Refused as error:
                form.add_error(None, str(error))
        context = {"title": _("Evidence: {entry}").format(entry=row.full_name), "form": form}
        return self.render(request, row, context)


def _file(user, table: SealedTable, row, *, shown: list[str], on: date | None) -> FileResponse:
    choice = Choice(rows={table.label: {row.pk}}, fields=tuple(shown), on=on)
    stream = NamedTemporaryFile(suffix=".zip")  # noqa: SIM115 (the response closes it)
    try:
        packing.export_to(Path(stream.name), choice, by=user, at=timezone.now())
    except BaseException:
        stream.close()
        raise
    name = f"evidence-{table.label}-{row.pk}.zip"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")
