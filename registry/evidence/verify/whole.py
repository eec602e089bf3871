"""The whole evidence, checked: the log, every version and event, every row, and the guards."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from registry import counted, hooks
from registry.evidence.guards import triggers
from registry.evidence.log import checkpoints
from registry.evidence.log.checkpoints import Checkpoint
from registry.evidence.log.entries import NoLog, has_begun
from registry.evidence.verify.faults import Report
from registry.evidence.verify.live import check_live_rows
from registry.evidence.verify.log import LogCheck, read_leaf
from registry.evidence.verify.rows import check_nothing_is_unsealed, check_rows
from registry.models import (
    EvidenceAnchor,
    EvidenceEntry,
    EvidenceEvent,
    EvidenceRedaction,
    EvidenceUnlock,
)
from registry.records.events import announce
from registry.records.snapshots import one_moment
from registry.vocabulary import EventName

Progress = Callable[[str], None]


def verify(
    *,
    first: int = 0,
    anchors: Iterable[tuple[str, Checkpoint]] = (),
    progress: Progress = lambda name: None,
) -> Report:
    """Everything as it is at one moment. Entries before `first` are taken at their hashes.

    `anchors` are checkpoints that were kept elsewhere, each with the name of where. Raises
    `NoLog` where there is nothing to verify.
    """
    report = Report(first=first)
    with one_moment():
        if not has_begun():
            raise NoLog
        log = LogCheck(report)
        _hold_anchors(log, anchors)
        log.start(first)
        check_rows(log, _counted(log.walk(first), progress))
        log.finish()
        check_nothing_is_unsealed(report)
        progress(_("The rows of today …"))
        check_live_rows(report)
        _check_guards(report)
    # Not at that moment: a file is there or not, whatever the database showed then.
    hooks.files_verified(report, progress)
    return report


def is_whole(report: Report) -> bool:
    """Whether each entry was looked at: by it, or by one before that found it clean."""
    return report.first <= last_verified()


def note(report: Report, *, by) -> None:
    """Keep in the log that it was found clean. Whoever calls this has seen that it is whole."""
    announce(EventName.VERIFIED, by=by, entries=report.first + report.entries, since=report.first)


def last_verified() -> int:
    """The size of the log when it was last found clean; 0 before the first time."""
    last = EvidenceEvent.objects.filter(name=EventName.VERIFIED).first()
    # A redaction may have taken what it said: then everything is looked at.
    return last.facts.get("entries", 0) if last else 0


def read_anchor(path: Path) -> tuple[str, Checkpoint]:
    """A checkpoint from a file, with its name. Raises OSError and ValueError."""
    return path.name, checkpoints.read(path.read_text(encoding="utf-8"))


def _counted(leaves, progress):
    for leaf in leaves:
        if leaf.seq % 1_000 == 0:
            progress(_("entry {number} …").format(number=leaf.seq))
        yield leaf


def _hold_anchors(log: LogCheck, anchors: Iterable[tuple[str, Checkpoint]]) -> None:
    own = _origin(log.report)
    for who, checkpoint in anchors:
        if checkpoint.origin != own:
            log.report.add(_("{who} is from another log.").format(who=who))
        else:
            log.hold(checkpoint.size, checkpoint.root.hex(), who)
    noted = Counter()
    for anchor in EvidenceAnchor.objects.order_by("pk"):
        who = _("anchor {number}").format(number=anchor.pk)
        log.hold(anchor.size, anchor.root, who)
        noted[anchor.size, anchor.root, anchor.method] += 1
        if not _is_checkpoint_of(anchor, own):
            log.report.add(_("{who} differs from its checkpoint.").format(who=who))
    for size, _root, _method in (_anchors_in_events(log.report) - noted).elements():
        log.report.add(_("an anchor is gone: {entries}.").format(entries=counted.entries(size)))


def _anchors_in_events(report: Report) -> Counter:
    """The anchors of which the log says that they were given away."""
    said = Counter()
    redacted = EvidenceRedaction.objects.filter(
        entry__model=EvidenceEvent._meta.label_lower,
        entry__history_id=OuterRef("pk"),
        field="details",
    )
    for event in EvidenceEvent.objects.filter(~Exists(redacted), name=EventName.ANCHORED):
        try:
            facts = event.facts
            said[facts["size"], facts["root"], facts["method"]] += 1
        except (ValueError, KeyError, TypeError):
            report.add(
                _("cannot be read."),
                table=event._meta.label_lower,
                version=event.pk,
                field="details",
            )
    return said


def _origin(report: Report) -> str | None:
    genesis = EvidenceEntry.objects.filter(seq=0).values_list("leaf", flat=True).first()
    said = read_leaf(genesis or "")
    if said is None or not said.get("origin"):
        report.add(_("the first entry is not the original one."), entry=0)
        return None
    return said["origin"]


def _is_checkpoint_of(anchor: EvidenceAnchor, own: str | None) -> bool:
    try:
        said = checkpoints.read(anchor.checkpoint)
    except ValueError:
        return False
    return (said.origin, said.size, said.root.hex()) == (own, anchor.size, anchor.root)


def _check_guards(report: Report) -> None:
    for name in triggers.missing():
        report.add(_("the trigger {name} is missing or changed.").format(name=name))
    for table, row in EvidenceUnlock.objects.values_list("table", "row"):
        report.add(_("was left unlocked."), table=table, version=row)
