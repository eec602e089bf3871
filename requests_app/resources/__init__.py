"""The files of requests. Messages and attachments are in none: they stay where they are."""

from requests_app.resources.counting import LegalPeriodResource, RequestPolicyResource
from requests_app.resources.files import RequestResource
from requests_app.resources.parts import (
    ChecklistItemResource,
    ClockEventResource,
    RecipientNoticeResource,
    RequestedRightResource,
)
from requests_app.resources.requesters import RequesterResource
from requests_app.resources.templates import MessageTemplateResource

__all__ = [
    "ChecklistItemResource",
    "ClockEventResource",
    "LegalPeriodResource",
    "MessageTemplateResource",
    "RecipientNoticeResource",
    "RequestPolicyResource",
    "RequestResource",
    "RequestedRightResource",
    "RequesterResource",
]
