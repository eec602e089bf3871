"""What stands at the head of a request's page: by when, why then, who, what was said, advice."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, Subquery, When, prefetch_related_objects
from django.db.models.functions import Lower

from registry.models import Right
from requests_app.admin.request.due import Due, due_of
from requests_app.deadlines.calendars import calendar as calendar_of
from requests_app.deadlines.wording import due_in_words, part_to_choose
from requests_app.duties import DutyRow, duties
from requests_app.handling.advice import ABSOLUTE, Advice, advice
from requests_app.handling.bearing import Bearings, bearings_on
from requests_app.handling.doubts import Doubt, doubts_about
from requests_app.handling.lateness import late_notices
from requests_app.handling.promises import PromiseWarning, warnings_of
from requests_app.handling.stopping import Stop, stops_of
from requests_app.messages.correspondence import is_unsent
from requests_app.models import ClockEvent, DataSubjectRequest, Message, Requester
from requests_app.timing import Rules

# Who writes every day is known by then; the list finds the rest.
OTHERS_SHOWN = 10


@dataclass(frozen=True)
class RightAdvice:
    """One right, and what the legal bases of the linked activities make of it."""

    right: Right
    advice: Advice

    @property
    def is_absolute(self) -> bool:
        return self.right.code == ABSOLUTE

    @property
    def says_something(self) -> bool:
        said = self.advice
        return bool(self.is_absolute or said.holds or said.depends or said.excluded)


@dataclass(frozen=True)
class Warnings:
    """What the law also asks, and what the notice of the day of receipt promised."""

    doubts: list[Doubt]
    duties: list[DutyRow]
    promises: list[PromiseWarning]
    day: date


@dataclass(frozen=True)
class Overview:
    due: Due
    # How the due date came about, step by step.
    steps: list[str]
    # When something had to stop.
    # By when a complaint is to be acknowledged, with its safe target; the authority tells of it.
    acknowledge_by: str
    authority_informs_by: date | None
    # What to do about a calendar that is several.
    part_to_choose: str
    requester: Requester | None
    # Whether this user may see who it is without asking; may ask.
    sees_requester: bool
    may_reveal: bool
    # From the same address, under way at the same time; only for those who see the address.
    others: list[DataSubjectRequest]
    questions: list[ClockEvent]
    messages: list[Message]
    sees_messages: bool
    # Closed so long ago that words and notes are the privacy lead's.
    is_withheld: bool
    advice: list[RightAdvice]
    # What the requester was told too late.
    late: list[str]
    # What has to stop at once, or has stopped.
    stops: list[Stop]
    warnings: Warnings

    @property
    def unsent(self) -> list[Message]:
        return [message for message in self.messages if is_unsent(message)]

    @property
    def others_shown(self) -> list[DataSubjectRequest]:
        return self.others[:OTHERS_SHOWN]

    @property
    def has_more_others(self) -> bool:
        return len(self.others) > OTHERS_SHOWN

    @property
    def needs_advice(self) -> bool:
        return any(item.says_something for item in self.advice)


def overview(
    subject_request: DataSubjectRequest, user, today: date, *, is_withheld: bool
) -> Overview:
    """Four queries, whatever it holds: requesters, questions, messages, what the register says."""
    may, rules = user.has_perm, Rules()
    said = bearings_on(subject_request)
    messages = subject_request.messages.in_use().defer("text", "subject", "correspondent")
    sees_requester = may("requests_app.view_requester")
    is_compared = sees_requester and not (subject_request.past or is_withheld)
    requesters = list(_requesters(subject_request, with_others=is_compared))
    informs = rules.authority_informs_by(subject_request)
    return Overview(
        due=due_of(subject_request, today),
        steps=subject_request.clock_steps.split(" → ") if subject_request.clock_steps else [],
        acknowledge_by=_acknowledge_by(subject_request),
        authority_informs_by=informs.due if informs else None,
        part_to_choose=_part_to_choose(subject_request),
        requester=next((row for row in requesters if row.request_id == subject_request.pk), None),
        sees_requester=sees_requester,
        may_reveal=may("requests_app.reveal_requester") and not subject_request.past,
        others=[row.request for row in requesters if row.request_id != subject_request.pk],
        questions=list(subject_request.clock_events.in_use()),
        messages=list(messages),
        sees_messages=may("requests_app.view_message"),
        is_withheld=is_withheld,
        advice=[
            RightAdvice(item.right, advice(item.right.code, said.bases))
            for item in subject_request.rights_in_use()
        ],
        late=late_notices(subject_request),
        stops=stops_of(subject_request),
        warnings=_warnings(subject_request, said),
    )


def _acknowledge_by(row: DataSubjectRequest) -> str:
    if not (row.is_open and row.is_to_acknowledge):
        return ""
    return due_in_words(row.acknowledge_due_on, row.raw_acknowledge_due_on)


def _part_to_choose(subject_request: DataSubjectRequest) -> str:
    code = subject_request.clock_calendar
    return part_to_choose(calendar_of(code)) if code and subject_request.is_open else ""


def warnings_on(subject_request: DataSubjectRequest, ground: str = "") -> Warnings:
    """For the page of a step, where they matter as much. What has no outcome yet may be about to
    be refused on a ground.
    """
    prefetch_related_objects([subject_request], "rights__right")
    for item in subject_request.rights_in_use() if ground else ():
        item.ground = item.ground or ("" if item.outcome else ground)
    return _warnings(subject_request, bearings_on(subject_request))


def _warnings(subject_request: DataSubjectRequest, said: Bearings) -> Warnings:
    day = subject_request.received_on
    rights = subject_request.rights_in_use()
    codes = [item.right.code for item in rights]
    promises = warnings_of(subject_request, said)
    doubts = doubts_about(subject_request, rights, said.bases)
    return Warnings(doubts, list(duties(codes, said.circumstances, day)), promises, day)


def _requesters(subject_request: DataSubjectRequest, *, with_others: bool) -> QuerySet[Requester]:
    """Who asks; and with the same address in requests under way at the same time, as one query."""
    own = Requester.objects.filter(request=subject_request)
    if not with_others:
        return own
    under_way = Q(request__closed_on=None) | Q(request__closed_on__gte=subject_request.received_on)
    if subject_request.closed_on:
        under_way &= Q(request__received_on__lte=subject_request.closed_on)
    beside = under_way & ~Q(email="") & Q(request__retired_on=None, retired_on=None)
    rows = Requester.objects.alias(folded=Lower("email")).filter(
        Q(request=subject_request) | Q(beside, folded=Subquery(own.values_list(Lower("email"))[:1]))
    )
    is_own = Case(When(request=subject_request, then=0), default=1)
    return rows.select_related("request").order_by(is_own, "-request__received_on", "-request_id")[
        : OTHERS_SHOWN + 2
    ]
