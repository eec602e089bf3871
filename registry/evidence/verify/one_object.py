"""Some rows checked alone: their versions against the log, the latest state against today."""

from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from registry.evidence.log.content import SealedTable, batches, sealed_tables
from registry.evidence.log.merkle import leaf_hash
from registry.evidence.verify.faults import Report
from registry.evidence.verify.live import check_live, newest_of, say_gone
from registry.evidence.verify.log import Leaf, LogCheck, read_leaf
from registry.evidence.verify.rows import check_table, salts_of
from registry.models import EvidenceEntry, EvidenceKey
from registry.records.snapshots import one_moment


def verify_rows(rows: Mapping[str, Collection[int]]) -> Report:
    """Rows by the label of their table. The log as a whole is for `verification.verify`."""
    report = Report()
    with one_moment():
        log = LogCheck(report)
        log.start(0)  # what was redacted, and which fields there are
        for label, pks in rows.items():
            table = sealed_tables()[label]
            for some in batches(sorted(_versions(table, pks))):
                leaves = list(_leaves(report, label, some))
                numbers = [leaf.seq for leaf in leaves]
                salts = salts_of(EvidenceKey.objects.filter(seq__in=numbers))
                check_table(log, table, leaves, salts)
            if table.live:
                for some in batches(sorted(pks)):
                    newest = newest_of(table, some)
                    for pk in sorted({*some} - newest.keys()):
                        say_gone(report, label, pk)
                    check_live(report, table, newest)
    return report


def _versions(table: SealedTable, pks: Collection[int]) -> Iterator[int]:
    for some in batches(pks):
        yield from table.rows._base_manager.filter(id__in=some).values_list("pk", flat=True)


def _leaves(report: Report, label: str, versions: Collection[int]) -> Iterator[Leaf]:
    entries = EvidenceEntry.objects.filter(model=label, history_id__in=versions)
    for entry in entries.order_by("seq"):
        report.entries += 1
        said = read_leaf(entry.leaf)
        if said is None or leaf_hash(entry.leaf.encode()).hex() != entry.leaf_hash:
            report.add(_("its leaf does not match its hash."), entry=entry.seq)
        else:
            fields = said.get("fields", {})
            yield Leaf(entry.seq, entry.kind, label, entry.history_id, fields, sorted(fields))
