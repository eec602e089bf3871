"""The file of one request for the authority: what was done when, by whom and why. No names.

Everything in it is named here. Whoever asked is not, nor what they wrote or were written, unless
the reader may see messages and asks for their words. Of a file that was closed long ago neither
words nor notes are in it, except for the privacy lead.
"""

from django.utils import timezone

from registry.records.timeline.texts import Sees, everybody
from requests_app.handling.case_timeline import timeline_of
from requests_app.handling.lateness import late_notices
from requests_app.messages.correspondence import is_unsent
from requests_app.models import (
    ChecklistItem,
    ClockEvent,
    DataSubjectRequest,
    RecipientNotice,
    RequestedRight,
)
from requests_app.retention.confidence import withhold


def case_file(
    request: DataSubjectRequest,
    *,
    with_texts: bool = False,
    with_notes: bool = True,
    sees: Sees = everybody,
) -> dict:
    """The whole file in plain values, which the page and the JSON both show.

    Of searches those that whoever asks may see: each names an entry of the register.
    """
    rights = list(request.rights.select_related("right"))
    events = list(request.clock_events.all())
    searches = list(sees(request.checklist.select_related("activity")))
    notices = list(request.recipient_notices.select_related("processor", "body"))
    reveals = list(request.reveals.select_related("revealed_to").order_by("revealed_at"))
    if not with_notes:
        for row in [request, *rights, *searches, *notices, *reveals]:
            withhold(row)
    names = {
        RequestedRight: {row.pk: row.headline for row in rights},
        ClockEvent: {row.pk: str(row) for row in events},
        ChecklistItem: {row.pk: row.headline for row in searches},
        RecipientNotice: {row.pk: row.headline for row in notices},
    }
    return {
        "reference": request.reference,
        "organisation": str(request.organisation),
        "made_at": timezone.now(),
        "state": str(request.get_state_display()),
        "received_on": request.received_on,
        "channel": str(request.get_channel_display()),
        "acknowledged_on": request.acknowledged_on,
        "answered_on": request.answered_on,
        "answered_by": str(request.get_answer_channel_display()),
        "withdrawn_on": request.withdrawn_on,
        "closed_on": request.closed_on,
        "clock": _clock(request),
        "complaint": _complaint(request),
        "extension": _extension(request),
        "identity": _identity(request),
        "rights": [_right(row) for row in rights],
        "late": late_notices(request, rights),
        "why_unfinished": request.why_unfinished,
        "is_refused": any(row.ground for row in rights),
        "complaint_explained": request.has_explained_complaint,
        "judicial_remedy_explained": request.has_explained_remedy,
        "questions": [_question(row) for row in events],
        "searches": [_search(row) for row in searches],
        "recipients": [_recipient(row) for row in notices],
        "messages": [
            _message(row, with_texts)
            for row in request.messages.order_by("at", "pk").prefetch_related("attachments")
        ],
        "seen_by": [
            {"at": row.revealed_at, "by": row.revealed_to.get_username(), "why": row.why}
            for row in reveals
        ],
        "timeline": list(timeline_of(request, names, with_notes)),
    }


def _clock(request: DataSubjectRequest) -> dict:
    return {
        "rule": request.clock_rule,
        "calendar": request.clock_calendar,
        "start": request.clock_start_on,
        "end_before_rolling": request.raw_due_on,
        "due_on": request.due_on,
        "notice_due_on": request.notice_due_on,
        "notice_end_before_rolling": request.raw_notice_due_on,
        "derivation": request.clock_steps.split(" → "),
    }


def _complaint(request: DataSubjectRequest) -> dict:
    return {
        "acknowledge_by": request.acknowledge_due_on,
        "acknowledge_by_before_rolling": request.raw_acknowledge_due_on,
        "authority": str(request.authority or ""),
        "reference": request.authority_reference,
        "lodged_on": request.lodged_on,
        "asked_until": request.asked_until,
    }


def _extension(request: DataSubjectRequest) -> dict:
    return {
        "told_on": request.extension_notified_on,
        "is_late": request.is_extension_late,
        "reason": request.extension_reason,
    }


def _identity(request: DataSubjectRequest) -> dict:
    return {
        "state": str(request.get_identity_state_display()),
        "method": request.identity_method,
        "on": request.identity_on,
        "by": request.identity_by,
        "why_not_needed": request.identity_reason,
    }


def _right(row: RequestedRight) -> dict:
    return {
        "right": str(row.right),
        "article": row.right.citation,
        "outcome": str(row.get_outcome_display()),
        "ground": str(row.get_ground_display()),
        "shown_by": row.ground_proof,
        "stopped_on": row.stopped_on,
        "stopped": row.stop_note,
    }


def _question(row: ClockEvent) -> dict:
    return {"asked_for": str(row), "asked_on": row.asked_on, "came_on": row.answered_on}


def _search(row: ChecklistItem) -> dict:
    return {
        "activity": row.headline,
        "found": str(row.get_finding_display()),
        "searched_on": row.searched_on,
        "done_on": row.done_on,
        "note": row.note,
    }


def _recipient(row: RecipientNotice) -> dict:
    return {
        "recipient": row.headline,
        "told_on": row.told_on,
        "answered_on": row.answered_on,
        "why_not": str(row.get_why_not_display()),
        "explanation": row.explanation,
    }


def _message(message, with_texts: bool) -> dict:
    told = {
        "direction": str(message.get_direction_display()),
        "kind": str(message.get_kind_display()),
        "channel": str(message.get_channel_display()),
        "at": message.at,
        "is_unsent": is_unsent(message),
        "bytes": message.byte_count,
        "sha256_with_salt": message.fingerprint,
        "salt": message.fingerprint_salt,
        # Their names may name somebody.
        "attachments": [_attachment(row) for row in message.attachments.all()],
    }
    if with_texts:
        told |= {"subject": message.subject, "text": message.text}
    return told


def _attachment(row) -> dict:
    told = {
        "type": row.found_type or row.content_type,
        "check": str(row.get_check_result_display()),
        "bytes": row.byte_count,
        "sha256": row.sha256,
    }
    return told | ({"removed_on": row.file_removed_on} if row.file_removed_on else {})
