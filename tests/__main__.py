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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import environ
import psycopg

from tests.postgres import ServerDidNotStart, find_binaries, throw_away_server
from tests.production import ENVIRONMENT, ROOT
from tests.running import Running, running

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


ENGINES = {"SQLite": sqlite, "PostgreSQL": postgresql}
# What no engine has a part in runs on the first. There the tables come from the models, and the
# migrations are tried by the test of `serve`; for the second engine we migrate.
# It has less to do, and gets half as many processes: each takes seconds to begin.
HALF = str(max(1, (os.cpu_count() or 1) // 2))
CHOICES = [["--nomigrations"], ["-m", "not once", "--numprocesses", HALF]]


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


@dataclass
class Report:
    """What the last lines say."""

    ran: list[str] = field(default_factory=list)
    did_not_run: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def closing_lines(self) -> Iterator[str]:
        yield f"Ran on: {', '.join(self.ran)}"
        if self.did_not_run:
            yield f"Did not run on: {', '.join(self.did_not_run)}"
        yield f"Failed: {', '.join(self.failed)}" if self.failed else "All passed."


def on_each_engine(
    suite: ExitStack, pytest: list[str], scratch: str, report: Report
) -> Iterator[Running]:
    """Start the tests on each engine that is here. They run at the same time; the first speaks."""
    required = os.environ.get("REQUIRE_ENGINES", "").lower().split(",")
    for (engine, database), choice in zip(ENGINES.items(), CHOICES, strict=True):
        try:
            version, environment = suite.enter_context(database())
        except EngineIsNotHere as reason:
            report.did_not_run.append(f"{engine} ({reason})")
            if engine.lower() in required:
                report.failed.append(f"{engine} is required")
        except (ServerDidNotStart, psycopg.OperationalError) as reason:
            report.did_not_run.append(f"{engine} ({' '.join(str(reason).split())})")
            report.failed.append(f"{engine} does not start")
        else:
            title = f"tests on {engine} {version}"
            speaks = not report.ran
            report.ran.append(f"{engine} {version}")
            environment["TMPDIR"] = scratch
            yield suite.enter_context(
                running(title, [*pytest, *choice], environment, speaks=speaks)
            )


def main(arguments: list[str]) -> int:
    report = Report()
    # Many processes read the same modules. Each would compile them, tests with their assertions
    # first of all, where programs are told to leave nothing behind; `make clean` takes it away.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # What an interrupted test leaves behind goes with this folder.
    with (
        tempfile.TemporaryDirectory(prefix="register-", ignore_cleanup_errors=True) as scratch,
        ExitStack() as suite,
    ):
        checks = [
            suite.enter_context(running(title, words, ENVIRONMENT))
            for title, words in CHECKS.items()
        ]
        tests = on_each_engine(suite, [*PYTEST, *arguments], scratch, report)
        report.failed += [program.title for program in [*tests, *checks] if not program.passes()]
    print("", *report.closing_lines(), sep="\n")
    return 1 if report.failed else 0


if __name__ == "__main__":
    for interruption in (signal.SIGINT, signal.SIGTERM):  # so that every server is stopped
        signal.signal(interruption, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
