"""The files of what belongs to a request: rights, questions, searches, recipients told."""

from collections.abc import Set

from django.db.models import Q
from django.utils.functional import cached_property

from registry.files.resource import RegisterResource
from registry.records.copies import CREATED
from registry.records.history import current_unit
from requests_app.deadlines.questions import DeadlineError
from requests_app.handling.by_file import before_it_stopped, of_an_ended_file, without_an_answer
from requests_app.models import (
    ChecklistItem,
    ClockEvent,
    DataSubjectRequest,
    RecipientNotice,
    RequestedRight,
)
from requests_app.resources.files import FileResource
from requests_app.timing import CLOCK_FIELDS
from requests_app.vocabulary import COMPLAINTS, RequestState


class PartResource(FileResource):
    """What belongs to a request: worked on until its file is closed, by whatever door."""

    @cached_property
    def ended_files(self) -> set[int]:
        """Keys of the requests that were closed or put aside before this import began."""
        is_ended = Q(state=RequestState.CLOSED) | Q(retired_on__isnull=False)
        ended = DataSubjectRequest.objects.filter(is_ended).values_list("pk", flat=True)
        written = current_unit("Importing").touched[DataSubjectRequest]
        return {pk for pk in ended if written.get(pk) != CREATED}

    def objections(self, change):
        yield from super().objections(change)
        yield from of_an_ended_file(change, self.ended_files)


class CountedPartResource(PartResource):
    """Parts that move the dates of their requests."""

    def import_data(self, sheet):
        result = super().import_data(sheet)
        last_change = {change.row.request_id: change for change in result.changes}
        requests = DataSubjectRequest.objects.in_bulk(self.moved_by(last_change.keys()))
        moved = []
        for pk, request in requests.items():
            try:
                if self.rules.put_deadlines(request):
                    moved.append(request)
            except DeadlineError as error:
                result.refuse_column(last_change[pk], "asked_on", str(error))
        if not result.refusals:
            DataSubjectRequest.objects.change_all(moved, CLOCK_FIELDS)
        return result

    def moved_by(self, files: Set[int]) -> Set[int]:
        """Those among the requests, by their keys, whose dates may have moved."""
        return files


class RequestedRightResource(CountedPartResource):
    """Whether it is a request or a complaint is said by its rights."""

    def moved_by(self, files):
        complaints = RequestedRight.objects.filter(right__code__in=COMPLAINTS).order_by()
        return files & {*complaints.values_list("request", flat=True)}

    class Meta(RegisterResource.Meta):
        model = RequestedRight
        name = "requested_rights"
        fields = [
            "request",
            "right",
            "outcome",
            "ground",
            "ground_proof",
            "stopped_on",
            "stop_note",
            "lifting_told_on",
            "lifted_on",
            "remarks",
            "retired_on",
        ]

    def objections(self, change):
        yield from super().objections(change)
        yield from before_it_stopped(change)


class ClockEventResource(CountedPartResource):
    """Questions to the requester."""

    class Meta(RegisterResource.Meta):
        model = ClockEvent
        name = "clock_events"
        fields = ["request", "need", "asked_on", "answered_on", "remarks", "retired_on"]

    def objections(self, change):
        yield from super().objections(change)
        yield from without_an_answer(change)


class ChecklistItemResource(PartResource):
    class Meta(RegisterResource.Meta):
        model = ChecklistItem
        name = "checklist_items"
        fields = [
            "request",
            "activity",
            "finding",
            "searched_on",
            "done_on",
            "note",
            "remarks",
            "retired_on",
        ]


class RecipientNoticeResource(PartResource):
    class Meta(RegisterResource.Meta):
        model = RecipientNotice
        name = "recipient_notices"
        fields = [
            "request",
            "processor",
            "body",
            "recipient",
            "told_on",
            "answered_on",
            "why_not",
            "explanation",
            "remarks",
            "retired_on",
        ]
