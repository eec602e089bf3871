"""What was done with a request, by whom and why, oldest first: the time-line of its case file."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst

from registry.records.copies import CREATED
from requests_app.models import (
    ChecklistItem,
    ClockEvent,
    DataSubjectRequest,
    RecipientNotice,
    RequestedRight,
)
from requests_app.retention.confidence import WORDS, withheld

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


def timeline_of(request: DataSubjectRequest, names: dict, with_notes: bool) -> Iterator[dict]:
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
