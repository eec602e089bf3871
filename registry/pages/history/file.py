"""The history of an entry as a file, narrowed as on its page: a line for each field."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.files.formats import CSV
from registry.files.reading.delimited import csv_lines
from registry.files.reading.formulas import disarm
from registry.pages.addresses import NotUnderstood
from registry.pages.history.narrowing import NarrowingForm
from registry.pages.history.page import PastOfRow
from registry.pages.narrowing import NOT_KEPT
from registry.records.events import EventName, announce
from registry.records.timeline.changed import Changed
from registry.records.timeline.line import Line
from registry.records.timeline.sources import TimelineEvent

COLUMNS = [
    "recorded_at",
    "person",
    "reason",
    "table",
    "entry",
    "what",
    "field",
    "before",
    "after",
    "holds_from",
]


class HistoryFilePage(PastOfRow):
    """POST gives the file; of parts it holds what this user may have as files at all."""

    name = "history_file"
    address = "<path:object_id>/history/file/"
    takes = {IS_POPUP_VAR, TO_FIELD_VAR, *NarrowingForm.base_fields}
    only_reads = True
    asks_again = True  # each line names somebody

    def may_open(self, request, row=None):
        return super().may_open(request, row) and self.table.has_export_permission(request)

    def may_tell(self, request, model):
        if not super().may_tell(request, model):
            return False
        return self.table.admin_site._registry[model].has_export_permission(request)

    def page_of_file(self, request, row):
        narrowed = request.GET.urlencode()
        return "?".join(filter(None, [self.table.url_of("history", row.pk), narrowed]))

    def respond(self, request, row):
        if request.method != "POST":
            return HttpResponseRedirect(self.table.url_of("history", row.pk))
        form = NarrowingForm(self.line(request, row), request.GET)
        if not form.is_valid():
            faults = [str(fault) for some in form.errors.values() for fault in some]
            raise NotUnderstood(" ".join(faults))
        narrowing = form.narrowing()
        # Until now: what says that the file was given is not in it.
        last = min(filter(None, [narrowing.last, timezone.now()]))
        line = self.line(request, row, replace(narrowing, last=last))
        name = f"history-{self.opts.model_name}-{row.pk}.{CSV.extension}"
        announce(
            EventName.EXPORTED,
            by=request.user,
            about=row,
            file=name,
            rows=line.count(),
            filter=_filter(form),
        )
        lines = csv_lines(self._lines(request, row, line))
        response = StreamingHttpResponse(lines, content_type=CSV.content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _lines(self, request, row, line: Line) -> Iterator[list[str]]:
        """Sent while it is read: the whole history is never in memory."""
        yield COLUMNS
        for one in line.each():
            told = _event(one) if isinstance(one, TimelineEvent) else None
            for cells in told or _cells(self.told(request, row, one), row):
                yield [disarm(str(cell)) for cell in cells]


def _filter(form: NarrowingForm) -> dict[str, str]:
    """As it was narrowed, without the name of an account."""
    said = {name: str(value) for name, value in form.cleaned_data.items() if value}
    return said | ({"by": NOT_KEPT} if "by" in said else {})


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="microseconds")


def _event(event: TimelineEvent) -> list[list[str]]:
    words = [str(event.what), "", "", str(event.details), ""]
    return [[_moment(event.at), event.author, "", "", "", *words]]


def _cells(changed: Changed, row) -> Iterable[list[str]]:
    version = changed.version
    what = changed.what or _("changed")
    said = [_moment(version.at), version.author, version.reason]
    said += [changed.table, changed.name or str(row), what]
    holds_from = version.holds_from.isoformat() if version.holds_from else ""
    if version.is_first:
        fields = [(label, "", text) for label, text in changed.said]
    else:
        fields = [(change.label, change.old, change.new) for change in version.changes]
    for label, old, new in fields or [("", "", "")]:
        yield [*said, label, old, new, holds_from]
