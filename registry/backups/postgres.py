"""A database of PostgreSQL as one file: copied while it is in use, and put back."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from registry.backups.copies import EMPTIED, CannotCopy, Copied, Progress, counted

DEBIAN = Path("/usr/lib/postgresql")  # a folder per version, outside PATH


class Postgres:
    """A copy by `pg_dump`, of the same snapshot that is counted."""

    suffix = ".dump"

    def copy(self, target: Path, progress: Progress) -> Copied:
        progress(_("Copying the database …"))
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            return self._copied(target)
        except psycopg.Error as error:  # the server went away, say
            why = " ".join(str(error).split())
            raise CannotCopy(_("The database cannot be copied: {why}").format(why=why)) from error

    def _copied(self, target: Path) -> Copied:
        with self._connected() as source:
            source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            (snapshot,) = source.execute("SELECT pg_export_snapshot()").fetchone()
            emptied = [f"--exclude-table-data={table}" for table in EMPTIED]
            self._run("pg_dump", f"--snapshot={snapshot}", *emptied, "--format=custom",
                      "--compress=1", f"--file={target}")  # fmt: skip
            return self._count(source)

    @contextmanager
    def scratch(self, file: Path, progress: Progress) -> Iterator[tuple[str, Copied]]:
        name = f"register_check_{secrets.token_hex(6)}"
        with self._connected(autocommit=True) as server:
            try:
                server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            except psycopg.errors.InsufficientPrivilege as error:
                why = _("this account may not create a database. Let it: ALTER ROLE … CREATEDB")
                raise CannotCopy(why) from error
            try:
                progress(_("Restoring the database …"))
                yield _url(name), self._filled(name, file)
            finally:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def refuse_full(self) -> None:
        with self._connected() as server:
            listed = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
            if server.execute(listed).fetchone()[0]:
                name = connection.settings_dict["NAME"]
                raise CannotCopy(
                    _("The database {name} has tables. Name an empty one.").format(name=name)
                )

    def restore(self, file: Path) -> Copied:
        return self._filled(connection.settings_dict["NAME"], file)

    def _filled(self, name: str, file: Path) -> Copied:
        self._run("pg_restore", "--exit-on-error", "--single-transaction", str(file), name=name)
        with self._connected(name=name) as restored:
            return self._count(restored)

    def _count(self, server) -> Copied:
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        tables = [name for (name,) in server.execute(listed).fetchall()]
        return counted(tables, lambda sql: server.execute(sql).fetchone(), without=EMPTIED)

    def _connected(self, *, name: str | None = None, autocommit: bool = False):
        try:
            return psycopg.connect(**_words(name), password=_password(), autocommit=autocommit)
        except psycopg.OperationalError as error:
            raise CannotCopy(" ".join(str(error).split())) from error

    def _run(self, program: str, *words: str, name: str | None = None) -> None:
        command = [_program(program), "--no-owner", "--no-privileges", *words]
        command.append(f"--dbname={make_conninfo(**_words(name))}")  # seen by all: no password
        secret = {"PGPASSWORD": _password()} if _password() else {}
        done = subprocess.run(  # noqa: S603 (programs of PostgreSQL, words of the settings)
            command, env=os.environ | secret, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or [str(done.returncode)]
            raise CannotCopy(f"{program}: {said[-1]}")


def _words(name: str | None) -> dict[str, str]:
    """How the settings reach the server, as libpq has it; without the password."""
    settings = connection.settings_dict
    said = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    options = {
        key: value
        for key, value in settings["OPTIONS"].items()
        if isinstance(value, str | int) and key not in {"pool", "assume_role"}
    }
    said = options | {key: value for key, value in said.items() if value}
    return {key: str(value) for key, value in said.items()} | {"dbname": name or settings["NAME"]}


def _password() -> str:
    return connection.settings_dict["PASSWORD"] or ""


def _url(name: str) -> str:
    words = _words(name)
    user, port = words.pop("user", ""), words.pop("port", "")
    del words["dbname"]
    secret = f":{quote(_password(), safe='')}" if _password() else ""
    return f"postgres://{quote(user, safe='')}{secret}@/{quote(name)}?" + urlencode(
        words | ({"port": port} if port else {})
    )


def _program(name: str) -> str:
    """The one in PATH, else the newest of Debian's. Raises `CannotCopy` without either."""
    folders = sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name))
    found = shutil.which(name) or next(
        (str(folder / name) for folder in reversed(folders) if (folder / name).exists()), None
    )
    if found is None:
        raise CannotCopy(
            _("{program} is not here: install the client programs of PostgreSQL").format(
                program=name
            )
        )
    return found
