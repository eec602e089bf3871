"""Rows for tests of requests: as `tests.support.factories` does, the least that is valid.

`make_request` writes a row as it stands; `receive_request` takes the step that opens a file.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from registry.models import Right
from requests_app import models
from requests_app.deadlines.questions import Need
from requests_app.handling import lifecycle
from requests_app.vocabulary import Channel, Direction, MessageKind, Reminder, RetentionMode
from tests.support.factories import (
    _look_up,
    _make,
    make_activity,
    make_data_subject_category,
    make_engagement,
    make_organisation,
    make_user,
    one_block,
)

_numbers = count(1)
RECEIVED_ON = date(2026, 1, 30)
NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


RIGHTS_OF_THE_EXAMPLE = [
    "access",
    "erasure",
    "marketing-objection",
    "objection",
    "portability",
    "rectification",
]
PEOPLE_OF_THE_EXAMPLE = [
    "contractor",
    "donor",
    "event-attendee",
    "mailing-list-subscriber",
    "member",
    "service-user",
    "website-visitor",
]


def right(code):
    return _look_up(Right, code, name=f"Right to {code}")


@one_block()
def make_request(*, organisation=None, **fields):
    defaults = {
        "reference": f"T-{next(_numbers)}",
        "received_on": RECEIVED_ON,
        "channel": Channel.EMAIL,
    }
    organisation = organisation or make_organisation()
    return _make(models.DataSubjectRequest, organisation=organisation, **defaults | fields)


def receive_request(*rights, **fields):
    """A file opened by the step, about these rights: `receive_request("access")`."""
    fields["organisation"] = fields.get("organisation") or make_organisation()
    defaults = {
        "received_on": RECEIVED_ON,
        "channel": Channel.EMAIL,
        "rights": [right(code) for code in rights],
        "by": "test",
        "reason": "Set up",
    }
    return lifecycle.receive(**defaults | fields)


@one_block()
def make_requested_right(*, request=None, **fields):
    fields["right"] = fields.get("right") or right("access")
    return _make(models.RequestedRight, request=request or make_request(), **fields)


@one_block()
def make_requester(*, request=None, **fields):
    defaults = {"name": "Ada Example", "email": f"ada{next(_numbers)}@example.org"}
    return _make(models.Requester, request=request or make_request(), **defaults | fields)


@one_block()
def make_reveal(*, request=None, **fields):
    fields["revealed_to"] = fields.get("revealed_to") or make_user()
    defaults = {"revealed_at": NOON, "why": "To post the answer"}
    return _make(models.Reveal, request=request or make_request(), **defaults | fields)


@one_block()
def make_clock_event(*, request=None, **fields):
    defaults = {"need": Need.IDENTITY, "asked_on": RECEIVED_ON}
    return _make(models.ClockEvent, request=request or make_request(), **defaults | fields)


@one_block()
def make_checklist_item(*, request=None, activity=None, **fields):
    return _make(
        models.ChecklistItem,
        request=request or make_request(),
        activity=activity or make_activity(),
        **fields,
    )


@one_block()
def make_recipient_notice(*, request=None, **fields):
    """Of another recipient, unless `processor` or `body` says who."""
    if not fields.get("processor") and not fields.get("body"):
        fields.setdefault("recipient", f"Recipient {next(_numbers)}")
    return _make(models.RecipientNotice, request=request or make_request(), **fields)


@one_block()
def make_message(*, request=None, **fields):
    defaults = {
        "direction": Direction.IN,
        "channel": Channel.EMAIL,
        "at": NOON,
        "message_id": f"<{next(_numbers)}@example.org>",
    }
    return _make(models.Message, request=request or make_request(), **defaults | fields)


@one_block()
def make_attachment(*, message=None, **fields):
    defaults = {
        "name": "letter.txt",
        "content_type": "text/plain",
        "byte_count": 5,
        "sha256": "0" * 64,
        "stored_name": f"stored-{next(_numbers)}",
    }
    return _make(models.Attachment, message=message or make_message(), **defaults | fields)


def make_message_template(**fields):
    defaults = {"kind": MessageKind.ANSWER, "subject": "Your request", "text": "We have done it."}
    return _make(models.MessageTemplate, **defaults | fields)


@one_block()
def make_request_policy(*, organisation=None, **fields):
    organisation = organisation or make_organisation()
    return _make(models.RequestPolicy, organisation=organisation, **fields)


def make_legal_period(**fields):
    defaults = {
        "jurisdiction": "EU",
        "duty": "answer",
        "amount": 1,
        "event": "receipt",
        "is_moved": fields.get("unit") != "hours",
        "valid_from": date(2018, 1, 1) + timedelta(days=next(_numbers)),
        "source": "A law",
    }
    return _make(models.LegalPeriod, **defaults | fields)


def make_calendar_token(**fields):
    fields["user"] = fields.get("user") or make_user()
    defaults = {"digest": f"{next(_numbers):064x}", "issued_at": NOON}
    return _make(models.CalendarToken, **defaults | fields)


@one_block()
def make_reminder_sent(*, request=None, **fields):
    fields["user"] = fields.get("user") or make_user()
    defaults = {"kind": Reminder.WEEK, "on": date(2026, 2, 23), "sent_at": NOON}
    return _make(models.ReminderSent, request=request or make_request(), **defaults | fields)


def make_retention_run(**fields):
    number = next(_numbers)
    defaults = {
        "ran_at": datetime(2026, 1, 30, number // 3600, number // 60 % 60, number % 60, tzinfo=UTC),
        "on": RECEIVED_ON,
        "ran_by": "test",
        "mode": RetentionMode.PROPOSED,
    }
    return _make(models.RetentionRun, **defaults | fields)


def make_pending_request(**fields):
    fields["organisation"] = fields.get("organisation") or make_organisation()
    defaults = {
        "sent_at": NOON,
        "name": "Ada Example",
        "email": "ada@example.org",
        "text": "What do you hold about me?",
        "rights": ["access"],
        "data_subjects": ["donor"],
    }
    return models.PendingRequest.objects.create(**defaults | fields)


def make_counted_form(**fields):
    return models.CountedForm.objects.create(**{"key": "0" * 64, "counts_until": NOON} | fields)


@one_block()
def make_register_of_the_example():
    """What the stories need of a register; the shipped one is tried by the test of the command."""
    organisation = make_organisation()
    people = [make_data_subject_category(code=code) for code in PEOPLE_OF_THE_EXAMPLE]
    make_engagement(activity=make_activity(organisation=organisation, data_subjects=people))
    for code in RIGHTS_OF_THE_EXAMPLE:
        right(code)
    return organisation


FACTORIES = {
    models.Attachment: make_attachment,
    models.CalendarToken: make_calendar_token,
    models.ChecklistItem: make_checklist_item,
    models.ClockEvent: make_clock_event,
    models.CountedForm: make_counted_form,
    models.DataSubjectRequest: make_request,
    models.LegalPeriod: make_legal_period,
    models.Message: make_message,
    models.MessageTemplate: make_message_template,
    models.PendingRequest: make_pending_request,
    models.RecipientNotice: make_recipient_notice,
    models.ReminderSent: make_reminder_sent,
    models.RequestPolicy: make_request_policy,
    models.RequestedRight: make_requested_right,
    models.Requester: make_requester,
    models.RetentionRun: make_retention_run,
    models.Reveal: make_reveal,
}
