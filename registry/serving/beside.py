"""A file beside a database of SQLite, for what must not wait until whoever writes there has ended.

SQLite has one writer for everything in a file. Counts of tries to sign in have to be true at once,
and who signs in needs a session at once, however long somebody else writes. Nothing in here is
needed once the database was written, so no backup has it, and whoever restores one begins without.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

SUFFIX = ".beside"
MOST = 100_000  # a crowd drives out what would have gone first anyway
WAITS = 2.0  # seconds: all that is done in here takes a few milliseconds
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# As the database itself: what was removed is overwritten. A power cut may take what was counted.
BEGIN = """
PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL, until REAL NOT NULL);
CREATE INDEX IF NOT EXISTS kept_until ON kept (until);
"""


def beside() -> "Beside | None":
    """None where there is no need for one: PostgreSQL has a writer for each row."""
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and not name.startswith(("file:", ":memory:"))
    return Beside(Path(name + SUFFIX)) if is_file else None


class Beside:
    """Short texts by name, each for a while. Every call is a transaction of its own."""

    def __init__(self, file: Path):
        self.file = file

    def get(self, name: str) -> str | None:
        if not self.file.exists():
            return None
        asked = "SELECT value FROM kept WHERE name = ? AND until > ?"
        with self._opened() as opened:
            found = opened.execute(asked, (name, time.time())).fetchone()
        return found and found[0]

    def names(self, prefix: str) -> list[str]:
        if not self.file.exists():
            return []
        asked = "SELECT name FROM kept WHERE substr(name, 1, ?) = ? AND until > ?"
        with self._opened() as opened:
            found = opened.execute(asked, (len(prefix), prefix, time.time())).fetchall()
        return [name for (name,) in found]

    def set(self, name: str, value: str, seconds: float) -> None:
        with self._writing() as opened:
            opened.execute(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (name, value, time.time() + seconds)
            )

    def add(self, name: str, value: str, seconds: float) -> bool:
        """Whether it was not there. Of many who call at once one is told so."""
        with self._writing() as opened:
            added = opened.execute(
                "INSERT OR IGNORE INTO kept VALUES (?, ?, ?)", (name, value, time.time() + seconds)
            )
            return bool(added.rowcount)

    def one_more(self, name: str, seconds: float) -> int:
        """Counts, for so long from the latest time on."""
        counted = (
            "INSERT INTO kept VALUES (?, '1', ?) ON CONFLICT (name) DO UPDATE "
            "SET value = CAST(value AS INTEGER) + 1, until = excluded.until RETURNING value"
        )
        with self._writing() as opened:
            (count,) = opened.execute(counted, (name, time.time() + seconds)).fetchone()
            return int(count)

    def change(self, name: str, was: str, value: str) -> None:
        """Unless it is another already, or gone. It lives no longer for it."""
        with self._writing() as opened:
            changed = "UPDATE kept SET value = ? WHERE name = ? AND value = ?"
            opened.execute(changed, (value, name, was))

    def remove(self, *names: str) -> None:
        if not (names and self.file.exists()):
            return
        with self._writing() as opened:
            opened.executemany("DELETE FROM kept WHERE name = ?", [(name,) for name in names])

    def clear(self) -> None:
        if self.file.exists():
            with self._writing() as opened:
                opened.execute("DELETE FROM kept")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._opened() as opened:
            opened.execute("BEGIN IMMEDIATE")
            opened.execute("DELETE FROM kept WHERE until <= ?", (time.time(),))
            yield opened
            (many,) = opened.execute("SELECT count(*) FROM kept").fetchone()
            if many > MOST:
                opened.execute(
                    "DELETE FROM kept WHERE name IN (SELECT name FROM kept ORDER BY until LIMIT ?)",
                    (MOST // 10,),
                )
            opened.execute("COMMIT")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Opened anew each time, for it is shared by processes and threads that come and go."""
        with closing(self._connected()) as opened:
            yield opened

    def _connected(self) -> sqlite3.Connection:
        try:
            return self._begun()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
                raise
        # A power cut may do that. All that is lost would have been gone soon.
        self.file.unlink(missing_ok=True)
        return self._begun()

    def _begun(self) -> sqlite3.Connection:
        if not self.file.exists():
            os.close(os.open(self.file, os.O_CREAT, 0o600))
        opened = sqlite3.connect(self.file, isolation_level=None, timeout=WAITS)
        try:
            opened.executescript(BEGIN)
        except BaseException:
            opened.close()
            raise
        return opened
