"""The whole suite: `make test`. Its last lines say what failed and on which engines it ran.

TEST_DATABASE_URL names a PostgreSQL server to use instead of one of our own.
REQUIRE_ENGINES=sqlite,postgresql makes it a failure when one of these did not run.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import environ
import psycopg

from tests.postgres import ServerDidNotStart, find_binaries, throw_away_server
from tests.production import ENVIRONMENT, ROOT

CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet"],
    "check --deploy": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
PYTEST = ["-m", "pytest", "--quiet", "--numprocesses", "auto", "--maxprocesses", "4"]
# What a module sets up, it sets up once; the longest are not left to the end.
PYTEST += ["--dist", "loadfile", "--no-loadscope-reorder"]


class EngineIsNotHere(Exception):
    """Why the suite cannot run on an engine."""


@contextmanager
def sqlite() -> Iterator[tuple[str, dict[str, str]]]:
    """The version, and the environment of a run. Where the file lies is in tests/settings.py."""
    yield sqlite3.sqlite_version, {}


@contextmanager
def postgresql() -> Iterator[tuple[str, dict[str, str]]]:
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield postgresql_version(url), {"DATABASE_URL": url}
    elif binaries := find_binaries():
        with throw_away_server(binaries) as url:
            migrate(url)
            yield postgresql_version(url), {"DATABASE_URL": url, "TEST_TEMPLATE": "register"}
    else:
        raise EngineIsNotHere("initdb was not found, and TEST_DATABASE_URL is not set")


def migrate(url: str) -> None:
    """Make the database of that URL ready: each process of the tests begins with a copy of it."""
    with connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE register")
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = os.environ | ENVIRONMENT | {"DATABASE_URL": url}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise ServerDidNotStart("The migrations fail on it")


def postgresql_version(url: str) -> str:
    with connect(url) as connection:
        return connection.execute("SHOW server_version").fetchone()[0].split()[0]


def connect(url: str, **options) -> psycopg.Connection:
    parts = environ.Env.db_url_config(url)
    return psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"] or None,
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname="postgres",
        **options,
    )


def passes(title: str, words: list[str], environment: dict[str, str]) -> bool:
    print(f"\n== {title}", flush=True)
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=inherited | environment, check=False
    )
    return process.returncode == 0


def run_on_each_engine(pytest: list[str], scratch: str) -> tuple[list[str], ...]:
    """The engines that ran, those that did not, and what failed."""
    required = os.environ.get("REQUIRE_ENGINES", "").lower().split(",")
    ran, did_not_run, failed = [], [], []
    # What no engine has a part in runs on the first. There the tables come from the models, and
    # the migrations are tried by the test of `serve`; for the second engine we migrate.
    choice = ["--nomigrations"]
    for engine, database in {"SQLite": sqlite, "PostgreSQL": postgresql}.items():
        try:
            with database() as (version, environment):
                title = f"tests on {engine} {version}"
                if not passes(title, [*pytest, *choice], environment | {"TMPDIR": scratch}):
                    failed.append(title)
                choice = ["-m", "not once"]
                ran.append(f"{engine} {version}")
        except EngineIsNotHere as reason:
            did_not_run.append(f"{engine} ({reason})")
            if engine.lower() in required:
                failed.append(f"{engine} is required")
        except (ServerDidNotStart, psycopg.OperationalError) as reason:
            did_not_run.append(f"{engine} ({' '.join(str(reason).split())})")
            failed.append(f"{engine} does not start")
    return ran, did_not_run, failed


def main(arguments: list[str]) -> int:
    failed = [title for title, words in CHECKS.items() if not passes(title, words, ENVIRONMENT)]
    # What an interrupted test leaves behind goes with this folder.
    with tempfile.TemporaryDirectory(prefix="register-", ignore_cleanup_errors=True) as scratch:
        ran, did_not_run, failures = run_on_each_engine([*PYTEST, *arguments], scratch)
    failed += failures

    print(f"\nRan on: {', '.join(ran)}")
    if did_not_run:
        print(f"Did not run on: {', '.join(did_not_run)}")
    print(f"Failed: {', '.join(failed)}" if failed else "All passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that every server is stopped
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
