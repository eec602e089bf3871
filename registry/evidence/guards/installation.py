"""What each `migrate` does for the log: begins it, notes what is sealed, guards the tables."""

from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.utils.translation import ngettext

from registry.evidence.guards import triggers
from registry.evidence.log import entries
from registry.evidence.log.content import SealedTable, sealed_tables
from registry.models import EvidenceEntry
from registry.records.history import wait_for_other_writers
from registry.records.unit import BATCH
from registry.vocabulary import EntryKind


def prepare(using: str) -> None:
    """Make ready what is not. Nothing is written where nothing has changed.

    On SQLite a migration that makes a table anew drops its triggers without a word; so they are
    looked at after every one.
    """
    if using != DEFAULT_DB_ALIAS:
        return
    existing = set(connection.introspection.table_names())
    if EvidenceEntry._meta.db_table not in existing:
        return
    tables = [table for table in sealed_tables().values() if _exists(table, existing)]
    with transaction.atomic():
        wait_for_other_writers()
        if not entries.has_begun():
            entries.begin(f"register/{uuid4()}")
        _note_schema(tables)
        triggers.install(existing)


def unguarded() -> str:
    """In one line, what no longer guards the evidence; nothing where all is well.

    Tables that a migration has still to make guard nothing yet.
    """
    existing = set(connection.introspection.table_names())
    if EvidenceEntry._meta.db_table not in existing:
        return ""
    missing = triggers.missing(existing)
    if not missing:
        return ""
    return ngettext(
        "The database does not protect its evidence: {count} trigger is missing or "
        "changed, {name}. Find out why, then run manage.py migrate.",
        "The database does not protect its evidence: {count} triggers are missing or "
        "changed, such as {name}. Find out why, then run manage.py migrate.",
        len(missing),
    ).format(count=len(missing), name=missing[0])


def _exists(table: SealedTable, existing: set[str]) -> bool:
    kept_in = [table.rows, *(link.table for link in table.links)]
    return {model._meta.db_table for model in kept_in} <= existing


def _note_schema(tables: list[SealedTable]) -> None:
    """What the log did not know of yet: other fields of a table, and new tables.

    Versions that a new table has already get an entry: nothing is claimed about them from
    before it.
    """
    known = entries.schema()
    changed = {
        table.label: table.fields for table in tables if known.get(table.label) != table.fields
    }
    if not changed:
        return
    entries.append([entries.Draft(EntryKind.SCHEMA, clear={"schema": changed})])
    for table in tables:
        if table.label not in known:
            _seal_older(table)


def _seal_older(table: SealedTable) -> None:
    sealed = EvidenceEntry.objects.filter(model=table.label, history_id=models.OuterRef("pk"))
    older = table.rows._base_manager.filter(~models.Exists(sealed)).order_by("pk")
    while ids := list(older.values_list("pk", flat=True)[:BATCH]):
        entries.seal(table, ids, EntryKind.BASELINE)
