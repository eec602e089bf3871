"""Making the past forget: values go from every version, and the log still verifies.

A version keeps who wrote it, when and why, and which of its fields were filled. The salts of
what goes are destroyed with it, so that no digest can be tried against a guess; an entry of the
log says which fields of which versions, by whom, when and on what ground.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import models

from registry.base.history import BATCH, current_unit
from registry.evidence.content import SealedTable, sealed_tables
from registry.evidence.digests import Salts
from registry.evidence.sealing import record_event
from registry.models import EvidenceEntry, EvidenceKey, EvidenceRedaction, EvidenceUnlock
from registry.vocabulary import EntryKind, EventName, RedactionGround

# What the past says where something was removed.
MARKER = "[removed]"
ENTRIES_AT_ONCE = 1_000  # an entry of the log names so many others at most


@dataclass
class Redaction:
    """What was blanked: entries of the log by number, with the fields; and who says so."""

    fields: dict[int, list[str]] = field(default_factory=dict)
    entries: list[int] = field(default_factory=list)

    @property
    def versions(self) -> int:
        return len(self.fields)


def redact_versions(
    model: type[models.Model],
    pks: Collection[int],
    names: Collection[str],
    *,
    ground: RedactionGround,
) -> Redaction:
    """Blank these text fields in all versions of these rows. Inside a recorded block only.

    The live rows are the caller's to change. Whoever calls this has checked the permission.
    """
    unit = current_unit("Redacting")
    names = sorted(names)
    table = sealed_tables()[model._meta.label_lower]
    done = Redaction()
    for some in _batches(pks):
        full = _filled(table, some, names)
        done.fields |= _blank(table, full)
    numbers = sorted(done.fields)
    for some in _batches(numbers, ENTRIES_AT_ONCE):
        _event, seq = record_event(
            EventName.REDACTED,
            author=unit.author,
            author_id=unit.author_id,
            table=model,
            details={"ground": ground, "reason": unit.reason, "versions": len(some)},
            kind=EntryKind.REDACT,
            redacts=[[number, done.fields[number]] for number in some],
        )
        done.entries.append(seq)
        models.QuerySet(EvidenceRedaction).bulk_create(
            (
                EvidenceRedaction(entry_id=number, field=name, redacted_by_id=seq)
                for number in some
                for name in done.fields[number]
            ),
            batch_size=BATCH,
        )
    return done


def _filled(
    table: SealedTable, pks: Collection[int], names: Collection[str]
) -> dict[int, list[str]]:
    """Of each version of these rows, the fields that say something."""
    found = table.rows._base_manager.filter(id__in=pks).order_by("pk")
    full = {}
    for version, *texts in found.values_list("pk", *names):
        filled = [
            name for name, text in zip(names, texts, strict=True) if text not in {"", None, MARKER}
        ]
        if filled:
            full[version] = sorted(filled)
    return full


def _blank(table: SealedTable, full: dict[int, list[str]]) -> dict[int, list[str]]:
    """Overwrite values and destroy salts. Returns the fields by the number of the entry."""
    sealed = EvidenceEntry.objects.filter(model=table.label, history_id__in=list(full))
    entries = {entry.seq: entry for entry in sealed}
    with _unlocked(table.rows, full), _unlocked(EvidenceKey, entries):
        for names, versions in _by_fields(full).items():
            rows = table.rows._base_manager.filter(pk__in=versions)
            rows.update(**dict.fromkeys(names, MARKER))
        keys = list(EvidenceKey.objects.filter(seq__in=list(entries)))
        for key in keys:
            entry = entries[key.seq]
            named = json.loads(entry.leaf)["fields"]
            key.salts = Salts(key.key, key.salts).without(full[entry.history_id], named)
            key.key = None
        EvidenceKey.objects.bulk_update(keys, ["key", "salts"], batch_size=100)
    return {entry.seq: full[entry.history_id] for entry in entries.values()}


def _by_fields(full: dict[int, list[str]]) -> dict[tuple[str, ...], list[int]]:
    """The versions that lose the same fields."""
    together = defaultdict(list)
    for version, names in full.items():
        together[tuple(names)].append(version)
    return together


@contextmanager
def _unlocked(model: type[models.Model], pks: Collection[int]) -> Iterator[None]:
    """Let the triggers pass changes of these rows, and of no others."""
    table = model._meta.db_table
    EvidenceUnlock.objects.bulk_create(
        (EvidenceUnlock(table=table, row=pk) for pk in pks), batch_size=BATCH
    )
    yield
    EvidenceUnlock.objects.filter(table=table).delete()


def _batches(numbers: Collection[int], size: int = BATCH) -> Iterator[list[int]]:
    numbers = list(numbers)
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
