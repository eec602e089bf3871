"""A PostgreSQL server that lives as long as the tests need it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")  # a folder per version, outside PATH
# Nobody is let in from outside, and it speaks only of what keeps it from starting.
ALONE = ["listen_addresses=", "log_min_messages=fatal"]
# Its files live for minutes, so nothing waits for the disk.
HASTY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]
# A test is one transaction and may make the views of many pages, each of which stays locked.
HASTY += ["max_locks_per_transaction=512"]


def find_binaries() -> Path | None:
    """The folder of the server's programs: the one in PATH, else the newest of Debian's."""
    folders = sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name))
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    return next((folder for folder in reversed(folders) if (folder / "postgres").exists()), None)


@contextmanager
def throw_away_server(binaries: Path, *, settings: list[str] = HASTY) -> Iterator[str]:
    """Yield the URL of a database on a server of our own; all of it goes when the block ends.

    The server is empty: the database has still to be made. Raises CalledProcessError.
    """
    with tempfile.TemporaryDirectory(prefix="register-postgres-") as folder:
        account = account_of(folder)

        def control(*words: str) -> None:
            command = [binaries / "pg_ctl", "--silent", "--pgdata", f"{folder}/data", *words]
            subprocess.run(command, cwd=folder, check=True, **account)

        cluster = "--username=register --auth=trust --encoding=UTF8 --locale=C --no-sync"
        control("initdb", "--options", cluster)
        options = " ".join(f"-c {setting}" for setting in ALONE + settings)
        control("start", "--options", f"-k {folder} {options}")
        try:
            yield f"postgres://register@/{folder}/register"
        finally:
            control("stop", "--mode", "immediate")  # there is nothing to keep


def account_of(folder: str) -> dict:
    """As root, the server has to be started as somebody else, and the folder be theirs."""
    if os.geteuid() != 0:
        return {}
    names = {account.pw_name for account in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
