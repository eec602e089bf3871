"""Whether a thread that took some work is still there: it holds a lock that ends with its process.

No sign of life that has to be written is as good: whoever holds the writers' lock would keep it
from being written, and what lives would be taken for lost.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from registry.working import keeping


@contextmanager
def living() -> Iterator[str]:
    """A new name, under which this thread is known to be there as long as it is inside."""
    name = secrets.token_hex(16)
    with _in_database(name) if connection.vendor == "postgresql" else _by_file(name):
        yield name


def is_there(name: str) -> bool:
    """Whether the thread with this name is inside, in whatever process."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(name)])
            return not cursor.fetchone()[0]
    try:
        file = os.open(_file(name), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        _file(name).unlink(missing_ok=True)
        return False
    finally:
        os.close(file)


@contextmanager
def _by_file(name: str) -> Iterator[None]:
    """All processes that share a database of SQLite are on one machine, with its files."""
    _file(name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(_file(name), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        _file(name).unlink(missing_ok=True)
        os.close(file)


@contextmanager
def _in_database(name: str) -> Iterator[None]:
    """In a transaction on a connection of its own, so that a pooler leaves it to us alone."""
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])
        yield
    finally:
        own.close()


def _number(name: str) -> int:
    """Of the advisory locks of PostgreSQL, whose numbers have a sign."""
    return int(name[:16], 16) - 2**63


def _file(name: str) -> Path:
    return keeping.path_of(name).with_suffix(".alive")
