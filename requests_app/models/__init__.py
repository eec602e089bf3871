"""Requests of data subjects: the nameless file, and apart from it who asked and what was said."""

from requests_app.models.correspondence import Attachment, Message, MessageTemplate
from requests_app.models.handling import ChecklistItem, ClockEvent, RecipientNotice
from requests_app.models.pending import CountedForm, PendingRequest
from requests_app.models.periods import LegalPeriod
from requests_app.models.policy import RequestPolicy
from requests_app.models.request import DataSubjectRequest
from requests_app.models.requester import Requester, Reveal
from requests_app.models.rights import RequestedRight
from requests_app.models.timers import CalendarToken, ReminderSent, RetentionRun

__all__ = [
    "Attachment",
    "CalendarToken",
    "ChecklistItem",
    "ClockEvent",
    "CountedForm",
    "DataSubjectRequest",
    "LegalPeriod",
    "Message",
    "MessageTemplate",
    "PendingRequest",
    "RecipientNotice",
    "ReminderSent",
    "RequestPolicy",
    "RequestedRight",
    "Requester",
    "RetentionRun",
    "Reveal",
]
