"""Somebody with every right on the database, who knows how the log is made."""

import json
import re
from dataclasses import dataclass, field

from django.db import connection

from registry.evidence.guards import triggers
from registry.evidence.log.canonical import canonical
from registry.evidence.log.content import sealed_tables
from registry.evidence.log.merkle import Frontier, leaf_hash

NAMED = re.compile(r"(?:UPDATE|INTO|FROM)\s+(\w+)")


@dataclass
class Attacker:
    """Takes the triggers of a table away, changes what it wants, and puts them back."""

    taken: set[str] = field(default_factory=set)
    leaves_triggers: bool = False

    def sql(self, statement: str, *parameters) -> list[tuple]:
        """Run a statement past the triggers of the tables that it names."""
        with connection.cursor() as cursor:
            for table in set(NAMED.findall(statement)) - self.taken:
                self._drop_triggers(cursor, table)
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def put_triggers_back(self) -> None:
        settle()
        triggers.install(set(connection.introspection.table_names()))
        self.taken.clear()

    def _drop_triggers(self, cursor, table: str) -> None:
        self.taken.add(table)
        for name, (on, statements) in triggers.wanted().items():
            if on == table and name in triggers.present():
                cursor.execute(statements[0])

    def log(self) -> list[dict]:
        """All entries with their keys, in order."""
        columns = ("leaf", "key", "salts")
        rows = self.sql(
            "SELECT e.leaf, k.key, k.salts FROM registry_evidenceentry e "
            "LEFT JOIN registry_evidencekey k ON k.seq = e.seq ORDER BY e.seq"
        )
        entries = [dict(zip(columns, row, strict=True)) for row in rows]
        for entry in entries:
            entry["leaf"] = json.loads(entry["leaf"])
        return entries

    def write_log(self, entries: list[dict]) -> None:
        """Another log instead of the one that is there, right in itself down to the head."""
        for table in ("evidenceredaction", "evidencekey", "evidenceentry"):
            self.sql(f"DELETE FROM registry_{table}")
        frontier = Frontier()
        for seq, entry in enumerate(entries):
            leaf = entry["leaf"] | {"seq": seq}
            text = canonical(leaf)
            frontier.append(leaf_hash(text))
            self.sql(
                "INSERT INTO registry_evidenceentry "
                "(seq, kind, model, history_id, leaf, leaf_hash, root) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                *(seq, leaf["kind"], leaf["model"], leaf["hid"], text.decode()),
                *(leaf_hash(text).hex(), frontier.root.hex()),
            )
            if entry["key"] is not None or entry["salts"] is not None:
                self.sql(
                    "INSERT INTO registry_evidencekey (seq, key, salts) VALUES (%s, %s, %s)",
                    *(seq, entry["key"], entry["salts"]),
                )
            for number, names in leaf.get("redacts", []):
                for name in names:
                    self.sql(
                        "INSERT INTO registry_evidenceredaction (entry_id, field, redacted_by_id) "
                        "VALUES (%s, %s, %s)",
                        *(number, name, seq),
                    )
        self.sql(
            "UPDATE registry_evidencehead SET size = %s, frontier = %s",
            *(frontier.size, " ".join(subtree.hex() for subtree in frontier.subtrees)),
        )


def without_days(attacker: Attacker) -> None:
    """A log as it was written before versions said since when they hold."""
    log = attacker.log()
    for leaf in (entry["leaf"] for entry in log):
        leaf["fields"].pop("holds_from", None)
        for names in leaf.get("schema", {}).values():
            names[:] = [name for name in names if name != "holds_from"]
    attacker.write_log(log)
    for table in sealed_tables().values():
        if table.live:
            attacker.sql(f"UPDATE {table.rows._meta.db_table} SET holds_from = '0001-01-01'")


def settle() -> None:
    """Have everything checked that waits for the commit: PostgreSQL alters no table before."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
