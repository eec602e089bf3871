"""Is the log whole: each entry in its place, each hash right, the head and the anchors on it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.evidence.log.canonical import moment
from registry.evidence.log.content import sealed_tables
from registry.evidence.log.entries import ALGORITHM, VERSION
from registry.evidence.log.merkle import Frontier, leaf_hash
from registry.evidence.verify.faults import Report
from registry.models import EvidenceEntry, EvidenceHead, EvidenceRedaction
from registry.vocabulary import EntryKind

OF_A_ROW = {EntryKind.BASELINE, EntryKind.HISTORY, EntryKind.EVENT, EntryKind.REDACT}
COLUMNS = ("seq", "kind", "model", "history_id", "leaf", "leaf_hash", "root")


@dataclass(frozen=True)
class Leaf:
    """An entry as the log has it: its columns, and what its leaf says."""

    seq: int
    kind: str
    model: str
    history_id: int | None
    fields: dict[str, str]
    # The fields that its table had when it was written.
    expected: list[str]


@dataclass
class LogCheck:
    """Walks through the log once, in its order, and remembers what the rest is compared with."""

    report: Report
    # Sizes at which somebody holds a root, and that root.
    held: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    # The sealed fields of each table: where the walk is now, and at the end of the log.
    schema: dict[str, list[str]] = field(default_factory=dict)
    last_schema: dict[str, list[str]] = field(default_factory=dict)
    # Entry and field → the entry that redacted it.
    redacted: dict[tuple[int, str], int] = field(default_factory=dict)
    _frontier: Frontier = field(default_factory=Frontier)
    _newest: dict[str, int] = field(default_factory=dict)
    _at: str = ""
    _is_broken: bool = False
    # Of which it was said that they cannot be read: some are looked at twice.
    _unread: set[int] = field(default_factory=set)

    def start(self, first: int) -> None:
        """Begin at an entry and take the ones before it at their stored hashes."""
        for seq, kind, leaf in self._of_kinds(EntryKind.SCHEMA, EntryKind.REDACT):
            said = self._parsed(seq, leaf)
            if kind == EntryKind.SCHEMA:
                self.last_schema |= said.get("schema", {})
                if seq < first:
                    self.schema |= said.get("schema", {})
            if kind == EntryKind.REDACT:
                for number, names in said.get("redacts", []):
                    self.redacted |= {(number, name): seq for name in names}
        older = EvidenceEntry.objects.filter(seq__lt=first).order_by("seq")
        if not self._is_whole(older, first):
            self.report.add(_("the log before this entry is not whole."), entry=first)
            self._is_broken = True
        for seq, leaf in older.order_by("-seq").values_list("seq", "leaf")[:1]:
            self._at = str(self._parsed(seq, leaf).get("at", ""))

    def _is_whole(self, older: QuerySet, size: int) -> bool:
        """Whether each entry is there, and the last has the root of all their hashes."""
        last_root = self._frontier.root.hex()
        hashes = older.values_list("seq", "leaf_hash", "root").iterator(chunk_size=5_000)
        for number, (seq, hashed, root) in enumerate(hashes):
            if seq != number:
                return False
            self._take(_bytes(hashed))
            last_root = root
        return (self._frontier.size, self._frontier.root.hex()) == (size, last_root)

    def walk(self, first: int) -> Iterator[Leaf]:
        """Every entry from `first` on that can be read."""
        entries = EvidenceEntry.objects.filter(seq__gte=first).order_by("seq")
        expected = first
        for row in entries.values_list(*COLUMNS).iterator(chunk_size=1_000):
            seq = row[0]
            if seq != expected:
                numbers = str(expected) if seq - expected == 1 else f"{expected}-{seq - 1}"
                self.report.add(_("missing from the log: {numbers}.").format(numbers=numbers))
            expected = seq + 1
            self.report.entries += 1
            if leaf := self._checked(*row):
                yield leaf

    def finish(self) -> None:
        """After the last entry: what is held elsewhere against what was found."""
        self.report.root = self._frontier.root.hex()
        self._check_head()
        for size, roots in sorted(self.held.items()):
            self.report.anchors += len(roots)
            if size > self._frontier.size:
                for who, _root in roots:
                    self.report.add(
                        ngettext(
                            "rolled back from {before} to {after} entry, according to {who}.",
                            "rolled back from {before} to {after} entries, according to {who}.",
                            self._frontier.size,
                        ).format(before=size, after=self._frontier.size, who=who)
                    )
        self._check_redactions()

    def hold(self, size: int, root: str, who: str) -> None:
        """Somebody holds this root for the first `size` entries."""
        self.held.setdefault(size, []).append((who, root))

    def _checked(self, seq, kind, model, history_id, text, hashed, root) -> Leaf | None:
        data = text.encode()
        if leaf_hash(data).hex() != hashed:
            self.report.add(_("its leaf does not match its hash."), entry=seq)
        self._take(leaf_hash(data))
        self._compare_root(seq, root)
        said = self._parsed(seq, text)
        if not said:
            return None
        stated = {"seq": seq, "kind": kind, "model": model, "hid": history_id}
        for name, value in {**stated, "v": VERSION, "alg": ALGORITHM}.items():
            if said.get(name) != value:
                self.report.add(_("differs from its leaf."), entry=seq, field=name)
        if str(said.get("at", "")) < self._at:
            self.report.add(_("is older than the entry before it."), entry=seq)
        self._at = max(self._at, str(said.get("at", "")))
        return self._placed(seq, kind, model, history_id, said)

    def _placed(self, seq, kind, model, history_id, said) -> Leaf | None:
        if (seq == 0) != (kind == EntryKind.GENESIS):
            self.report.add(_("the first entry is not the original one."), entry=seq)
        if kind == EntryKind.SCHEMA:
            self.schema |= said.get("schema", {})
        if kind not in OF_A_ROW:
            return None
        if model not in self.schema or history_id is None:
            self.report.add(_("is of a table that is not sealed."), entry=seq)
            return None
        if kind != EntryKind.BASELINE:
            if history_id <= self._newest.get(model, 0):
                self.report.add(_("is out of order."), table=model, version=history_id, entry=seq)
            self._newest[model] = max(history_id, self._newest.get(model, 0))
        fields = said.get("fields", {})
        if sorted(fields) != self.schema[model]:
            self.report.add(_("seals other fields than its table had at that time."), entry=seq)
        return Leaf(seq, kind, model, history_id, fields, self.schema[model])

    def _parsed(self, seq: int, text: str) -> dict:
        said = read_leaf(text)
        if said is None and seq not in self._unread:
            self._unread.add(seq)
            self.report.add(_("its leaf cannot be read."), entry=seq)
        return said or {}

    def _of_kinds(self, *kinds: str) -> Iterable[tuple[int, str, str]]:
        found = EvidenceEntry.objects.filter(kind__in=kinds).order_by("seq")
        return found.values_list("seq", "kind", "leaf").iterator(chunk_size=1_000)

    def _take(self, hashed: bytes) -> None:
        self._frontier.append(hashed)
        for who, root in self.held.get(self._frontier.size, []):
            if root != self._frontier.root.hex():
                self.report.add(
                    ngettext(
                        "the first {size} entry is not that of which {who} holds the root.",
                        "the first {size} entries are not those of which {who} holds the root.",
                        self._frontier.size,
                    ).format(size=self._frontier.size, who=who)
                )

    def _compare_root(self, seq: int, root: str) -> None:
        is_right = root == self._frontier.root.hex()
        if not is_right and not self._is_broken:
            self.report.add(
                _("its root, or one of the entries up to it, is not what it was."), entry=seq
            )
        # Once it is wrong it stays so, unless only this root was changed: one line says it.
        self._is_broken = not is_right

    def _check_head(self) -> None:
        heads = list(EvidenceHead.objects.all())
        if len(heads) != 1:
            self.report.add(_("the log must have one end, but has {n}.").format(n=len(heads)))
            return
        frontier = " ".join(subtree.hex() for subtree in self._frontier.subtrees)
        stored = {"size": heads[0].size, "frontier": heads[0].frontier, "at": moment(heads[0].at)}
        found = {"size": self._frontier.size, "frontier": frontier, "at": self._at}
        for name, value in stored.items():
            if value != found[name]:
                self.report.add(_("the recorded end does not match the log."), field=name)

    def _check_redactions(self) -> None:
        rows = EvidenceRedaction.objects.values_list("entry_id", "field", "redacted_by_id")
        stored = {(entry, name): by for entry, name, by in rows.iterator(chunk_size=5_000)}
        for entry, name in sorted(stored.keys() | self.redacted.keys()):
            if stored.get((entry, name)) != self.redacted.get((entry, name)):
                self.report.add(
                    _("the list of redactions differs from the log."), entry=entry, field=name
                )


def read_leaf(text: str) -> dict | None:
    """What a leaf says, or None where it is none: whoever damaged it may have written anything."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not _is_mapping(said.get("fields", {}), str):
        return None
    schema, redacts = said.get("schema", {}), said.get("redacts", [])
    if not (_is_mapping(schema, list) and all(map(_are_names, schema.values()))):
        return None
    if not isinstance(redacts, list) or not all(map(_is_redact, redacts)):
        return None
    return said


def _is_mapping(value, kind: type) -> bool:
    return isinstance(value, dict) and all(isinstance(part, kind) for part in value.values())


def _are_names(value) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_redact(value) -> bool:
    match value:
        case [int() as number, names]:  # as JSON has it, which `true` is not
            return not isinstance(number, bool) and _are_names(names)
    return False


def tables_of(leaves: Iterable[Leaf]) -> dict[str, list[Leaf]]:
    """The entries by their tables, those that the register still has."""
    found: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        if leaf.model in sealed_tables():
            found.setdefault(leaf.model, []).append(leaf)
    return found


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
