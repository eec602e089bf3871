"""Making the past forget: values go from rows and every version, and the log still verifies.

A version keeps who wrote it, when and why, unless that is to go too, and which of its fields
were filled. The salts of what goes are destroyed with it, so that no digest can be tried against
a guess; an entry of the log says which fields of which versions, by whom, when and on what ground.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import models

from registry.evidence.guards.unlocking import unlocked
from registry.evidence.log.content import SealedTable, batches, sealed_tables
from registry.evidence.log.digests import Salts
from registry.evidence.log.marks import in_a_row, in_a_version, says_something
from registry.evidence.log.sealing import record_event
from registry.evidence.redaction import echoes
from registry.evidence.redaction.passages import LINES, Passage, passages_of
from registry.evidence.redaction.quoting import Values, is_sure, quotable
from registry.evidence.redaction.targets import Said, Target, said_by_versions
from registry.models import EvidenceEntry, EvidenceEvent, EvidenceKey, EvidenceRedaction
from registry.records.events import EventName
from registry.records.history import current_unit
from registry.records.personal import is_marker
from registry.records.unit import BATCH, Unit
from registry.vocabulary import EntryKind, RedactionGround

ENTRIES_AT_ONCE = 1_000  # an entry of the log names so many others at most


@dataclass
class Redaction:
    """What was blanked: fields by the number of the entry, rows by table, and what says so."""

    fields: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    tables: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rows: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    entries: list[int] = field(default_factory=list)
    events: list[EvidenceEvent] = field(default_factory=list)
    # For finding what quotes them; never to be kept.
    values: set[str] = field(default_factory=set, repr=False)

    @property
    def versions(self) -> int:
        return len(self.fields)


def redact(
    targets: Collection[Target],
    *,
    ground: RedactionGround,
    about: models.Model | None = None,
    passages: Collection[Passage] | None = None,
) -> Redaction:
    """Blank fields today and at all times, in one event. Inside a recorded block only.

    With them go the passages that somebody chose. Where nobody was asked, those of the targets go
    that quote what goes. Whoever calls this has checked the permission.
    """
    unit = current_unit("Redacting")
    done = Redaction()
    parts = [part for target in targets for part in target.in_batches()]
    for part in parts:
        _redact_versions(part.table, part.filled(), done)
        _redact_rows(part, unit, done)
    if passages is None:
        gone = Values(filter(is_sure, done.values), is_read=False)
        passages = [passage for part in parts for passage in passages_of(part, gone)]
    lines = _redact_passages(passages, done)
    _record(unit, done, ground, about, **({"lines": len(lines)} if lines else {}))
    echoes.forget_echoes(parts, done.tables, lines)
    return done


def redact_entries(
    fields: Mapping[int, Collection[str]], *, ground: RedactionGround, **details
) -> Redaction:
    """The same for versions, named by their entries. Of a row goes what such a version said.

    The details are for the event.
    """
    unit = current_unit("Redacting")
    done = Redaction()
    named: dict[str, dict[int, Collection[str]]] = defaultdict(dict)
    for numbers in batches(fields):
        for entry in EvidenceEntry.objects.filter(seq__in=numbers):
            named[entry.model][entry.history_id] = fields[entry.seq]
    parts = []
    for label, names in named.items():
        table = sealed_tables().get(label)
        if table is None:  # given up since
            continue
        said, gone = said_by_versions(table, names)
        for versions in batches(said):
            _redact_versions(table, {pk: said[pk] for pk in versions}, done)
        for pk, values in gone.items() if table.live else ():
            parts.append(Target(table.live.rows, [pk], list(values)))
            _redact_rows(parts[-1], unit, done, only=values)
    _record(unit, done, ground, None, **details)
    echoes.forget_echoes(parts, done.tables)
    return done


def _redact_passages(passages: Iterable[Passage], done: Redaction) -> list[int]:
    """Returns the lines of the admin's log among them, which are no evidence."""
    lines = []
    said: dict[str, Said] = defaultdict(dict)
    for passage in passages:
        if passage.table == LINES:
            lines += passage.pks
        else:
            said[passage.table] |= {pk: {passage.column: passage.text} for pk in passage.pks}
    for label, texts in said.items():
        for versions in batches(texts):
            _redact_versions(sealed_tables()[label], {pk: texts[pk] for pk in versions}, done)
    return lines


def _redact_versions(table: SealedTable, said: Said, done: Redaction) -> None:
    """Overwrite values and destroy salts."""
    if not said:
        return
    sealed = EvidenceEntry.objects.filter(model=table.label, history_id__in=list(said))
    entries = {entry.seq: entry for entry in sealed}
    with unlocked(table.rows, said), unlocked(EvidenceKey, entries):
        for after, versions in _that_become_the_same(said):
            table.rows._base_manager.filter(pk__in=versions).update(**after)
        keys = list(EvidenceKey.objects.filter(seq__in=list(entries)))
        for key in keys:
            entry = entries[key.seq]
            sealed_fields = json.loads(entry.leaf)["fields"]
            key.salts = Salts(key.key, key.salts).without(said[entry.history_id], sealed_fields)
            key.key = None
        EvidenceKey.objects.bulk_update(keys, ["key", "salts"], batch_size=100)
    for seq, entry in entries.items():
        done.fields[seq] |= said[entry.history_id].keys()
    for values in said.values():
        done.tables[table.label] |= values.keys()
        told = (value for value in values.values() if not is_marker(value))
        done.values |= {text for value in told for text in quotable(value)}


def _that_become_the_same(said: Said) -> Iterator[tuple[dict, list[int]]]:
    together: dict[str, tuple[dict, list[int]]] = {}
    for version, values in said.items():
        after = {name: in_a_version(value) for name, value in values.items()}
        key = json.dumps(after, sort_keys=True)
        together.setdefault(key, (after, []))[1].append(version)
    yield from together.values()


def _redact_rows(
    target: Target, unit: Unit, done: Redaction, only: Mapping[str, list] | None = None
) -> None:
    """The rows as they are today; with `only`, where they say one of these values."""
    if target.table.live is None:
        return
    every = target.model._meta.concrete_fields
    columns = [column for column in every if column.name in target.names]
    if not columns:
        return
    # The queryset of the table refuses update(), because it leaves no version.
    rows = models.QuerySet(target.model)
    changed = {}
    for row in rows.filter(pk__in=target.pks).only("pk", *(column.name for column in columns)):
        for column in columns:
            value = getattr(row, column.attname)
            if not says_something(value) or not (only is None or value in only[column.name]):
                continue
            after = target.after.get(column.name)
            after = in_a_row(column, value, row.pk) if after is None else after
            if value != after:
                setattr(row, column.attname, after)
                changed[row.pk] = row
    rows.bulk_update(changed.values(), [column.name for column in columns], batch_size=100)
    unit.touch(target.model, changed)
    done.rows[target.model] |= changed.keys()


def _record(
    unit: Unit, done: Redaction, ground: RedactionGround, about: models.Model | None, **details
) -> None:
    # Once, where nothing but lines of the admin's log went.
    for some in [*batches(sorted(done.fields), ENTRIES_AT_ONCE)] or [[]] * bool(
        details.get("lines")
    ):
        event, seq = record_event(
            EventName.REDACTED,
            author=unit.author,
            author_id=unit.author_id,
            about=about,
            table=type(about) if about else None,
            details={
                "ground": ground,
                "reason": unit.reason,
                "versions": len(some),
                "fields": {label: sorted(names) for label, names in sorted(done.tables.items())},
                **details,
            },
            kind=EntryKind.REDACT,
            redacts=[[number, sorted(done.fields[number])] for number in some],
        )
        done.entries.append(seq)
        done.events.append(event)
        models.QuerySet(EvidenceRedaction).bulk_create(
            (
                EvidenceRedaction(entry_id=number, field=name, redacted_by_id=seq)
                for number in some
                for name in sorted(done.fields[number])
            ),
            batch_size=BATCH,
        )
