"""The list of redactions, which leaves with the checkpoints and is applied to restored copies.

It names entries of the log by number and by the hash of their leaf, and fields; no value and no
row. The hash is there because a restored copy goes on counting: the same number then stands for
something else.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from registry.evidence.log import entries
from registry.evidence.log.content import batches
from registry.evidence.redaction.redacting import redact_entries
from registry.models import EvidenceEntry, EvidenceEvent, EvidenceRedaction
from registry.records.events import EventName, announce
from registry.records.history import recorded
from registry.refusals import refuse
from registry.vocabulary import EntryKind, RedactionGround


@dataclass(frozen=True)
class Named:
    """One redaction as a list names it: of each entry the hash of its leaf, and the fields."""

    entry: int
    ground: str
    fields: Mapping[int, tuple[str, list[str]]]


@dataclass
class Applied:
    """What a list has led to in this copy."""

    redactions: int = 0
    versions: int = 0
    # Of entries that this copy does not have: it is older than they are.
    unknown: int = 0


def write(file: Path) -> int:
    """All redactions of this log, for others to keep. Returns how many. Raises OSError, `NoLog`."""
    data = as_data()
    file.write_text(as_text(data), encoding="utf-8")
    return len(data["redactions"])


def as_text(data: dict) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_data() -> dict:
    return {"origin": entries.origin(), "redactions": list(_of_this_log())}


def _of_this_log() -> Iterator[dict]:
    for entry in EvidenceEntry.objects.filter(kind=EntryKind.REDACT).order_by("seq").iterator():
        names = dict(json.loads(entry.leaf)["redacts"])
        leaves: dict[int, str] = {}
        for some in batches(names):
            found = EvidenceEntry.objects.filter(seq__in=some)
            leaves |= dict(found.values_list("seq", "leaf_hash"))
        event = EvidenceEvent.objects.get(pk=entry.history_id)
        yield {
            "entry": entry.seq,
            "ground": event.facts.get("ground", ""),
            "redacts": [[seq, leaves[seq], fields] for seq, fields in sorted(names.items())],
        }


def read(file: Path) -> list[Named]:
    """Raises `Refused` for what is no such list, or one of another log; and OSError."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        origin = data["origin"]
        named = [_named(redaction) for redaction in data["redactions"]]
    except (ValueError, KeyError, TypeError) as error:
        raise refuse(_("This is not a list of redactions."), file=file.name) from error
    if origin != entries.origin():
        raise refuse(
            _("The list is of another register: {origin}.").format(origin=origin), file=file.name
        )
    return named


def _named(redaction: dict) -> Named:
    fields = {
        int(seq): (str(leaf), [str(name) for name in names])
        for seq, leaf, names in redaction["redacts"]
    }
    ground = redaction["ground"]
    if ground:
        RedactionGround(ground)
    return Named(int(redaction["entry"]), ground, fields)


@transaction.atomic
def reapply(named: list[Named], *, by: str, dry_run: bool = False) -> Applied:
    """Redact what the list names and this copy still says. A second time changes nothing."""
    applied = Applied()
    for redaction in named:
        wanted, unknown = _still_there(redaction)
        applied.unknown += unknown
        if not wanted:
            continue
        applied.redactions += 1
        applied.versions += len(wanted)
        if not dry_run:
            _redact(redaction, wanted, by)
    if applied.redactions and not dry_run:
        announce(
            EventName.RESTORED, by=by, redactions=applied.redactions, versions=applied.versions
        )
    return applied


def _redact(redaction: Named, wanted: Mapping[int, list[str]], by: str) -> None:
    reason = _("Redacted in entry {number}, and again after a restore").format(
        number=redaction.entry
    )
    with recorded(by=by, reason=reason) as unit:
        ground = RedactionGround(redaction.ground or RedactionGround.ERASURE)
        redact_entries(wanted, ground=ground, again=redaction.entry)
        # A row from before some rule was made loses its texts like all others.
        unit.flush(is_checked=False)


def _still_there(redaction: Named) -> tuple[dict[int, list[str]], int]:
    """The fields that were not redacted here, by entry; and how many entries are not here."""
    gone: dict[int, set[str]] = defaultdict(set)
    leaves: dict[int, str] = {}
    for some in batches(redaction.fields):
        found = EvidenceRedaction.objects.filter(entry__in=some)
        for seq, name in found.values_list("entry", "field"):
            gone[seq].add(name)
        entries = EvidenceEntry.objects.filter(seq__in=some)
        leaves |= dict(entries.values_list("seq", "leaf_hash"))
    here = {
        seq: names for seq, (leaf, names) in redaction.fields.items() if leaves.get(seq) == leaf
    }
    wanted = {seq: sorted({*names} - gone[seq]) for seq, names in here.items()}
    wanted = {seq: names for seq, names in wanted.items() if names}
    return wanted, len(redaction.fields) - len(here)
