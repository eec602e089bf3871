"""The file of one request for the authority: what was done when, by whom and why. No names.

Everything in it is named here. Whoever asked is not, nor what they wrote or were written, unless
the reader may see messages and asks for their words. Of a file that was closed long ago neither
words nor notes are in it, except for the privacy lead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from registry.records.history import CREATED
from registry.records.timeline.texts import Sees, everybody
from requests_app.handling.lateness import late_notices
from requests_app.messages.correspondence import is_unsent
from requests_app.models import (
    ChecklistItem,
    ClockEvent,
    DataSubjectRequest,
    RecipientNotice,
    RequestedRight,
)
from requests_app.retention.confidence import WORDS, withheld, withhold

# What the time-line tells of each table; the rest is in no case file.
TOLD = {
    DataSubjectRequest: (
        "state",
        "received_on",
        "channel",
        "due_on",
        "acknowledge_due_on",
        "authority",
        "authority_reference",
        "lodged_on",
        "asked_until",
        "identity_state",
        "identity_method",
        "identity_reason",
        "extension_reason",
        "extension_notified_on",
        "why_unfinished",
        "acknowledged_on",
        "answered_on",
        "answer_channel",
        "withdrawn_on",
        "closed_on",
        "hold_reason",
    ),
    RequestedRight: ("outcome", "ground", "ground_proof", "stopped_on", "stop_note"),
    ClockEvent: ("asked_on", "answered_on"),
    ChecklistItem: ("finding", "searched_on", "done_on", "note"),
    RecipientNotice: ("told_on", "answered_on", "why_not", "explanation"),
}


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
        "clock": {
            "rule": request.clock_rule,
            "calendar": request.clock_calendar,
            "start": request.clock_start_on,
            "end_before_rolling": request.raw_due_on,
            "due_on": request.due_on,
            "notice_due_on": request.notice_due_on,
            "notice_end_before_rolling": request.raw_notice_due_on,
            "derivation": request.clock_steps.split(" → "),
        },
        "complaint": {
            "acknowledge_by": request.acknowledge_due_on,
            "acknowledge_by_before_rolling": request.raw_acknowledge_due_on,
            "authority": str(request.authority or ""),
            "reference": request.authority_reference,
            "lodged_on": request.lodged_on,
            "asked_until": request.asked_until,
        },
        "extension": {
            "told_on": request.extension_notified_on,
            "is_late": request.is_extension_late,
            "reason": request.extension_reason,
        },
        "identity": {
            "state": str(request.get_identity_state_display()),
            "method": request.identity_method,
            "on": request.identity_on,
            "by": request.identity_by,
            "why_not_needed": request.identity_reason,
        },
        "rights": [
            {
                "right": str(row.right),
                "article": row.right.citation,
                "outcome": str(row.get_outcome_display()),
                "ground": str(row.get_ground_display()),
                "shown_by": row.ground_proof,
                "stopped_on": row.stopped_on,
                "stopped": row.stop_note,
            }
            for row in rights
        ],
        "late": late_notices(request, rights),
        "why_unfinished": request.why_unfinished,
        "is_refused": any(row.ground for row in rights),
        "complaint_explained": request.has_explained_complaint,
        "judicial_remedy_explained": request.has_explained_remedy,
        "questions": [
            {"asked_for": str(row), "asked_on": row.asked_on, "came_on": row.answered_on}
            for row in events
        ],
        "searches": [
            {
                "activity": row.headline,
                "found": str(row.get_finding_display()),
                "searched_on": row.searched_on,
                "done_on": row.done_on,
                "note": row.note,
            }
            for row in searches
        ],
        "recipients": [
            {
                "recipient": row.headline,
                "told_on": row.told_on,
                "answered_on": row.answered_on,
                "why_not": str(row.get_why_not_display()),
                "explanation": row.explanation,
            }
            for row in notices
        ],
        "messages": [
            _message(row, with_texts)
            for row in request.messages.order_by("at", "pk").prefetch_related("attachments")
        ],
        "seen_by": [
            {"at": row.revealed_at, "by": row.revealed_to.get_username(), "why": row.why}
            for row in reveals
        ],
        "timeline": list(_timeline(request, names, with_notes)),
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


def _timeline(request: DataSubjectRequest, names: dict, with_notes: bool) -> Iterator[dict]:
    """What one person did for one reason is one entry, oldest first."""
    told = defaultdict(list)
    for model, fields in TOLD.items():
        of_request = {"id" if model is DataSubjectRequest else "request_id": request.pk}
        before: dict = {}
        for version in model.history.filter(**of_request).order_by("history_id"):
            name = names.get(model, {}).get(version.id, "")
            key = (version.history_date, version.history_author, version.history_change_reason)
            hidden = () if with_notes else WORDS[model]
            told[key] += _changes(model, fields, before.get(version.id), version, name, hidden)
            before[version.id] = version
    for at, by, why in sorted(told):
        if what := told[at, by, why]:
            yield {"at": at, "by": by, "why": why, "what": what}


def _changes(model, fields, old, new, name: str, hidden: Collection[str]) -> list[str]:
    subject = f"{capfirst(model._meta.verbose_name)}: {name}" if name else ""
    changes = []
    for field in fields:
        value = getattr(new, field)
        known = getattr(old, field) if old else model._meta.get_field(field).get_default()
        if value != known and value not in (None, ""):
            label = capfirst(model._meta.get_field(field).verbose_name)
            said = withheld() if field in hidden else _words(model, field, value)
            changes.append(" · ".join(filter(None, [subject, f"{label}: {said}"])))
    if subject and not changes and new.history_type == CREATED:
        return [subject]
    return changes


def _words(model, field: str, value) -> str:
    choices = dict(model._meta.get_field(field).flatchoices)
    if value in choices:
        return str(choices[value])
    return date_format(value) if isinstance(value, date) else str(value)
