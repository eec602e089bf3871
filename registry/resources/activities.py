"""The files of the record of processing activities."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registry.files.columns import AbsenceColumn
from registry.files.resource import RegisterResource
from registry.models import AcknowledgedFinding, Organisation, ProcessingActivity, Submission
from registry.vocabulary import IN_APPROVAL, ActivityState

GUARDED = {*IN_APPROVAL, ActivityState.RETIRED}


class ProcessingActivityResource(RegisterResource):
    """Steps of the record's life are for those who may approve: a file is no way round."""

    recipients_if_none = AbsenceColumn("recipients")
    retention_rules_if_none = AbsenceColumn("retention_rules")
    transfers_if_none = AbsenceColumn("transfers")
    trackers_if_none = AbsenceColumn("trackers")
    security_measures_if_none = AbsenceColumn("security_measures")

    class Meta(RegisterResource.Meta):
        model = ProcessingActivity
        name = "processing_activities"
        fields = [
            "reference",
            "starts_on",
            "ends_on",
            "organisation",
            "name",
            "description",
            "role",
            "union_law",
            "united_kingdom_law",
            "processing_categories",
            "other_controllers",
            "arrangement",
            "owner",
            "state",
            "reviewed_on",
            "data_subjects",
            "data_categories",
            "storage_location",
            "is_mandatory",
            "mandatory_consequence",
            "is_occasional",
            "is_risk",
            "is_automated",
            "automated_logic",
            "automated_exception",
            "automated_safeguards",
            "assessment",
            "assessment_url",
            "recipients_if_none",
            "retention_rules_if_none",
            "transfers_if_none",
            "trackers_if_none",
            "security_measures_if_none",
            "remarks",
            "first_day",
            "retired_on",
        ]

    def objections(self, change):
        """`user` is None for commands, which whoever runs the machine answers for."""
        yield from super().objections(change)
        reviewed_on = change.row.reviewed_on
        if "reviewed_on" in change.fields and reviewed_on and reviewed_on > timezone.localdate():
            yield "reviewed_on", _("is in the future. Enter the day of the review.")
        for column, before, after in change.differences:
            is_named = column == "state" and after == ActivityState.CHANGED
            if is_named and not change.is_new and before != ActivityState.APPROVED:
                yield (
                    column,
                    _(
                        "is what the register says itself of an approved entry that was changed. "
                        "Write “draft” or “approved”, or leave the column out."
                    ),
                )
        if self.user is None:
            return
        for column, _before, after in change.differences:
            if column == "state" and after == ActivityState.APPROVED:
                yield from self._of_two_people(change.row)
        if self.user.has_perm("registry.approve_processingactivity"):
            return
        for column, before, after in change.differences:
            is_guarded = column == "state" and {before, after} & GUARDED
            if is_guarded or column in {"retired_on", "reviewed_on"}:
                yield (
                    column,
                    _(
                        "may be changed only by people who approve entries. Leave "
                        "the column out, or ask one of them to import the file."
                    ),
                )

    def _of_two_people(self, activity):
        if activity.organisation_id in self._wanting_two_people:
            yield (
                "state",
                _(
                    "is approved by two people in this organisation. Leave the column out, and "
                    "send the entry for approval on its page."
                ),
            )

    @cached_property
    def _wanting_two_people(self) -> set[int]:
        return {*Organisation.objects.filter(is_approved_by_one=False).values_list("pk", flat=True)}


class AcknowledgedFindingResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = AcknowledgedFinding
        name = "open_findings"
        fields = [
            "activity",
            "rule",
            "about",
            "seen_to_by",
            "due_on",
            "reason",
            "remarks",
            "first_day",
            "retired_on",
        ]


class SubmissionResource(RegisterResource):
    class Meta(RegisterResource.Meta):
        model = Submission
        name = "submissions"
        fields = [
            "activity",
            "number",
            "sent_on",
            "sent_by",
            "note",
            "outcome",
            "answered_on",
            "answered_by",
            "answer",
            "remarks",
            "retired_on",
        ]
