"""Taking personal data out of the files of requests: out of each row, and out of its past."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registry.evidence.log.content import batches
from registry.evidence.redaction.redacting import Redaction, redact
from registry.evidence.redaction.targets import Target
from registry.files_kept.removal import remove_files_of
from registry.records.personal import MARKER
from registry.vocabulary import RedactionGround
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


@dataclass(frozen=True)
class RequestPart:
    """Rows of one table that belong to a request; field by field, what they say afterwards."""

    model: type[models.Model]
    path: str  # from such a row to its request
    removed: dict[str, str]
    # Rows that say nothing any more, and yet are not done with.
    unfinished: Q = field(default_factory=Q)

    def rows(self, pks: Collection[int] | OuterRef) -> models.QuerySet:
        way = f"{self.path}__in" if not isinstance(pks, OuterRef) else self.path
        return self.model._base_manager.filter(**{way: pks})

    @property
    def says_something(self) -> Q:
        """A row that still holds what is to be removed."""
        condition = self.unfinished
        for name in self.removed:
            condition |= ~Q(**{f"{name}__in": ["", MARKER]})
        return condition

    @property
    def of_a_request(self) -> Q | Exists:
        """The same, asked of the request."""
        if self.model is DataSubjectRequest:
            return self.says_something
        return Exists(self.rows(OuterRef("pk")).filter(self.says_something))

    def target(self, rows: models.QuerySet) -> Target:
        pks = list(rows.values_list("pk", flat=True))
        return Target(self.model, pks, tuple(self.removed), self.removed)


def _marked(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, MARKER)


def _emptied(*names: str) -> dict[str, str]:
    """For what a marker does not fit into: addresses, and what may not be there twice."""
    return dict.fromkeys(names, "")


REQUESTER = (
    RequestPart(
        Requester,
        "request",
        _emptied(
            *("name", "email", "address", "phone", "representative", "mandate", "language"),
            "remarks",
        ),
    ),
)
TEXTS = (
    RequestPart(
        Message,
        "request",
        _marked("subject", "text", "remarks") | _emptied("message_id", "correspondent"),
    ),
    RequestPart(
        Attachment,
        "message__request",
        _marked("name", "remarks"),
        unfinished=Q(file_removed_on=None),
    ),
    RequestPart(
        DataSubjectRequest,
        "pk",
        _marked("extension_reason", "why_unfinished", "hold_reason", "remarks"),
    ),
    RequestPart(ChecklistItem, "request", _marked("note", "remarks")),
    RequestPart(RecipientNotice, "request", _marked("explanation", "remarks")),
    RequestPart(Reveal, "request", _marked("why", "remarks")),
    RequestPart(RequestedRight, "request", _marked("ground_proof", "stop_note", "remarks")),
    RequestPart(ClockEvent, "request", _marked("remarks")),
    RequestPart(ReminderSent, "request", _marked("remarks")),
)
FINGERPRINTS = (
    RequestPart(Message, "request", _emptied("fingerprint", "fingerprint_salt")),
    RequestPart(Attachment, "message__request", _emptied("sha256")),
)


EVERY_PART = {part.model: part for part in (*REQUESTER, *TEXTS)}.values()


@dataclass
class Counts:
    """How much was removed: from which rows of each table, and from how many versions of all.

    A row of which two timers are up is one row.
    """

    rows: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    versions: int = 0

    def add(self, done: Redaction) -> None:
        for model, pks in done.rows.items():
            self.rows[model] |= set(pks)
        self.versions += done.versions


def remove_parts(parts: Collection[RequestPart], requests: Collection[int]) -> Redaction:
    """Blank the parts of these requests, today and at all times. Inside a recorded block.

    The reasons of all their parts are looked through for what is removed.
    """
    targets = [part.target(part.rows(pks)) for part in parts for pks in batches(requests)]
    for part in EVERY_PART:
        targets += [
            Target(part.model, list(part.rows(pks).values_list("pk", flat=True)))
            for pks in batches(requests)
            if part not in parts
        ]
    return redact(targets, ground=RedactionGround.RETENTION)


def remove_from(rows: Collection[tuple[RequestPart, models.QuerySet]]) -> Redaction:
    """Blank these rows of parts, and all their versions."""
    targets = [part.target(found) for part, found in rows]
    return redact(targets, ground=RedactionGround.RETENTION)


def remove_files() -> None:
    """An attachment loses its file with its name, and says so. Inside a recorded block only."""
    remove_files_of(Attachment)
