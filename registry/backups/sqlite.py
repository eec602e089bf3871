"""A database of SQLite as one file: copied while it is in use, and put back."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.utils.translation import gettext as _

from registry.backups.copies import EMPTIED, CannotCopy, Copied, Progress, counted
from registry.backups.manifest import Unreadable
from registry.serving.beside import SUFFIX

PAGES_AT_ONCE = 2000


class Sqlite:
    """A copy by SQLite's own backup, from one state of the database: writers need not wait."""

    suffix = ".sqlite3"

    def copy(self, target: Path, progress: Progress) -> Copied:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        name = str(connection.settings_dict["NAME"])
        try:
            with closing(_sqlite(name)) as source, closing(_sqlite(str(target))) as copy:
                return _copied(source, copy, progress)
        except sqlite3.Error as error:  # a full disk, say
            raise CannotCopy(_("The database cannot be copied: {why}").format(why=error)) from error

    def count(self, file: Path) -> Copied:
        """Raises `Unreadable` for what SQLite finds damaged."""
        try:
            with closing(_sqlite(str(file))) as copy:
                (first,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
                if first != "ok":
                    raise Unreadable(_("the database in it is damaged"))
                if copy.execute("PRAGMA foreign_key_check").fetchone():
                    raise Unreadable(_("rows of the database in it lead nowhere"))
                return counted(_tables_of_sqlite(copy), lambda sql: copy.execute(sql).fetchone())
        except sqlite3.DatabaseError as error:
            raise Unreadable(_("the database in it is damaged")) from error

    @contextmanager
    def scratch(self, file: Path, progress: Progress) -> Iterator[tuple[str, Copied]]:
        """The URL of a database restored from that file, which goes when the block ends."""
        progress(_("Checking the database …"))
        yield f"sqlite:///{quote(str(file))}", self.count(file)

    def refuse_full(self) -> None:
        path = Path(connection.settings_dict["NAME"])
        if path.exists() and path.stat().st_size:
            raise CannotCopy(_("{path} exists. Move it away first.").format(path=path))

    def restore(self, file: Path) -> Copied:
        """Put it where the settings say. What is there stays there: see `refuse_full`."""
        path = Path(connection.settings_dict["NAME"])
        copied = self.count(file)
        path.unlink(missing_ok=True)  # an empty file, as a first look makes it
        path.with_name(path.name + SUFFIX).unlink(missing_ok=True)  # sessions of another register
        shutil.move(file, path)
        return copied


def _sqlite(name: str) -> sqlite3.Connection:
    return sqlite3.connect(name, isolation_level=None, timeout=60, uri=name.startswith("file:"))


def _copied(source: sqlite3.Connection, copy: sqlite3.Connection, progress: Progress) -> Copied:
    # It goes into the archive at once, and that is seen onto the disk.
    copy.execute("PRAGMA synchronous=OFF")
    # In one transaction, or each write of others would begin the copy anew.
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    source.backup(copy, pages=PAGES_AT_ONCE, progress=_percent(progress))
    copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # whole without other files
    copy.execute("PRAGMA secure_delete=ON").fetchone()
    for table in {*EMPTIED} & {*_tables_of_sqlite(copy)}:
        copy.execute(f'DELETE FROM "{table}"')
    return counted(_tables_of_sqlite(copy), lambda sql: copy.execute(sql).fetchone())


def _percent(progress: Progress):
    def tell(_status, remaining: int, total: int) -> None:
        share = (total - remaining) * 100 // max(total, 1)
        progress(_("Copying the database: {share} %").format(share=share))

    return tell


def _tables_of_sqlite(copy: sqlite3.Connection) -> list[str]:
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in copy.execute(listed)]
