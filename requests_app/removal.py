"""Taking personal data out of the files of requests: out of each row, and out of its past."""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from registry.base.history import current_unit
from registry.evidence.redaction import MARKER, redact_versions
from registry.vocabulary import RedactionGround
from requests_app import storage
from requests_app.models import (
    Attachment,
    ChecklistItem,
    ClockEvent,
    DataSubjectRequest,
    Message,
    RecipientNotice,
    ReminderSent,
    RequestedRight,
    Requester,
    Reveal,
)

BATCH = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """Rows of one table that belong to a request; field by field, what they say afterwards."""

    model: type[models.Model]
    path: str  # from such a row to its request
    removed: dict[str, str]

    def rows(self, pks: Collection[int] | OuterRef) -> models.QuerySet:
        way = f"{self.path}__in" if not isinstance(pks, OuterRef) else self.path
        return self.model._base_manager.filter(**{way: pks})

    @property
    def says_something(self) -> Q:
        """A row that still holds what is to be removed."""
        condition = Q()
        for name in self.removed:
            condition |= ~Q(**{f"{name}__in": ["", MARKER]})
        return condition

    @property
    def of_a_request(self) -> Q | Exists:
        """The same, asked of the request."""
        if self.model is DataSubjectRequest:
            return self.says_something
        return Exists(self.rows(OuterRef("pk")).filter(self.says_something))


def _marked(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, MARKER)


def _emptied(*names: str) -> dict[str, str]:
    """For what a marker does not fit into: addresses, and what may not be there twice."""
    return dict.fromkeys(names, "")


REQUESTER = (
    Part(
        Requester,
        "request",
        _emptied("name", "email", "address", "phone", "representative", "mandate", "remarks"),
    ),
)
TEXTS = (
    Part(
        Message,
        "request",
        _marked("subject", "text", "remarks") | _emptied("message_id", "correspondent"),
    ),
    Part(Attachment, "message__request", _marked("name", "remarks")),
    Part(DataSubjectRequest, "pk", _marked("extension_reason", "hold_reason", "remarks")),
    Part(ChecklistItem, "request", _marked("note", "remarks")),
    Part(RecipientNotice, "request", _marked("explanation", "remarks")),
    Part(Reveal, "request", _marked("why", "remarks")),
    Part(RequestedRight, "request", _marked("remarks")),
    Part(ClockEvent, "request", _marked("remarks")),
    Part(ReminderSent, "request", _marked("remarks")),
)
FINGERPRINTS = (
    Part(Message, "request", _emptied("fingerprint", "fingerprint_salt")),
    Part(Attachment, "message__request", _emptied("sha256")),
)


@dataclass
class Counts:
    """How much was removed: rows by table, and versions of all tables."""

    rows: dict[type[models.Model], int]
    versions: int = 0

    def add(self, other: "Counts") -> None:
        for model, count in other.rows.items():
            self.rows[model] = self.rows.get(model, 0) + count
        self.versions += other.versions


def remove(parts: Collection[Part], requests: Collection[int]) -> Counts:
    """Blank the parts of these requests, today and at all times. Inside a recorded block."""
    counts = Counts({})
    for part in parts:
        for pks in _in_batches(requests):
            counts.add(remove_from(part, part.rows(pks)))
    return counts


def remove_from(part: Part, rows: models.QuerySet) -> Counts:
    """Blank these rows of a part, and all their versions."""
    counts = Counts({part.model: 0})
    for pks in _in_batches(rows.values_list("pk", flat=True)):
        done = redact_versions(part.model, pks, part.removed, ground=RedactionGround.RETENTION)
        counts.versions += done.versions
        found = part.model._base_manager.filter(pk__in=pks).filter(part.says_something)
        changed = list(found.values_list("pk", flat=True))
        write_all(part.model, changed, _unless_empty(part.removed))
        counts.rows[part.model] += len(changed)
    return counts


def write_all(model: type[models.Model], pks: Collection[int], values: dict) -> None:
    """The same values in many rows, each with its version. Inside a recorded block only."""
    unit = current_unit("Minimising")
    for some in _in_batches(pks):
        # The queryset of the table refuses update(), because it leaves no version.
        models.QuerySet(model).filter(pk__in=some).update(**values)
    unit.touch(model, pks)


def _unless_empty(values: dict[str, str]) -> dict[str, Case]:
    text = models.TextField()
    return {
        name: Case(When(**{name: ""}, then=F(name)), default=Value(after), output_field=text)
        for name, after in values.items()
    }


def _in_batches(pks: Collection[int]) -> Iterator[list[int]]:
    pks = list(pks)
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


def remove_files() -> None:
    """The files of attachments that say nothing any more, those of a broken run included."""
    removed = Attachment.objects.filter(name=MARKER)
    for stored_name in removed.values_list("stored_name", flat=True).iterator():
        storage.remove(stored_name)


def forget_echoes() -> None:
    """After the commit: what waits in caches and old sessions, and SQLite's log of writes."""
    transaction.on_commit(_forget_echoes)


def _forget_echoes() -> None:
    # Uploads that wait for their confirmation are in there; what else is, can be had again.
    cache.clear()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = cursor.fetchone()[0]
        if is_busy:
            logger.warning("retention: the log of SQLite is in use; the next run empties it")
