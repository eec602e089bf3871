"""What may be wrong with the database or the disk, told by the error that it leads to."""

import errno
import sqlite3
from enum import Enum

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import UnreadablePostError


class Trouble(Enum):
    """What nobody who works with the register has done wrong. The value goes into the log."""

    BUSY = "somebody else is writing"
    CROWDED = "too many do at the same time what costs much"
    FULL = "there is no space left"
    AWAY = "the database does not answer"


class Busy(OperationalError):
    """Another writer holds on for too long. Nothing was written."""


class Crowded(Exception):
    """What costs much is done by too many at once already. Nothing was done."""


# Codes of PostgreSQL: a lock that was waited for, two that wait for each other.
LOCKED = {"55P03", "40P01", "40001"}
# Out of memory or connections, being shut down, started, or told to hang up.
GONE = {"53000", "53200", "53300", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04"}
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
SQLITE = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    # What SQLite says where the log of its changes, or the index of that, cannot grow.
    sqlite3.SQLITE_IOERR: Trouble.FULL,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_READONLY: Trouble.AWAY,
    sqlite3.SQLITE_PROTOCOL: Trouble.AWAY,
}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What stands behind an error; None where it is a fault of ours, or of what was sent.

    Django raises some errors of the database as others of its own, so their causes count too.
    """
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if trouble := _of(error):
            return trouble
        error = error.__cause__ or error.__context__
    return None


def _of(error: BaseException) -> Trouble | None:
    if isinstance(error, Busy):
        return Trouble.BUSY
    if isinstance(error, Crowded):
        return Trouble.CROWDED
    if isinstance(error, sqlite3.Error):
        return SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError) and not isinstance(error, UnreadablePostError):
        return Trouble.FULL if error.errno in NO_SPACE else None
    if isinstance(error, InterfaceError):  # the connection was closed under our feet
        return Trouble.AWAY
    if isinstance(error, DatabaseError) and _is_of_postgresql(error.__cause__):
        return _of_postgresql(error)
    return None


def _is_of_postgresql(error: BaseException | None) -> bool:
    return error is not None and hasattr(error, "sqlstate")


def _of_postgresql(error: DatabaseError) -> Trouble | None:
    code = error.__cause__.sqlstate
    if code is None:  # none was said: there was nobody to say it
        return Trouble.AWAY if isinstance(error, OperationalError) else None
    if code in LOCKED:
        return Trouble.BUSY
    if code == "53100":
        return Trouble.FULL
    return Trouble.AWAY if code in GONE or code.startswith("08") else None
