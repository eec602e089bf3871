"""The database's own refusal to change or delete what is evidence.

Whoever owns the database can take these triggers away; verifying says when they are gone, and
anchors are for what happened meanwhile. They stop everybody else, and every mistake.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.db import connection

from registry.evidence.log.content import sealed_tables
from registry.models import (
    EvidenceAnchor,
    EvidenceEntry,
    EvidenceHead,
    EvidenceKey,
    EvidenceRedaction,
    EvidenceUnlock,
)

UNLOCKS = EvidenceUnlock._meta.db_table
ENTRIES = EvidenceEntry._meta.db_table
PREFIX = "evidence_"
REFUSAL = "is evidence and stays as it is"


@dataclass(frozen=True)
class Guarded:
    """A table whose rows are kept as they are."""

    table: str
    key: str
    # Rows may be changed: all of them, those that a redaction has unlocked, or none.
    changes: str = "none"
    # The rows have entries under this label, and none may be without.
    label: str = ""
    # Columns that together name a row too.
    unique: tuple[tuple[str, ...], ...] = ()


def guarded_tables() -> Iterator[Guarded]:
    for table in sealed_tables().values():
        meta = table.rows._meta
        yield Guarded(meta.db_table, meta.pk.column, "unlocked", table.label)
        for link in table.links:
            yield Guarded(link.table._meta.db_table, link.table._meta.pk.column)
    for model, changes in [
        (EvidenceEntry, "none"),
        (EvidenceAnchor, "none"),
        (EvidenceRedaction, "none"),
        (EvidenceKey, "unlocked"),
        (LogEntry, "unlocked"),
        (EvidenceHead, "all"),
    ]:
        unique = tuple(
            tuple(model._meta.get_field(name).column for name in constraint.fields)
            for constraint in model._meta.total_unique_constraints
        )
        yield Guarded(model._meta.db_table, model._meta.pk.column, changes, unique=unique)


def install(existing: set[str]) -> None:
    """Make every trigger that is missing or different, on the tables that exist."""
    found = present()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, body in FUNCTIONS.items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {PREFIX}{name}() RETURNS trigger "
                    f"LANGUAGE plpgsql AS $${body}$$"
                )
        for name, (table, statements) in wanted().items():
            if table in existing and found.get(name) != _mark(statements):
                for statement in statements:
                    cursor.execute(statement)


def missing(existing: Container[str] | None = None) -> list[str]:
    """The names of the triggers that are not there, are turned off, or say something else.

    Of all tables, or only of those that exist.
    """
    found = present()
    different = _functions_say_something_else() if connection.vendor == "postgresql" else []
    return different + [
        name
        for name, (table, statements) in wanted().items()
        if (existing is None or table in existing) and found.get(name) != _mark(statements)
    ]


def wanted() -> dict[str, tuple[str, list[str]]]:
    """By its name, the table of each trigger, and the statements that make it anew."""
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    return {
        name: (guarded.table, statements)
        for guarded in guarded_tables()
        for name, statements in make(guarded)
    }


def _mark(statements: list[str]) -> str:
    """By what an installed trigger is known to be the wanted one."""
    return statements[1]


# SQLite


def _on_sqlite(guarded: Guarded) -> Iterator[tuple[str, list[str]]]:
    table, key = guarded.table, guarded.key
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
    conditions = {"insert": _is_taken(guarded), "delete": "1"}
    if guarded.changes == "none":
        conditions["update"] = "1"
    elif guarded.changes == "unlocked":
        conditions["update"] = (
            f'NEW."{key}" IS NOT OLD."{key}" OR NOT EXISTS (SELECT 1 FROM "{UNLOCKS}" '
            f"""WHERE "table" = '{table}' AND "row" = OLD."{key}")"""
        )
    for action, condition in conditions.items():
        name = f"{PREFIX}{table}_{action}"
        yield (
            name,
            [
                f'DROP TRIGGER IF EXISTS "{name}"',
                f'CREATE TRIGGER "{name}" BEFORE {action.upper()} ON "{table}" WHEN {condition} '
                + refuse,
            ],
        )


def _is_taken(guarded: Guarded) -> str:
    """INSERT OR REPLACE fires no trigger for the rows that it deletes."""
    named_by = [
        " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        for columns in ((guarded.key,), *guarded.unique)
    ]
    found = (f'SELECT 1 FROM "{guarded.table}" WHERE {condition}' for condition in named_by)
    return " OR ".join(f"EXISTS ({query})" for query in found)


# PostgreSQL: the functions by their names, as their bodies

FUNCTIONS = {
    "refuse": f"""
    BEGIN
        RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END
    """,
    "refuse_unless_unlocked": f"""
    DECLARE
        old_key bigint := to_jsonb(OLD) ->> TG_ARGV[0];
        new_key bigint := to_jsonb(NEW) ->> TG_ARGV[0];
    BEGIN
        IF old_key = new_key AND EXISTS (
            SELECT 1 FROM {UNLOCKS} WHERE "table" = TG_TABLE_NAME AND "row" = old_key
        ) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END
    """,
    "needs_entry": f"""
    DECLARE
        new_key bigint := to_jsonb(NEW) ->> TG_ARGV[0];
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM {ENTRIES} WHERE model = TG_ARGV[1] AND history_id = new_key
        ) THEN
            RAISE EXCEPTION '% % has no entry in the log', TG_ARGV[1], new_key
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END
    """,
}


def _on_postgresql(guarded: Guarded) -> Iterator[tuple[str, list[str]]]:
    table, refuse = guarded.table, f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}refuse()"
    rules = {
        "delete": f"BEFORE DELETE ON {table} {refuse}",
        "truncate": f"BEFORE TRUNCATE ON {table} {refuse.replace('ROW', 'STATEMENT')}",
    }
    if guarded.changes == "none":
        rules["update"] = f"BEFORE UPDATE ON {table} {refuse}"
    elif guarded.changes == "unlocked":
        rules["update"] = (
            f"BEFORE UPDATE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {PREFIX}refuse_unless_unlocked('{guarded.key}')"
        )
    if guarded.label:
        rules["entry"] = (
            f"AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            f"EXECUTE FUNCTION {PREFIX}needs_entry('{guarded.key}', '{guarded.label}')"
        )
    for action, rest in rules.items():
        name = PREFIX + action
        kind = "CONSTRAINT TRIGGER" if action == "entry" else "TRIGGER"
        yield (
            f"{table}.{name}",
            [
                f"DROP TRIGGER IF EXISTS {name} ON {table}",
                # Written as PostgreSQL itself shows it.
                f"CREATE {kind} {name} {rest}",
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
            ],
        )


def _functions_say_something_else() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc "
            "WHERE proname LIKE %s AND pg_function_is_visible(oid)",
            [PREFIX + "%"],
        )
        bodies = dict(cursor.fetchall())
    return [
        f"{PREFIX}{name}()" for name, body in FUNCTIONS.items() if bodies.get(PREFIX + name) != body
    ]


def present() -> dict[str, str]:
    """The triggers of ours that are installed and active: what each says, by its name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid, true) "
                "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname LIKE %s AND t.tgenabled = 'A' AND pg_table_is_visible(c.oid)",
                [PREFIX + "%"],
            )
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [PREFIX + "%"],
            )
        return dict(cursor.fetchall())
