"""A PostgreSQL server that lives as long as the tests need it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")  # a folder per version, outside PATH
# Its files live for minutes, so nothing waits for the disk; nobody is let in from outside.
ALONE = ["listen_addresses="]
HASTY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
# A test is one transaction and may make the views of many pages, each of which stays locked.
HASTY += ["max_locks_per_transaction=512"]


class ServerDidNotStart(Exception):
    """What initdb or the server said when it gave up."""


def find_binaries() -> Path | None:
    """The folder of the server's programs: the one in PATH, else the newest of Debian's."""
    folders = sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name))
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


@contextmanager
def throw_away_server(binaries: Path, *, settings: list[str] = HASTY) -> Iterator[str]:
    """Yield the URL of a database on a server of our own; all of it goes when the block ends.

    The server is empty: the database has still to be made.
    """
    with tempfile.TemporaryDirectory(prefix="register-postgres-") as folder:
        started_as = {"cwd": folder, "start_new_session": True, **_account(folder)}
        _make_cluster(binaries, folder, started_as)
        options = [word for setting in ALONE + settings for word in ("-c", setting)]
        with (
            Path(folder, "log").open("w") as log,
            subprocess.Popen(
                [binaries / "postgres", "-D", f"{folder}/data", "-k", folder, *options],
                stdout=log,
                stderr=log,
                **started_as,
            ) as server,
        ):
            try:
                _wait_for(server, folder)
                yield f"postgres://register@/{folder}/register"
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: there is nothing to keep


def _account(folder: str) -> dict:
    """As root, the server has to be started as somebody else, and the folder be theirs."""
    if os.geteuid() != 0:
        return {}
    names = {account.pw_name for account in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _make_cluster(binaries: Path, folder: str, started_as: dict) -> None:
    command = [binaries / "initdb", "--pgdata", f"{folder}/data", "--username", "register"]
    command += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    made = subprocess.run(command, capture_output=True, text=True, check=False, **started_as)
    if made.returncode:
        raise ServerDidNotStart(made.stderr.strip())


def _wait_for(server: subprocess.Popen, folder: str, seconds: int = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(host=folder, user="register", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise ServerDidNotStart(Path(folder, "log").read_text(encoding="utf-8").strip())
