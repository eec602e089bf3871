"""The log itself: entries in one dense order, each hashed into the tree of all before it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.log.canonical import canonical, moment
from registry.evidence.log.columns import read_all
from registry.evidence.log.content import SealedTable
from registry.evidence.log.digests import digests_of, new_key
from registry.evidence.log.merkle import Frontier, leaf_hash
from registry.models import EvidenceEntry, EvidenceHead, EvidenceKey
from registry.records.compiled import insert
from registry.records.history import wait_for_other_writers
from registry.vocabulary import EntryKind

VERSION = 1
ALGORITHM = "sha-256"
ENTRY = ("seq", "kind", "model", "history_id", "leaf", "leaf_hash", "root")


class Head(NamedTuple):
    """The end of the log, as `EvidenceHead` keeps it."""

    id: int
    size: int
    frontier: str
    at: datetime


class NoLog(DatabaseError):
    """There is no log to write to or to read from: the database is not ready."""

    def __init__(self):
        super().__init__(_("The log does not exist yet. Run manage.py migrate."))


@dataclass(frozen=True)
class Draft:
    """An entry before it has its place. `values` are salted; `clear` stands in the leaf."""

    kind: EntryKind
    model: str = ""
    history_id: int | None = None
    values: Mapping = field(default_factory=dict)
    clear: Mapping = field(default_factory=dict)


def has_begun() -> bool:
    """Whether there is anything of it, be it whole or not."""
    return EvidenceHead.objects.exists() or EvidenceEntry.objects.exists()


def append(drafts: Iterable[Draft]) -> list[int]:
    """Put entries at the end of the log, in this order. Returns their numbers.

    One writer at a time: the lock is held until the end of the outermost transaction, and what
    that undoes is not in the log either. Raises `NoLog`.
    """
    with transaction.atomic(savepoint=False):
        wait_for_other_writers()
        head = _head()
        frontier = read_frontier(head)
        # The clocks of several servers differ; the order of the log is the order of its moments.
        at = max(timezone.now(), head.at)
        said_at = moment(at)
        entries, keys = [], []
        for draft in drafts:
            entry, key = _entry(draft, frontier, said_at)
            entries.append(entry)
            if draft.values:
                keys.append((entry[0], key))
        with connection.cursor() as cursor:
            insert(cursor, EvidenceEntry, ENTRY, entries)
            insert(cursor, EvidenceKey, ("seq", "key"), keys)
            _move(cursor, head, frontier, at)
    return [seq for seq, *_rest in entries]


def _head() -> Head:
    """Raises `NoLog`."""
    for row in sorted(read_all(EvidenceHead, Head._fields)):
        return Head(*row)
    raise NoLog


def _move(cursor, head: Head, frontier: Frontier, at: datetime) -> None:
    subtrees = " ".join(subtree.hex() for subtree in frontier.subtrees)
    then = connection.ops.adapt_datetimefield_value(at)
    cursor.execute(
        f'UPDATE "{EvidenceHead._meta.db_table}" '
        "SET size = %s, frontier = %s, at = %s WHERE id = %s",
        [frontier.size, subtrees, then, head.id],
    )


def begin(origin: str) -> None:
    """Open the log with its first entry, which names it for ever. Inside a transaction."""
    EvidenceHead.objects.create(size=0, frontier="", at=timezone.now())
    append([Draft(EntryKind.GENESIS, clear={"origin": origin})])


def seal(table: SealedTable, ids: Collection[int], kind: EntryKind, **clear) -> list[int]:
    """Entries for rows of a table as they now stand in the database, in the order given."""
    return append(drafts(table, ids, table.values(ids), kind, **clear))


def drafts(
    table: SealedTable, ids: Iterable[int], said: Mapping[int, Mapping], kind: EntryKind, **clear
) -> Iterator[Draft]:
    """The same before they have their places. `said` is what the rows say, by their ids."""
    for pk in ids:
        yield Draft(kind, table.label, pk, said[pk], clear)


def read_frontier(head: Head) -> Frontier:
    """Raises ValueError where the head was tampered with."""
    return Frontier(head.size, map(bytes.fromhex, head.frontier.split()))


def _entry(draft: Draft, frontier: Frontier, at: str) -> tuple[tuple, bytes]:
    """The row of an entry, and the key of its salts."""
    seq, key = frontier.size, new_key()
    leaf = canonical(
        {
            "v": VERSION,
            "alg": ALGORITHM,
            "seq": seq,
            "kind": str(draft.kind),
            "model": draft.model,
            "hid": draft.history_id,
            "at": at,
            "fields": digests_of(key, draft.values),
            **draft.clear,
        }
    )
    hashed = leaf_hash(leaf)
    frontier.append(hashed)
    named = (seq, str(draft.kind), draft.model, draft.history_id)
    return (*named, leaf.decode(), hashed.hex(), frontier.root.hex()), key


def origin() -> str:
    """The name of this log, such as `register/8f14…`. Raises `NoLog`."""
    genesis = EvidenceEntry.objects.filter(seq=0).first()
    if genesis is None:
        raise NoLog
    return json.loads(genesis.leaf)["origin"]


def schema() -> dict[str, list[str]]:
    """The fields that are sealed now, by table, as the log says."""
    known: dict[str, list[str]] = {}
    for leaf in EvidenceEntry.objects.filter(kind=EntryKind.SCHEMA).values_list("leaf", flat=True):
        known |= json.loads(leaf)["schema"]
    return known
