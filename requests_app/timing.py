"""The deadlines of requests, counted from what their files say, and kept with them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import cached_property

from registry.models import Organisation
from requests_app.deadlines.calendars import NO_CALENDAR, has_calendar
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.deadlines.due_dates import (
    Deadline,
    answer_deadline,
    notice_deadline,
    other_deadline,
)
from requests_app.deadlines.periods import PERIODS, Duty, Period
from requests_app.deadlines.questions import Need, Question, Rule
from requests_app.models import DataSubjectRequest, LegalPeriod, RequestPolicy
from requests_app.vocabulary import COMPLAINTS, STOP_AT_ONCE

COUNTRY_FIELDS = ("country__code", "country__eea_from", "country__eea_until")
CLOCK_FIELDS = (
    "clock_start_on",
    "raw_due_on",
    "due_on",
    "notice_due_on",
    "raw_notice_due_on",
    "clock_rule",
    "clock_calendar",
    "clock_steps",
)


def periods() -> tuple[Period, ...]:
    """The periods of the law as the register has them; as shipped, where it has none."""
    rows = LegalPeriod.objects.in_use().exclude(amount=None).order_by()
    return tuple(row.period for row in rows) or PERIODS


def day_of_receipt(at: datetime, organisation: Organisation) -> date:
    """The day that it was with the organisation, which may not be that of the register."""
    zone = Rules().policy_of(organisation.pk).time_zone
    return timezone.localdate(at, ZoneInfo(zone) if zone else None)


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
    def periods(self) -> tuple[Period, ...]:
        return periods()

    def policy_of(self, organisation: int | None) -> RequestPolicy:
        """The organisation's, or its sponsor's, or the defaults where there is none."""
        policies = (self.policies.get(row.pk) for row in self._line(organisation))
        return next(filter(None, policies), None) or RequestPolicy()

    def calendar_of(self, request: DataSubjectRequest) -> str:
        """The request's own, the policy's, or that of the country; abroad, weekends alone."""
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
        how = self.how(request) | {"questions": list(_questions(request))}
        notice = notice_deadline(request.received_on, **how)
        # What was told late is on record and extends nothing.
        told = request.extension_notified_on
        in_time = told is None or notice.due is None or told <= notice.due
        answer = answer_deadline(
            request.received_on,
            is_extended=request.extended_on is not None and in_time,
            extended_by=request.extension_months,
            **how,
        )
        return answer, notice

    def how(self, request: DataSubjectRequest) -> dict:
        """By whose rule, calendar and law a request is counted."""
        policy = self.policy_of(request.organisation_id)
        return {
            "rule": Rule(request.rule or policy.rule),
            "calendar": calendar_of(self.calendar_of(request)),
            "jurisdiction": request.jurisdiction or policy.jurisdiction,
            "periods": self.periods,
        }

    def stop_by(self, request: DataSubjectRequest) -> date | None:
        """When what the person objects to has to end: 7(3), 21(3). None: nothing, or decided."""
        rights = request.rights_in_use() if request.is_open else ()
        if not any(right.right.code in STOP_AT_ONCE and not right.outcome for right in rights):
            return None
        return self._other(Duty.STOP, request)

    def acknowledge_by(self, request: DataSubjectRequest) -> date | None:
        """When a complaint has to be acknowledged, where a law says so, and it is not yet."""
        rights = request.rights_in_use() if request.is_open else ()
        is_complaint = any(right.right.code in COMPLAINTS for right in rights)
        if request.acknowledged_on or not is_complaint:
            return None
        return self._other(Duty.COMPLAINT, request)

    def _other(self, duty: Duty, request: DataSubjectRequest) -> date | None:
        deadline = other_deadline(duty, request.received_on, **self.how(request))
        return deadline and deadline.due

    def put_deadlines(self, request: DataSubjectRequest) -> None:
        """Count anew and put the result, with all its steps, onto the unsaved request."""
        answer, notice = self.count(request)
        request.clock_start_on = answer.start
        request.raw_due_on = answer.raw
        request.due_on = answer.due
        request.notice_due_on = notice.due
        request.raw_notice_due_on = notice.raw
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
