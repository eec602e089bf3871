"""The databases on which things are measured: new and empty, with the settings of real use."""

import logging
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import django
import psycopg

from tests.support.postgres import find_binaries, throw_away_server

ROOT = Path(__file__).resolve().parent.parent


ENGINES = ["sqlite", "postgresql"]
HOST = "127.0.0.1"


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


class Server:
    """The register served by gunicorn as it is in real use."""

    def __init__(self, options: list[str], **environment: str):
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self._options = options
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": HOST,
            "HTTPS": "False",
            "LOG_LEVEL": "ERROR",
        } | environment  # fmt: skip
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `stop`)
        self.process: subprocess.Popen | None = None

    def prepare(self) -> None:
        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"]):
            words = [sys.executable, "manage.py", *command, "-v", "0"]
            subprocess.run(words, cwd=ROOT, env=self._environment, check=True)  # noqa: S603

    def start(self) -> None:
        """Also again, after somebody has killed it."""
        gunicorn = ["-m", "gunicorn", "--config", "python:config.server"]
        words = [*gunicorn, "--bind", f"{HOST}:{self.port}", *self._options, "config.wsgi"]
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, *words], cwd=ROOT, env=self._environment, stderr=self._log
        )

    def answers(self, within: float = 60) -> bool:
        until = time.monotonic() + within
        while time.monotonic() < until:
            try:
                urlopen(f"http://{HOST}:{self.port}/processors.json", timeout=20).close()
            except OSError:
                time.sleep(0.2)
            else:
                return True
        return False

    def stop(self) -> str:
        """What it said at last."""
        self.process.terminate()
        self.process.wait()
        self._log.seek(0)
        with self._log as log:
            return log.read().decode()[-2_000:]


@contextmanager
def served(options: list[str], **environment: str) -> Iterator[Server]:
    server = Server(options, **environment)
    server.prepare()
    server.start()
    try:
        server.answers()
        yield server
    finally:
        sys.stderr.write(server.stop())


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
