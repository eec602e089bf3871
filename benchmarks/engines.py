"""The databases on which things are measured: new and empty, with the settings of real use."""

import logging
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

from tests.support.postgres import find_binaries, throw_away_server

ROOT = Path(__file__).resolve().parent.parent


ENGINES = ["sqlite", "postgresql"]


def run_on_each(module: str, arguments: list[str], engines: Iterable[str] = ENGINES) -> int:
    """Run a benchmark on a new database of each engine that is here; the worst of its ends."""
    ends = []
    for engine in engines:
        with _NEW_DATABASES[engine]() as url:
            if url:
                words = [sys.executable, "-m", module, "--database", url, *arguments]
                ends.append(subprocess.run(words, cwd=ROOT, check=False).returncode)  # noqa: S603
    return max(ends)


def prepare(url: str, **settings: str) -> None:
    """The register on this database, which is migrated where it is empty; further settings."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "False",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": url,
    } | settings
    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command
    from django.db import connection

    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    connection.close()


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        yield f"sqlite:///{folder}/register.sqlite3"


@contextmanager
def _postgresql() -> Iterator[str | None]:
    """None where it is not installed."""
    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    with throw_away_server(binaries, settings=[]) as url:
        folder = url.removeprefix("postgres://register@/").removesuffix("/register")
        with psycopg.connect(
            host=folder, user="register", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute("CREATE DATABASE register")
        yield url


_NEW_DATABASES = {"sqlite": _sqlite, "postgresql": _postgresql}
