"""Where tables lie while others are made under their names, on each engine."""

from abc import ABC, abstractmethod

from django.db import models

SCHEMA = "register_earlier"


class Aside(ABC):
    """Puts tables out of the way, says their names there, and drops them in the end."""

    def __init__(self, cursor):
        self._cursor = cursor
        self._tables: list[str] = []

    @abstractmethod
    def name(self, table: str) -> str:
        """Quoted, where it lies."""

    @abstractmethod
    def put(self, tables: list[str]) -> None:
        """With all that hangs on them, such as indexes; and triggers no longer fire."""

    @abstractmethod
    def go_on_counting(self, table: str, key: models.Field) -> None:
        """New rows get numbers that no row ever had."""

    @abstractmethod
    def drop(self) -> None:
        """Fails where something that is not ours hangs on them."""


class OnPostgres(Aside):
    """In a schema of their own, into which their indexes and sequences come along."""

    def name(self, table):
        return f'{SCHEMA}."{table}"'

    def put(self, tables):
        self._tables = tables
        self._cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in tables:
            self._cursor.execute(f'ALTER TABLE "{table}" SET SCHEMA {SCHEMA}')

    def go_on_counting(self, table, key):
        if not isinstance(key, models.AutoField):
            return
        self._cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", [self.name(table), key.column]
        )
        (sequence,) = self._cursor.fetchone()
        if sequence:
            self._cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), last_value, is_called) "
                f"FROM {sequence}",
                [f'"{table}"', key.column],
            )

    def drop(self):
        self._cursor.execute(f"DROP TABLE {', '.join(map(self.name, self._tables))}")
        self._cursor.execute(f"DROP SCHEMA {SCHEMA}")


class OnSqlite(Aside):
    """Under other names. What refers to a table means the one that will have its name."""

    def name(self, table):
        return f'"{SCHEMA}_{table}"'

    def put(self, tables):
        self._tables = tables
        self._cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        for trigger, table in self._cursor.fetchall():
            if table in tables:
                self._cursor.execute(f'DROP TRIGGER "{trigger}"')
        self._cursor.execute("PRAGMA legacy_alter_table = ON")
        try:
            for table in tables:
                self._cursor.execute(f'ALTER TABLE "{table}" RENAME TO {self.name(table)}')
        finally:
            self._cursor.execute("PRAGMA legacy_alter_table = OFF")

    def go_on_counting(self, table, key):
        if not isinstance(key, models.AutoField):
            return
        self._cursor.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name(table).strip('"')]
        )
        if last := self._cursor.fetchone():
            self._cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            self._cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last[0]]
            )

    def drop(self):
        for table in self._tables:
            self._cursor.execute(f"DROP TABLE {self.name(table)}")


def aside_on(vendor: str) -> type[Aside]:
    return OnPostgres if vendor == "postgresql" else OnSqlite
