"""A file to begin with: the headings of a table, and a row to look at where there is one."""

from django.http import Http404, HttpResponseNotAllowed

from registry.files.formats import CSV, XLSX
from registry.files.reading.formulas import disarm
from registry.files.samples import sample_of
from registry.pages.addresses import AROUND
from registry.pages.page import Page

FORMATS = {kind.extension: kind for kind in (CSV, XLSX)}


class SamplePage(Page):
    """Says nothing of what the register holds."""

    name = "import_sample"
    address = "import/sample/"
    takes = AROUND | {"format"}

    def may_open(self, request, row=None):
        return self.table.has_import_permission(request)

    def respond(self, request, row):
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        kind = FORMATS.get(request.GET.get("format", CSV.extension))
        if kind is None:
            raise Http404
        (resource,) = self.table.get_import_resource_classes(request)
        sample = sample_of(resource)
        rows = [list(resource._meta.fields)]
        if sample:
            rows.append([disarm(cell) for cell in sample.values()])
        return kind().answer(f"{resource._meta.name}-sample", rows)
