"""Entries of the log for somebody outside: proofs, the values that may be seen, a verifier.

The format is the one that the bundle verifier, `verify.py`, reads, which goes into each bundle.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.evidence.bundles import showing
from registry.evidence.bundles.checking import check_bundle
from registry.evidence.bundles.choosing import Choice
from registry.evidence.bundles.reading import MOST_BYTES
from registry.evidence.log import checkpoints
from registry.evidence.log.canonical import canonical, moment
from registry.evidence.log.checkpoints import Checkpoint
from registry.evidence.log.content import BEGINNING, SINCE, SealedTable
from registry.evidence.log.digests import Salts
from registry.evidence.log.merkle import Tree
from registry.models import EvidenceAnchor, EvidenceEntry, EvidenceKey, EvidenceRedaction
from registry.records.events import announce
from registry.refusals import Refused, refuse
from registry.vocabulary import EventName

VERIFIER = Path(__file__).parent / "verify.py"
UNIX = 3
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can name: its own dates say nothing
README = """\
A bundle of evidence from a register of processing activities
=============================================================

Unpack it and run, with Python 3.9 or newer and without a network:

    python -I verify.py

If you kept a checkpoint of this register yourself (three lines: a name, a number, a root), add

    python -I verify.py --anchor your-checkpoint.txt

Whoever can forge a bundle can forge the verifier in it. Take verify.py from where the register's
program is published, or compare its SHA-256 with the one printed there.

    checkpoint          the end of the log when the bundle was made
    entries.jsonl       leaves of the log, each with its path to the root of the checkpoint
    disclosures.jsonl   the values that are shown, each with the salt of its digest
    anchors.jsonl       earlier checkpoints that were given away; the log continues each of them
    anchor-*.tsr        receipts of time-stamp authorities, for the .checkpoint of the same number
    names.json          labels that help to read; they prove nothing
    about.json          what was asked for, in the words of whoever made the bundle
"""


@dataclass
class Contents:
    """What a bundle shows, collected table by table."""

    entries: dict[int, str] = field(default_factory=dict)  # number → leaf
    disclosures: list[dict] = field(default_factory=list)
    names: dict[str, dict] = field(default_factory=dict)

    def add(self, table: SealedTable, entries: list[EvidenceEntry], shown: set[str]) -> None:
        said = table.values([entry.history_id for entry in entries])
        keys = EvidenceKey.objects.in_bulk([entry.seq for entry in entries])
        seen = []
        for entry in entries:
            self.entries[entry.seq] = entry.leaf
            salts = Salts(keys[entry.seq].key, keys[entry.seq].salts)
            sealed = json.loads(entry.leaf)["fields"]
            since = said[entry.history_id].get(SINCE, BEGINNING)
            if SINCE not in sealed and since != BEGINNING:
                raise ValueError(f"entry {entry.seq} does not seal since when it holds")
            values = {
                name: value
                for name, value in sorted(said[entry.history_id].items())
                if name in shown and name in sealed and salts.get(name)
            }
            seen.append(values)
            self.disclosures += [
                {"seq": entry.seq, "field": name, "salt": salts.get(name), "value": value}
                for name, value in values.items()
            ]
        self.names.setdefault(table.label, {"name": "", "fields": {}})
        words = showing.labels(table, seen)
        self.names[table.label]["name"] = words["name"]
        for name, told in words["fields"].items():
            known = self.names[table.label]["fields"].setdefault(name, told)
            known["values"] |= told["values"]


def export(file: Path, choice: Choice, *, by: AbstractBaseUser | str) -> Checkpoint:
    """Write a bundle into a file, whole or not at all, and note in the log that it left.

    Raises `Refused` where nothing is there to show or the log contradicts it, and OSError.
    """
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as new:
        try:
            head = export_to(Path(new.name), choice, by=by, at=timezone.now())
            Path(new.name).replace(file)
        except BaseException:
            Path(new.name).unlink()
            raise
    return head


def export_to(
    file: Path, choice: Choice, *, by: AbstractBaseUser | str, at: datetime
) -> Checkpoint:
    """Write it over a file of our own, and note in the log that it left. Raises `Refused`."""
    head = write(file, choice, at=at)
    announce(EventName.EXPORTED, by=by, bundle=choice.words, size=head.size)
    return head


def write(file: Path, choice: Choice, *, at: datetime) -> Checkpoint:
    """The bundle, checked before anybody gets it. Raises `Refused`."""
    head = checkpoints.newest()
    try:
        files = _files(head, _contents(head, choice))
    except (KeyError, ValueError) as error:  # something is missing, or is no leaf, hash or anchor
        raise _contradicted(_("The entry of the log is incomplete.")) from error
    files["about.json"] = _json({"made_at": moment(at), **choice.words})
    if sum(map(len, files.values())) > MOST_BYTES:
        raise refuse(_("This is too much for one bundle. Name fewer objects, or a day."))
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            member = ZipInfo(name, EPOCH)
            member.compress_type, member.create_system = ZIP_DEFLATED, UNIX
            member.external_attr = 0o100644 << 16
            archive.writestr(member, data)
    verdict = check_bundle(file)
    if why := verdict.unreadable or " ".join(verdict.faults[:3]):
        raise _contradicted(why)
    return head


def _contradicted(why: str) -> Refused:
    return refuse(
        _("The log is inconsistent, so nothing was exported. {why} Run verify_evidence.").format(
            why=why
        )
    )


def _contents(head: Checkpoint, choice: Choice) -> Contents:
    contents = Contents()
    for table, entries in choice.entries(head.size):
        contents.add(table, entries, showing.disclosed(table, choice.fields))
    if not contents.entries:
        raise refuse(_("There is no such version in the log."))
    return contents


def _files(head: Checkpoint, contents: Contents) -> dict[str, bytes]:
    wanted = _with_context(contents.entries)
    tree = Tree(
        bytes.fromhex(leaf)
        for leaf in EvidenceEntry.objects.filter(seq__lt=head.size)
        .order_by("seq")
        .values_list("leaf_hash", flat=True)
        .iterator(chunk_size=10_000)
    )
    entries = (
        {"leaf": leaf, "proof": [_base64(step) for step in tree.inclusion(seq, head.size)]}
        for seq, leaf in sorted(wanted.items())
    )
    return {
        "README.txt": README.encode(),
        "verify.py": VERIFIER.read_bytes(),
        "checkpoint": head.text.encode(),
        "entries.jsonl": _lines(entries),
        "disclosures.jsonl": _lines(sorted(contents.disclosures, key=_place)),
        "names.json": _json({"tables": contents.names}),
        **_anchors(head, tree),
    }


def _with_context(entries: Mapping[int, str]) -> dict[int, str]:
    """With the first entry, which names the log, and those that redacted something of these."""
    redactions = EvidenceRedaction.objects.values_list("entry", "redacted_by")
    wanted = {0} | {by for entry, by in redactions if entry in entries}
    leaves = EvidenceEntry.objects.filter(seq__in=wanted).values_list("seq", "leaf")
    return dict(leaves) | dict(entries)


def _anchors(head: Checkpoint, tree: Tree) -> dict[str, bytes]:
    """Each checkpoint that was given away before, where its copies went, and the receipts."""
    rows, receipts = [], {}
    anchors = EvidenceAnchor.objects.filter(size__lte=head.size).order_by("size", "pk")
    for (size, text), copies in groupby(anchors, key=lambda row: (row.size, row.checkpoint)):
        described = []
        for copy in copies:
            name = f"anchor-{size}-{copy.pk}.tsr" if copy.receipt else None
            if name:
                receipts[name] = bytes(copy.receipt)
                receipts[f"anchor-{size}.checkpoint"] = text.encode()
            described.append(
                {"method": copy.method, "at": moment(copy.created_at), "receipt": name}
            )
        proof = [_base64(step) for step in tree.consistency(size, head.size)]
        rows.append({"checkpoint": text, "consistency": proof, "copies": described})
    return {"anchors.jsonl": _lines(rows), **receipts}


def _place(row: Mapping) -> tuple[int, str]:
    return row["seq"], row["field"]


def _lines(rows: Iterable[Mapping]) -> bytes:
    return b"".join(_json(row) for row in rows)


def _json(value: Mapping) -> bytes:
    return canonical(value) + b"\n"


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
