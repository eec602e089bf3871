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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from tests.support.postgres import find_binaries, throw_away_server
from tests.support.production import ENVIRONMENT, ROOT

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet"],
    "imports": ["-c", LINT_IMPORTS, "--no-cache", "--no-logo"],
    "check --deploy": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
# Each process takes tests in the order of their files, so that what a module sets up is set up
# once; whoever has none left takes half of what another has.
PYTEST = ["-m", "pytest", "--quiet", "--dist=worksteal"]
# One for each core; of two, one more where a good part waits for what it has started.
CORES = min(os.cpu_count() or 2, 8)
PROCESSES = {False: f"--numprocesses={CORES}", True: f"--numprocesses={max(3, CORES)}"}
# What no engine has a part in runs on the first. There the tables come from the models, on the
# second from the migrations, which run once, beside the checks: each process takes a copy.
OPTIONS = {"SQLite": ["--nomigrations"], "PostgreSQL": ["--no-cov"]}
LEFT_OUT = {"SQLite": [], "PostgreSQL": ["once"]}
MIGRATE = "migrate on PostgreSQL"
TEMPLATE = ["-m", "tests.support.template"]
SQLITE = (sqlite3.sqlite_version, {})  # its file is named in tests/settings.py
# What pytest makes of a module of tests is kept for the processes that come after.
NOT_INHERITED = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
# What has to do with the engine: tables and their constraints, statements of our own, locks, bulk
# writes, failed transactions, and a page of each kind. Of what is not marked `slow`, the second
# engine runs no more; with `--all` it runs everything that is not marked `once`.
OF_THE_ENGINE = [
    "tests/registry/access",
    "tests/registry/admin/test_pages.py",
    "tests/registry/evidence",
    "tests/registry/files/test_all_or_nothing.py",
    "tests/registry/models",
    "tests/registry/pages/test_resends.py",
    "tests/registry/past",
    "tests/registry/records",
    "tests/registry/resources/test_columns.py",
    "tests/registry/searching",
    "tests/registry/serving",
    "tests/registry/test_querysets.py",
    "tests/registry/test_querysets_access.py",
    "tests/registry/upgrading",
    "tests/registry/working",
    "tests/requests_app/admin/test_pages.py",
    "tests/requests_app/intake/test_filing.py",
    "tests/requests_app/messages/test_storage.py",
    "tests/requests_app/models",
    "tests/requests_app/public/test_pending.py",
    "tests/requests_app/retention",
    "tests/requests_app/test_querysets.py",
    "tests/test_repository.py",
]


@contextmanager
def postgresql() -> Iterator[tuple[str, dict[str, str]] | None]:
    """The version, and the environment of a run; None where there is no server."""
    binaries = find_binaries()
    if url := os.environ.get("TEST_DATABASE_URL"):
        environment = {"DATABASE_URL": url, "TEST_TEMPLATE": "yes"}
        try:
            yield "of TEST_DATABASE_URL", environment
        finally:
            run([*TEMPLATE, "drop"], environment)
    elif binaries:
        version = subprocess.check_output([binaries / "postgres", "--version"], text=True)
        with throw_away_server(binaries) as url:
            yield version.split()[2], {"DATABASE_URL": url, "TEST_TEMPLATE": "yes"}
    else:
        yield None


def run(words: list[str], environment: dict[str, str], **how) -> subprocess.CompletedProcess:
    """Run `python …`, which says itself what is wrong."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=inherited | environment, check=False, **how)


def failed_checks(checks: dict[str, tuple[list[str], dict[str, str]]]) -> list[str]:
    """As many at once as there are cores; what each has to say stands under its name."""

    def say(check: tuple[list[str], dict[str, str]]) -> subprocess.CompletedProcess:
        return run(*check, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    with ThreadPoolExecutor(CORES) as pool:
        done = dict(zip(checks, pool.map(say, checks.values()), strict=True))
    for title, check in done.items():
        print(f"\n== {title}\n{check.stdout}", end="", flush=True)
    return [title for title, check in done.items() if check.returncode]


def choices(engine: str, arguments: list[str], *, everything: bool) -> list[list[str]]:
    """Which tests run on an engine, and how: in turn. Whoever asks for some gets them on each."""
    asks = [word for word in arguments if not word.startswith("--cov")]
    if engine == "SQLite" and everything and not asks:
        # Lines are counted in what is not slow: for the rest that costs more than it tells.
        how = OPTIONS[engine]
        return [[*(arguments or ["--cov"]), *how, "-m", "not slow"], [*how, "-m", "slow"]]
    left_out = LEFT_OUT[engine] + ([] if everything else ["slow"])
    marks = ["-m", " and ".join(f"not {mark}" for mark in left_out)] if left_out else []
    asked = [] if asks or everything or engine == "SQLite" else OF_THE_ENGINE
    # The floor (pyproject.toml) is that of all of them.
    floor = ["--cov-fail-under=0"] if asks else []
    return [[*asked, *arguments, *OPTIONS[engine], *floor, *marks]]


def main(arguments: list[str]) -> int:
    everything = "--all" in arguments
    arguments = [word for word in arguments if word != "--all"]
    failed, ran, missing = [], {}, []
    engines = {"SQLite": SQLITE}
    checks = {title: (words, ENVIRONMENT) for title, words in CHECKS.items()}
    with ExitStack() as servers:
        try:
            engines["PostgreSQL"] = servers.enter_context(postgresql())
        except subprocess.CalledProcessError as reason:
            failed.append(f"PostgreSQL does not start ({reason})")
        if found := engines.get("PostgreSQL"):
            # First, for it takes as long as all others together.
            checks = {MIGRATE: ([*TEMPLATE, "make"], found[1])} | checks
        failed += failed_checks(checks)
        if MIGRATE in failed:
            del engines["PostgreSQL"]
        for engine, found in engines.items():
            if not found:
                missing.append(engine)
                continue
            ran[engine], environment = found
            title = f"tests on {engine} {ran[engine]}"
            print(f"\n== {title}", flush=True)
            # One after the other, whatever the first has to say.
            ended = [
                run([*PYTEST, PROCESSES[everything], *chosen], environment).returncode
                for chosen in choices(engine, arguments, everything=everything)
            ]
            if any(ended):
                failed.append(title)
    required = os.environ.get("REQUIRE_ENGINES", "").lower().split(",")
    failed += [f"{engine} is required" for engine in missing if engine.lower() in required]
    print("\nRan on:", ", ".join(f"{engine} {version}" for engine, version in ran.items()))
    for engine in missing:
        print(f"Did not run on: {engine} (initdb was not found, and TEST_DATABASE_URL is not set)")
    if not everything:
        print("Left out: what is marked slow, and on the second engine what no engine has much")
        print("of a part in (make test ALL=yes)")
    print(f"Failed: {', '.join(failed)}" if failed else "All passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the server is stopped
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
