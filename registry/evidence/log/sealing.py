"""What puts entries into the log: each version that is written, and each event."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from registry.evidence.log import entries
from registry.evidence.log.canonical import canonical, normalised
from registry.evidence.log.content import sealed_tables
from registry.models import EvidenceEvent
from registry.records.copies import Written
from registry.records.history import wait_for_other_writers
from registry.vocabulary import EntryKind, EventName


def seal_versions(written: list[Written]) -> None:
    entries.append(draft for versions in written for draft in _drafts(versions))


def _drafts(written: Written) -> Iterator[entries.Draft]:
    table = sealed_tables()[written.model._meta.label_lower]
    copies = written.copies
    said = table.values(written.ids) if copies is None else table.values_of(copies)
    return entries.drafts(table, written.ids, said, EntryKind.HISTORY)


def seal_event(
    name: str,
    *,
    by: AbstractBaseUser | str,
    about: models.Model | None,
    table: type[models.Model] | None,
    details: dict,
) -> None:
    is_command = isinstance(by, str)
    record_event(
        name,
        author=by if is_command else by.get_username(),
        author_id=None if is_command else by.pk,
        about=about,
        table=table,
        details=details,
    )


def record_event(
    name: str,
    *,
    author: str,
    author_id: int | None,
    about: models.Model | None = None,
    table: type[models.Model] | None = None,
    details: dict,
    kind: EntryKind = EntryKind.EVENT,
    **clear,
) -> tuple[EvidenceEvent, int]:
    """An event and the number of its entry. `clear` stands in the leaf for everyone to read."""
    with transaction.atomic(savepoint=False):
        # Before the row gets its id: events and entries come in the same order.
        wait_for_other_writers()
        event = EvidenceEvent.objects.create(
            name=EventName(name),
            at=timezone.now(),
            author_id=author_id,
            author=author,
            about_model=table._meta.label_lower if table else "",
            about_id=about.pk if about is not None else None,
            details=canonical(normalised(details)).decode(),
        )
        table_of_events = sealed_tables()[EvidenceEvent._meta.label_lower]
        (seq,) = entries.seal(table_of_events, [event.pk], kind, **clear)
    return event, seq
