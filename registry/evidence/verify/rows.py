"""Does each version and event still say what was sealed; and is there none without its entry."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.db import connection, models
from django.utils.translation import gettext as _

from registry.evidence.log.content import BEGINNING, ROWS, SINCE, SealedTable, sealed_tables
from registry.evidence.log.digests import Salts, digest_of
from registry.evidence.log.marks import is_removed
from registry.evidence.verify.faults import Report
from registry.evidence.verify.log import Leaf, LogCheck, tables_of
from registry.evidence.verify.reading import values_read
from registry.models import EvidenceEntry, EvidenceKey
from registry.records.unit import BATCH


def check_rows(log: LogCheck, leaves: Iterable[Leaf]) -> None:
    """Compare entries with the rows that they seal, in batches."""
    for batch in leaf_batches(leaves, BATCH):
        keys = salts_of(EvidenceKey.objects.filter(seq__range=(batch[0].seq, batch[-1].seq)))
        for label, some in tables_of(batch).items():
            check_table(log, sealed_tables()[label], some, keys)


def salts_of(keys: models.QuerySet) -> dict[int, Salts]:
    """By the numbers of their entries, without those that cannot be read."""
    found = {}
    for seq, key, salts in keys.values_list("seq", "key", "salts"):
        with suppress(ValueError):
            found[seq] = Salts(key, salts)
    return found


def check_table(log: LogCheck, table: SealedTable, leaves: list[Leaf], keys: dict) -> None:
    unread: set[tuple[int, str]] = set()

    def refuse(pk: int, name: str) -> None:
        unread.add((pk, name))
        log.report.add(_("cannot be read."), table=table.label, version=pk, field=name)

    said = values_read(table, [leaf.history_id for leaf in leaves], refuse)
    for leaf in leaves:
        values, salts = said.get(leaf.history_id), keys.get(leaf.seq)
        place = {"table": table.label, "version": leaf.history_id, "entry": leaf.seq}
        if values is None:
            log.report.add(_("was deleted."), **place)
            continue
        log.report.rows += 1
        place["object"] = values.get("id")
        if salts is None:
            log.report.add(_("its key is missing or cannot be read."), **place)
            continue
        for name, digest in leaf.fields.items():
            if (leaf.history_id, name.removesuffix(ROWS)) in unread:
                continue
            if name in values:
                wrong = _wrong(log, leaf.seq, name, digest, values[name], salts)
            else:
                # A column that was given up: the log has to say so.
                is_known = name in log.last_schema.get(table.label, ())
                wrong = _("is not there any more.") if is_known else ""
            if wrong:
                log.report.add(wrong, field=name, **place)
        if SINCE not in leaf.fields and values.get(SINCE, BEGINNING) != BEGINNING:
            wrong = _("was sealed before there was this field, so it holds from the beginning.")
            log.report.add(wrong, field=SINCE, **place)


def _wrong(log: LogCheck, seq: int, name: str, digest: str, value, salts: Salts) -> str:
    salt = salts.get(name)
    if (seq, name) in log.redacted:
        if not is_removed(value):
            return _("was redacted, but still has a value.")
        return _("was redacted, but its salt is still there.") if salt else ""
    if salt is None:
        return _("its salt is missing, and no redaction explains it.")
    return "" if digest_of(salt, name, value) == digest else _("differs from what was sealed.")


def check_nothing_is_unsealed(report: Report) -> None:
    """Versions and events without an entry, links of no version, keys of no entry."""
    entries = EvidenceEntry._meta.db_table
    for label, pk in in_any_table(
        f"SELECT '{{label}}', {{key}} FROM {{rows}} AS version WHERE NOT EXISTS ("
        f"SELECT 1 FROM {entries} WHERE model = '{{label}}' AND history_id = version.{{key}})"
    ):
        report.add(_("has no entry in the log."), table=label, version=pk)
    for label, pk, name in _orphan_links():
        report.add(
            _("a row of it belongs to another version."), table=label, version=pk, field=name
        )
    sealed = EvidenceEntry.objects.filter(seq=models.OuterRef("seq"), history_id__isnull=False)
    for seq in EvidenceKey.objects.filter(~models.Exists(sealed)).values_list("seq", flat=True):
        report.add(_("a key without an entry."), entry=seq)


def in_any_table(question: str, *, is_recorded: bool = False) -> list[tuple]:
    """The same question asked of each table of versions at once; of those with live rows only.

    `{label}`, `{rows}`, `{key}` and `{live}` stand for the names of the table.
    """
    parts = [
        question.format(
            label=table.label,
            rows=table.rows._meta.db_table,
            key=table.rows._meta.pk.column,
            live=table.live.rows._meta.db_table if table.live else "",
        )
        for table in sealed_tables().values()
        if table.live or not is_recorded
    ]
    return _asked(parts)


def _orphan_links() -> list[tuple]:
    return _asked(
        [
            f"SELECT '{table.label}', link.{link.owner}, '{link.name}' "
            f"FROM {link.table._meta.db_table} AS link WHERE NOT EXISTS ("
            f"SELECT 1 FROM {table.rows._meta.db_table} "
            f"WHERE history_id = link.{link.owner} AND id = link.{link.source})"
            for table in sealed_tables().values()
            for link in table.links
        ]
    )


def _asked(parts: list[str]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return cursor.fetchall()


def leaf_batches(leaves: Iterable, size: int) -> Iterator[list]:
    batch = []
    for leaf in leaves:
        batch.append(leaf)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
