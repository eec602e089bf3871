"""Whether a bundle holds: the register's own answer, beside the one of the verifier inside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.evidence.bundles.reading import (
    Anchored,
    Unreadable,
    anchors_of,
    checkpoint_of,
    entries_of,
    files_of,
    mapping,
    text_of,
    values_of,
)
from registry.evidence.log.checkpoints import Checkpoint
from registry.evidence.log.digests import digest_of
from registry.evidence.log.merkle import is_consistent, leaf_hash, root_from_inclusion
from registry.vocabulary import EntryKind


@dataclass
class Verdict:
    """What a bundle proves, and what contradicts; or why nothing can be said of it."""

    proven: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unreadable: str = ""

    @property
    def code(self) -> int:
        """As the exit code of a program: 0 proven, 1 contradicted, 2 unreadable."""
        return 2 if self.unreadable else bool(self.faults) * 1


def check_bundle(path: Path) -> Verdict:
    try:
        bundle = Bundle.read(path)
    except Unreadable as error:
        return Verdict(unreadable=str(error))
    except OSError as error:
        return Verdict(unreadable=error.strerror or str(error))
    verdict = Verdict(faults=list(bundle.faults()))
    if not verdict.faults:
        verdict.proven = list(bundle.proven())
    return verdict


@dataclass(frozen=True)
class Bundle:
    """The parts of a bundle, well formed; whether they are true is another question."""

    head: Checkpoint
    leaves: dict[int, dict]
    texts: dict[int, str]
    proofs: dict[int, list[bytes]]
    values: dict[tuple[int, str], tuple[str, object]]
    anchors: dict[int, Anchored]

    @classmethod
    def read(cls, path: Path) -> "Bundle":
        """Raises `Unreadable`, and OSError."""
        files = files_of(path)
        for name in ("about.json", "names.json"):
            if name in files:
                mapping(text_of(files, name), name)
        leaves, texts, proofs = entries_of(files)
        return cls(
            head=checkpoint_of(text_of(files, "checkpoint")),
            leaves=leaves,
            texts=texts,
            proofs=proofs,
            values=values_of(files, leaves),
            anchors=anchors_of(files),
        )

    def faults(self) -> Iterator[str]:
        if self.leaves[0]["origin"] != self.head.origin:
            yield _("The checkpoint is of another log than the first entry.")
        for seq, leaf in self.leaves.items():
            yield from self._faults_of(seq, leaf)
        for (seq, name), (salt, value) in self.values.items():
            if self.leaves[seq]["fields"].get(name) != digest_of(salt, name, value):
                yield _("Entry {seq}, {name}: the value is not what was recorded.").format(
                    seq=seq, name=name
                )
        for size, anchor in self.anchors.items():
            if anchor.checkpoint.origin != self.head.origin or not is_consistent(
                size, self.head.size, anchor.checkpoint.root, self.head.root, anchor.proof
            ):
                yield ngettext(
                    "The log does not continue the anchor of {size} entry.",
                    "The log does not continue the anchor of {size} entries.",
                    size,
                ).format(size=size)

    def _faults_of(self, seq: int, leaf: Mapping) -> Iterator[str]:
        try:
            hashed = leaf_hash(self.texts[seq].encode())
            root = root_from_inclusion(hashed, seq, self.head.size, self.proofs[seq])
        except ValueError:
            root = None
        if root != self.head.root:
            yield _("Entry {seq} is not in the log of the checkpoint.").format(seq=seq)
        if leaf["kind"] == EntryKind.GENESIS and seq:
            yield _("Entry {seq} claims to be the first.").format(seq=seq)
        if leaf["kind"] == EntryKind.REDACT and any(old >= seq for old, _names in leaf["redacts"]):
            yield _("Entry {seq} redacts a later entry.").format(seq=seq)

    def proven(self) -> Iterator[str]:
        count = len(self.leaves)
        yield ngettext(
            "{count} entry is in the log {origin}, whose size is {size}.",
            "{count} entries are in the log {origin}, whose size is {size}.",
            count,
        ).format(count=count, origin=self.head.origin, size=self.head.size)
        count = len(self.values)
        yield ngettext(
            "{count} value is as recorded.", "{count} values are as recorded.", count
        ).format(count=count)
        count = len(self.anchors)
        yield ngettext(
            "The log continues {count} anchor.", "The log continues each of {count} anchors.", count
        ).format(count=count)
