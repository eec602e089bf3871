"""The files of what requests are counted by: the periods of the law, and the policies."""

from registry.files.resource import RegisterResource
from requests_app.models import LegalPeriod, RequestPolicy
from requests_app.recount import recount


class CountingResource(RegisterResource):
    """By such a table the days are counted: after it came in, open requests are counted anew."""

    def import_data(self, sheet):
        result = super().import_data(sheet)
        if result.changes and not result.refusals:
            recount()
        return result


class LegalPeriodResource(CountingResource):
    class Meta(RegisterResource.Meta):
        model = LegalPeriod
        name = "legal_periods"
        fields = [
            "jurisdiction",
            "duty",
            "status",
            "valid_from",
            "amount",
            "unit",
            "event",
            "is_moved",
            "valid_until",
            "source",
            "threshold",
            "addressee",
            "remarks",
            "first_day",
            "retired_on",
        ]


class RequestPolicyResource(CountingResource):
    class Meta(RegisterResource.Meta):
        model = RequestPolicy
        name = "request_policies"
        fields = [
            "organisation",
            "rule",
            "calendar",
            "jurisdiction",
            "time_zone",
            "requester_months",
            "text_months",
            "text_open_days",
            "fingerprint_months",
            "identification_days",
            "activity",
            "timers_reason",
            "is_automatic",
            "remarks",
            "first_day",
            "retired_on",
        ]
