"""The database without the triggers of the sealed log, as somebody has it who owns it."""

import sqlite3

from django.db import connection
from django.test import TransactionTestCase

from registry.evidence.guards.triggers import PREFIX


def drop_triggers() -> None:
    """All of ours. `manage.py migrate` puts them back, and so does the end of a test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) "
                "FROM pg_trigger WHERE tgname LIKE %s",
                [PREFIX + "%"],
            )
        else:
            cursor.execute(
                """SELECT 'DROP TRIGGER "' || name || '"' FROM sqlite_master """
                "WHERE type = 'trigger' AND name LIKE %s",
                [PREFIX + "%"],
            )
        if statements := [statement for (statement,) in cursor.fetchall()]:
            if connection.vendor == "postgresql":
                statements = ["; ".join(statements)]
            for statement in statements:
                cursor.execute(statement)


class FreshDatabase:
    """Undoes a test that commits: what stood in the tables after `migrate` stands there again.

    Django would empty every table, which those of the log refuse, and prepare it all anew.
    """

    def __init__(self):
        self._keep = self._keep_on_postgresql
        self._restore = self._restore_on_postgresql
        if connection.vendor == "sqlite":
            self._keep, self._restore = self._keep_on_sqlite, self._restore_on_sqlite

    def install(self) -> None:
        connection.ensure_connection()
        self._keep()

        def teardown(test) -> None:
            connection.ensure_connection()
            self._restore()

        TransactionTestCase._fixture_teardown = teardown

    def _keep_on_sqlite(self) -> None:
        self._copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self._copy)

    def _restore_on_sqlite(self) -> None:
        self._copy.backup(connection.connection)

    def _keep_on_postgresql(self) -> None:
        self._tables = connection.introspection.table_names()
        self._filled = []
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept")
            for table in self._tables:
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
                if cursor.rowcount:
                    self._filled.append(table)

    def _restore_on_postgresql(self) -> None:
        asked = (
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in self._tables
        )
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            filled = [name for (name,) in cursor.fetchall()]
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname LIKE %s AND c.relname = ANY(%s)",
                [PREFIX + "%", filled],
            )
            triggers = cursor.fetchall()
            statements = [
                "BEGIN",
                *{f"ALTER TABLE {table} DISABLE TRIGGER USER" for table, _name in triggers},
                *(f'DELETE FROM "{name}"' for name in filled),
                *(f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in self._filled),
                # Now, or the triggers could not be turned on again in the same transaction.
                "SET CONSTRAINTS ALL IMMEDIATE",
                *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in triggers),
                "COMMIT",
            ]
            cursor.execute("; ".join(statements))
