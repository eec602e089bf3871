"""The suite: `make test`. Its last lines say what failed and on which engines it ran.

`--all` takes what is marked `slow` too, and is for the machine that checks each change (.ci/run).
TEST_DATABASE_URL names a PostgreSQL server to use instead of one of our own.
REQUIRE_ENGINES=sqlite,postgresql makes it a failure when one of these did not run.
"""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.postgres import find_binaries, throw_away_server
from tests.support.production import ENVIRONMENT, ROOT

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet"],
    "imports": ["-c", LINT_IMPORTS, "--no-cache", "--no-logo"],
    "check --deploy": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
# What a module sets up, it sets up once.
PYTEST = ["-m", "pytest", "--quiet", "--dist=loadfile"]
# One for each core; of two, one more where a good part waits for what it has started.
CORES = min(os.cpu_count() or 2, 8)
PROCESSES = {False: f"--numprocesses={CORES}", True: f"--numprocesses={max(3, CORES)}"}
# What no engine has a part in runs on the first. There the tables come from the models, on the
# second from the migrations.
OPTIONS = {"SQLite": ["--nomigrations"], "PostgreSQL": ["--no-cov"]}
LEFT_OUT = {"SQLite": [], "PostgreSQL": ["once"]}


@contextmanager
def sqlite() -> Iterator[tuple[str, dict[str, str]]]:
    """The version, and the environment of a run. Where the file lies is in tests/settings.py."""
    yield sqlite3.sqlite_version, {}


@contextmanager
def postgresql() -> Iterator[tuple[str, dict[str, str]] | None]:
    """None where there is no server."""
    binaries = find_binaries()
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield "of TEST_DATABASE_URL", {"DATABASE_URL": url}
    elif binaries:
        version = subprocess.check_output([binaries / "postgres", "--version"], text=True)
        with throw_away_server(binaries) as url:
            yield version.split()[2], {"DATABASE_URL": url}
    else:
        yield None


def passes(title: str, words: list[str], environment: dict[str, str]) -> bool:
    """Run `python …`, which says itself what is wrong."""
    print(f"\n== {title}", flush=True)
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, *words]
    environment = inherited | environment
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def choice(engine: str, *, everything: bool) -> list[str]:
    """Which tests run on an engine, and how."""
    left_out = LEFT_OUT[engine] + ([] if everything else ["slow"])
    marks = ["-m", " and ".join(f"not {mark}" for mark in left_out)] if left_out else []
    return OPTIONS[engine] + marks


def main(arguments: list[str]) -> int:
    everything = "--all" in arguments
    arguments = [word for word in arguments if word != "--all"]
    failed = [title for title, words in CHECKS.items() if not passes(title, words, ENVIRONMENT)]
    ran, missing = {}, []
    for engine, database in {"SQLite": sqlite, "PostgreSQL": postgresql}.items():
        try:
            with database() as found:
                if found:
                    ran[engine], environment = found
                    title = f"tests on {engine} {ran[engine]}"
                    chosen = choice(engine, everything=everything)
                    words = [*PYTEST, PROCESSES[everything], *arguments, *chosen]
                    if not passes(title, words, environment):
                        failed.append(title)
                else:
                    missing.append(engine)
        except subprocess.CalledProcessError as reason:
            failed.append(f"{engine} does not start ({reason})")
    required = os.environ.get("REQUIRE_ENGINES", "").lower().split(",")
    failed += [f"{engine} is required" for engine in missing if engine.lower() in required]
    print("\nRan on:", ", ".join(f"{engine} {version}" for engine, version in ran.items()))
    for engine in missing:
        print(f"Did not run on: {engine} (initdb was not found, and TEST_DATABASE_URL is not set)")
    if not everything:
        print("Left out: what is marked slow (make test ALL=yes)")
    print(f"Failed: {', '.join(failed)}" if failed else "All passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the server is stopped
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
