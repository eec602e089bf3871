"""The file of requests, and what the files of all their parts keep to."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registry.files.columns import KEPT, CellReading
from registry.files.resource import RegisterResource
from registry.past.views import is_looking_back
from requests_app.deadlines.calendars import CalendarError
from requests_app.deadlines.questions import DeadlineError
from requests_app.handling.by_file import without_a_step
from requests_app.models import DataSubjectRequest
from requests_app.resources.columns import AccountColumn, CountedColumn, WithheldColumn, WordsColumn
from requests_app.retention.confidence import MAY_READ, WORDS, ended_today, old_files
from requests_app.timing import CLOCK_FIELDS, Rules


def _field(name: str):
    return DataSubjectRequest._meta.get_field(name)


class FileResource(RegisterResource):
    """A table of the file of requests: of files closed long ago only the privacy lead has words."""

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        if field_name in WORDS[cls._meta.model]:
            return WordsColumn(django_field)
        return super().field_from_django_field(field_name, django_field, readonly)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.withheld = WithheldColumn()
        self.columns[self.withheld.name] = self.withheld

    @cached_property
    def rules(self) -> Rules:
        return Rules()

    @cached_property
    def withheld_files(self) -> frozenset[int]:
        """Keys of the requests whose words this user may not read. A command's name may."""
        if self.user is None or self.user.has_perm(MAY_READ):
            return frozenset()
        if is_looking_back():
            return frozenset(ended_today())
        files = old_files(timezone.localdate(), self.rules)
        return frozenset(files.values_list("pk", flat=True))

    def is_withheld(self, row) -> bool:
        file = row.pk if self.model is DataSubjectRequest else row.request_id
        return file in self.withheld_files

    def text(self, column, row, links):
        if column is self.withheld:
            return self.withheld.cell.render(self.is_withheld(row) or None)
        hides = isinstance(column, WordsColumn) and self.is_withheld(row)
        return "" if hides else super().text(column, row, links)

    def read(self, column, text, cells):
        cell, said = self.withheld.cell, cells.get(self.withheld.name, "")
        if isinstance(column, WordsColumn) and not cell.is_empty(said) and cell.clean(said):
            return CellReading(KEPT)
        return super().read(column, text, cells)

    def objections(self, change):
        yield from super().objections(change)
        if not change.is_new and self.is_withheld(change.row):
            column = change.differences[0][0] if change.differences else self.model.key[0]
            yield (
                column,
                _("cannot be changed: the request was closed long ago. Ask the privacy lead."),
            )


class RequestResource(FileResource):
    """A file is no way round the steps: states follow one another as they do by hand."""

    handler = AccountColumn(_field("handler"))
    clock_start_on = CountedColumn(_field("clock_start_on"))
    raw_due_on = CountedColumn(_field("raw_due_on"))
    due_on = CountedColumn(_field("due_on"))
    notice_due_on = CountedColumn(_field("notice_due_on"))
    raw_notice_due_on = CountedColumn(_field("raw_notice_due_on"))
    acknowledge_due_on = CountedColumn(_field("acknowledge_due_on"))
    raw_acknowledge_due_on = CountedColumn(_field("raw_acknowledge_due_on"))
    clock_rule = CountedColumn(_field("clock_rule"))
    clock_calendar = CountedColumn(_field("clock_calendar"))
    clock_steps = CountedColumn(_field("clock_steps"))
    text_minimised_on = CountedColumn(_field("text_minimised_on"))
    requester_minimised_on = CountedColumn(_field("requester_minimised_on"))

    class Meta(RegisterResource.Meta):
        model = DataSubjectRequest
        name = "data_subject_requests"
        fields = [
            "reference",
            "authority",
            "authority_reference",
            "lodged_on",
            "asked_until",
            "acknowledge_due_on",
            "raw_acknowledge_due_on",
            "rule",
            "calendar",
            "jurisdiction",
            "clock_start_on",
            "raw_due_on",
            "raw_notice_due_on",
            "due_on",
            "notice_due_on",
            "clock_rule",
            "clock_calendar",
            "clock_steps",
            "extended_on",
            "extension_months",
            "extension_reason",
            "extension_notified_on",
            "organisation",
            "state",
            "received_on",
            "channel",
            "handler",
            "data_subjects",
            "identity_state",
            "identity_method",
            "identity_on",
            "identity_by",
            "identity_reason",
            "acknowledged_on",
            "answered_on",
            "answer_channel",
            "has_explained_complaint",
            "has_explained_remedy",
            "why_unfinished",
            "withdrawn_on",
            "closed_on",
            "hold_reason",
            "hold_review_on",
            "text_minimised_on",
            "requester_minimised_on",
            "remarks",
            "retired_on",
        ]

    def objections(self, change):
        """Deadlines are counted before the row is written, by what the row will say."""
        yield from super().objections(change)
        yield from without_a_step(change)
        row = change.row
        if row.received_on is None or row.organisation_id is None:
            return
        try:
            self.rules.put_deadlines(row)
        except (DeadlineError, CalendarError) as error:
            column = "calendar" if isinstance(error, CalendarError) else "received_on"
            yield column, str(error)
            return
        change.fields += CLOCK_FIELDS
