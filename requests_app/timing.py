"""The deadlines of requests, counted from what their files say, and kept with them."""

from collections.abc import Iterable, Iterator

from django.utils.functional import cached_property

from registry.models import Organisation
from requests_app.deadlines.calendars import NO_CALENDAR, has_calendar
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.deadlines.due_dates import Deadline, answer_deadline, notice_deadline
from requests_app.deadlines.questions import Need, Question, Rule
from requests_app.deadlines.thresholds import THRESHOLDS, Thresholds
from requests_app.models import DataSubjectRequest, LegalPeriods, RequestPolicy

COUNTRY_FIELDS = ("country__code", "country__eea_from", "country__eea_until")
CLOCK_FIELDS = (
    "clock_start_on",
    "raw_due_on",
    "due_on",
    "notice_due_on",
    "clock_rule",
    "clock_calendar",
    "clock_steps",
)


def thresholds() -> tuple[Thresholds, ...]:
    """The periods of the law as the register has them; as shipped, where it has none."""
    return tuple(row.thresholds for row in LegalPeriods.objects.in_use()) or THRESHOLDS


class Rules:
    """By what requests are counted and kept: read once, when first asked, and used for many."""

    @cached_property
    def policies(self) -> dict[int, RequestPolicy]:
        policies = RequestPolicy.objects.in_use().order_by()
        return {policy.organisation_id: policy for policy in policies}

    @cached_property
    def organisations(self) -> dict[int, Organisation]:
        organisations = Organisation.objects.order_by().select_related("country")
        return {row.pk: row for row in organisations.only("parent", *COUNTRY_FIELDS)}

    @cached_property
    def thresholds(self) -> tuple[Thresholds, ...]:
        return thresholds()

    def policy_of(self, organisation: int | None) -> RequestPolicy:
        """The organisation's, or its sponsor's, or the defaults where there is none."""
        policies = (self.policies.get(row.pk) for row in self._line(organisation))
        return next(filter(None, policies), None) or RequestPolicy()

    def calendar_of(self, request: DataSubjectRequest) -> str:
        """The request's own, the policy's, or that of the country; outside of the Union none."""
        if own := request.calendar or self.policy_of(request.organisation_id).calendar:
            return own
        countries = (row.country for row in self._line(request.organisation_id))
        country = next(filter(None, countries), None)
        is_inside = country is not None and country.is_in_eea(request.received_on)
        return country.code if is_inside and has_calendar(country.code) else str(NO_CALENDAR)

    def _line(self, organisation: int | None) -> Iterator[Organisation]:
        """The organisation, its sponsor, the sponsor's sponsor, and so on."""
        while row := self.organisations.get(organisation):
            yield row
            organisation = row.parent_id

    def count(self, request: DataSubjectRequest) -> tuple[Deadline, Deadline]:
        """When the answer is due, and when a notice of extension or refusal would be."""
        policy = self.policy_of(request.organisation_id)
        how = {
            "rule": Rule(request.rule or policy.rule),
            "calendar": calendar_of(self.calendar_of(request)),
            "questions": list(_questions(request)),
            "thresholds": self.thresholds,
        }
        answer = answer_deadline(
            request.received_on, is_extended=request.extended_on is not None, **how
        )
        return answer, notice_deadline(request.received_on, **how)

    def put_deadlines(self, request: DataSubjectRequest) -> None:
        """Count anew and put the result, with all its steps, onto the unsaved request."""
        answer, notice = self.count(request)
        request.clock_start_on = answer.start
        request.raw_due_on = answer.raw
        request.due_on = answer.due
        request.notice_due_on = notice.due
        request.clock_rule = answer.rule
        request.clock_calendar = answer.calendar
        request.clock_steps = answer.derivation


def _questions(request: DataSubjectRequest) -> Iterable[Question]:
    for event in request.clock_events.all() if request.pk else ():
        if not event.retired_on:
            yield Question(Need(event.need), event.asked_on, event.answered_on)


def put_deadlines(request: DataSubjectRequest) -> None:
    """The same for one request, by the rules of this moment."""
    Rules().put_deadlines(request)
