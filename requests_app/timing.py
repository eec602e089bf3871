"""The deadlines of one request, counted from what its file says, and kept with it."""

from requests_app.calendars import calendar as calendar_of
from requests_app.deadlines import Deadline, answer_deadline, notice_deadline
from requests_app.inheritance import with_sponsors
from requests_app.models import DataSubjectRequest, RequestPolicy
from requests_app.questions import Need, Question, Rule

CLOCK_FIELDS = (
    "clock_start_on",
    "raw_due_on",
    "due_on",
    "notice_due_on",
    "clock_rule",
    "clock_calendar",
    "clock_steps",
)


def policy_of(request: DataSubjectRequest) -> RequestPolicy:
    """The organisation's policy, or its sponsor's, or the defaults where there is none."""
    line = with_sponsors(request.organisation)
    policies = RequestPolicy.objects.in_use().filter(organisation__in=line)
    found = {policy.organisation_id: policy for policy in policies}
    own_first = (found[organisation.pk] for organisation in line if organisation.pk in found)
    return next(own_first, RequestPolicy(organisation=request.organisation))


def count(request: DataSubjectRequest) -> tuple[Deadline, Deadline]:
    """When the answer is due, and when a notice of extension or refusal would be."""
    policy = policy_of(request)
    how = {
        "rule": Rule(request.rule or policy.rule),
        "calendar": calendar_of(request.calendar or policy.calendar),
        "questions": [
            Question(Need(event.need), event.asked_on, event.answered_on)
            for event in (request.clock_events.in_use() if request.pk else ())
        ],
    }
    answer = answer_deadline(
        request.received_on, is_extended=request.extended_on is not None, **how
    )
    return answer, notice_deadline(request.received_on, **how)


def put_deadlines(request: DataSubjectRequest) -> None:
    """Count anew and put the result, with all its steps, onto the unsaved request."""
    answer, notice = count(request)
    request.clock_start_on = answer.start
    request.raw_due_on = answer.raw
    request.due_on = answer.due
    request.notice_due_on = notice.due
    request.clock_rule = answer.rule
    request.clock_calendar = answer.calendar
    request.clock_steps = answer.derivation
