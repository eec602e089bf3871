"""The deadlines of one request, counted from what its file says, and kept with it."""

from requests_app.calendars import calendar as calendar_of
from requests_app.deadlines import Deadline, answer_deadline, notice_deadline
from requests_app.models import DataSubjectRequest, RequestPolicy
from requests_app.questions import Need, Question, Rule


def policy_of(request: DataSubjectRequest) -> RequestPolicy:
    """The organisation's policy, or the defaults where it has none."""
    found = RequestPolicy.objects.filter(organisation=request.organisation_id).first()
    return found or RequestPolicy(organisation_id=request.organisation_id)


def count(request: DataSubjectRequest) -> tuple[Deadline, Deadline]:
    """When the answer is due, and when a notice of extension or refusal would be."""
    policy = policy_of(request)
    how = {
        "rule": Rule(request.rule or policy.rule),
        "calendar": calendar_of(request.calendar or policy.calendar),
        "questions": [
            Question(Need(event.need), event.asked_on, event.answered_on)
            for event in request.clock_events.in_use()
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
