"""The deadlines of requests, counted from what their files say, and kept with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from registry.models import Organisation
from requests_app.deadlines.calendars import NO_CALENDAR, has_calendar
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.deadlines.due_dates import (
    JURISDICTIONS,
    Deadline,
    answer_deadline,
    complaint_deadline,
    notice_deadline,
    other_deadline,
    set_deadline,
)
from requests_app.deadlines.periods import PERIODS, Duty, Period, needed_period
from requests_app.deadlines.questions import Need, Question, Rule
from requests_app.deadlines.receipt import day_there
from requests_app.models import DataSubjectRequest, LegalPeriod, RequestedRight, RequestPolicy
from requests_app.vocabulary import COMPLAINTS, TO_AUTHORITY, TO_US

COUNTRY_FIELDS = ("country__code", "country__eea_from", "country__eea_until")
CLOCK_FIELDS = (
    "clock_start_on",
    "raw_due_on",
    "due_on",
    "notice_due_on",
    "raw_notice_due_on",
    "acknowledge_due_on",
    "raw_acknowledge_due_on",
    "clock_rule",
    "clock_calendar",
    "clock_steps",
)


def periods() -> tuple[Period, ...]:
    """The periods of the law as the register has them; as shipped, where it has none."""
    rows = LegalPeriod.objects.in_use().exclude(amount=None).order_by()
    return tuple(row.period for row in rows) or PERIODS


def day_of_receipt(at: datetime, organisation: Organisation) -> date:
    """By the rules of this moment."""
    return Rules().day_of_receipt(at, organisation)


@dataclass(frozen=True)
class Counts:
    """When a request is to be answered; and by when what else is to be told, if anything is."""

    answer: Deadline
    notice: Deadline | None = None
    acknowledgement: Deadline | None = None

    @property
    def days(self) -> tuple[date | None, ...]:
        deadlines = (self.answer, self.notice, self.acknowledgement)
        return tuple(deadline and deadline.due for deadline in deadlines)


class Rules:
    """By what requests are counted and kept: read once, when first asked, and used for many."""

    def __init__(self):
        # The rights of requests by their codes, where they were read beforehand.
        self._codes: dict[int, frozenset[str]] | None = None

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

    def day_of_receipt(self, at: datetime, organisation: Organisation) -> date:
        """The day that it was with the organisation, which may not be that of the register."""
        zone = self.policy_of(organisation.pk).time_zone
        return day_there(at, zone or timezone.get_current_timezone_name())

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

    def read_rights_of(self, requests: QuerySet[DataSubjectRequest]) -> None:
        """Of many requests with one question. Only of these can be asked then."""
        codes = defaultdict(frozenset)
        rights = RequestedRight.objects.in_use().filter(request__in=requests.order_by())
        for pk, code in rights.order_by().values_list("request", "right__code"):
            codes[pk] |= {code}
        self._codes = codes

    def codes_of(self, request: DataSubjectRequest) -> frozenset[str]:
        """The rights that it invokes, by their codes."""
        if request.pk is None:
            return frozenset()
        if self._codes is not None:
            return self._codes[request.pk]
        rights = RequestedRight.objects.in_use().filter(request=request).order_by()
        return frozenset(rights.values_list("right__code", flat=True))

    def count(self, request: DataSubjectRequest) -> Counts:
        """When the answer is due, and when a notice of extension or refusal would be."""
        codes = self.codes_of(request)
        acknowledgement = self._other(Duty.COMPLAINT, request) if TO_US in codes else None
        if codes and codes <= COMPLAINTS:
            return Counts(self._of_complaint(request, codes), None, acknowledgement)
        answer, notice = self._of_request(request)
        return Counts(answer, notice, acknowledgement)

    def _of_complaint(self, request: DataSubjectRequest, codes: Collection[str]) -> Deadline:
        """The day that the authority has set, or the period for complaints; no 12(3), no pause."""
        if TO_AUTHORITY in codes and request.asked_until:
            how = self.how(request)
            return set_deadline(
                request.received_on,
                request.asked_until,
                rule=how["rule"],
                calendar=how["calendar"],
            )
        return complaint_deadline(request.received_on, **self.how(request))

    def _of_request(self, request: DataSubjectRequest) -> tuple[Deadline, Deadline]:
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

    def given_for(self, duty: Duty, organisation: Organisation) -> Period:
        """How long the law of the organisation gives for what begins today."""
        policy = self.policy_of(organisation.pk)
        return needed_period(
            self.periods,
            duty,
            on=timezone.localdate(),
            jurisdiction=policy.jurisdiction or JURISDICTIONS[Rule(policy.rule)],
        )

    def authority_informs_by(self, request: DataSubjectRequest) -> Deadline | None:
        """When the authority has to tell who complained of progress or outcome: 78(2)."""
        if request.lodged_on is None:
            return None
        return self._other(Duty.AUTHORITY_INFORMS, request, since=request.lodged_on)

    def _other(
        self, duty: Duty, request: DataSubjectRequest, since: date | None = None
    ) -> Deadline | None:
        return other_deadline(duty, since or request.received_on, **self.how(request))

    def put_deadlines(self, request: DataSubjectRequest) -> bool:
        """Count anew and put the result, with all its steps, onto the unsaved request.

        Whether anything of it is new.
        """
        before = [getattr(request, name) for name in CLOCK_FIELDS]
        counts = self.count(request)
        answer, notice, told = counts.answer, counts.notice, counts.acknowledgement
        request.clock_start_on = answer.start
        request.raw_due_on = answer.raw
        request.due_on = answer.due
        request.notice_due_on = notice and notice.due
        request.raw_notice_due_on = notice and notice.raw
        request.acknowledge_due_on = told and told.due
        request.raw_acknowledge_due_on = told and told.raw
        request.clock_rule = answer.rule
        request.clock_calendar = answer.calendar
        request.clock_steps = answer.derivation
        return before != [getattr(request, name) for name in CLOCK_FIELDS]


def _questions(request: DataSubjectRequest) -> Iterable[Question]:
    for event in request.clock_events.all() if request.pk else ():
        if not event.retired_on:
            yield Question(Need(event.need), event.asked_on, event.answered_on)


def put_deadlines(request: DataSubjectRequest) -> bool:
    """The same for one request, by the rules of this moment."""
    return Rules().put_deadlines(request)
