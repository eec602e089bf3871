"""One writer at a time: how long a request waits for its turn, and how many may wait at once.

A command waits as long as it takes. A request does not, for it keeps a thread of the server: when
its time is over it is told so, and so is whoever finds all seats taken.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.db import OperationalError, connection

from registry.serving.counts import note_waiting
from registry.serving.troubles import Busy, Trouble, trouble_of

PATIENCE = 5.0  # seconds, of all that a request waits for
READING = 5_000  # milliseconds: SQLite keeps readers waiting only while it puts itself in order
WRITE = re.compile(r"\s*(BEGIN|INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class Seats:
    """For those who wait in this process. `config/server.py` says how many threads there are."""

    def __init__(self, most: int):
        self.most = most
        self.taken = 0
        self._lock = Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises `Busy` where all are taken."""
        with self._lock:
            if self.taken >= self.most:
                raise Busy("Too many wait to write.")
            self.taken += 1
            note_waiting(self.taken)
        try:
            yield
        finally:
            with self._lock:
                self.taken -= 1
                note_waiting(self.taken)


seats = Seats(most=2)


@dataclass
class Patience:
    """The seconds for which somebody may still wait."""

    left: float

    @contextmanager
    def waiting(self) -> Iterator[float]:
        """Raises `Busy` where there is no time left, or no seat."""
        if self.left <= 0:
            raise Busy("There is no time left to wait.")
        began = monotonic()
        try:
            with seats.one():
                yield self.left
        finally:
            self.left -= monotonic() - began


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patient(seconds: float = PATIENCE) -> Iterator[None]:
    """Inside, who has to wait to write waits so long altogether, and then gets `Busy`."""
    outer = _patience.get()
    token = _patience.set(Patience(seconds if outer is None else min(seconds, outer.left)))
    try:
        if connection.vendor == "sqlite" and _sqlite not in connection.execute_wrappers:
            with connection.execute_wrapper(_sqlite):
                yield
        else:
            yield
    finally:
        _patience.reset(token)


def is_patient() -> bool:
    """Whether a bound is set to the waiting: in requests, not in commands."""
    return _patience.get() is not None


class PatienceMiddleware:
    """What a request writes waits for other writers, but not for ever."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with patient():
            return self.get_response(request)


def take_turn(lock: int) -> None:
    """Take a lock of PostgreSQL until the end of the transaction. Raises `Busy`."""
    patience = _patience.get()
    with connection.cursor() as cursor:
        if patience is None:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
            return
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        if cursor.fetchone()[0]:
            return
        with patience.waiting() as seconds, _in_our_words():
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds:.3f}s"])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def _sqlite(execute, sql, params, many, context):
    """A transaction begins IMMEDIATE (config/settings.py): so there is where writers wait."""
    patience, connected = _patience.get(), context["connection"]
    if patience is None or connected.in_atomic_block or not WRITE.match(sql):
        return execute(sql, params, many, context)
    raw = connected.connection
    try:
        _wait_at_most(raw, 0)
        return execute(sql, params, many, context)
    except OperationalError as error:
        if trouble_of(error) is not Trouble.BUSY:
            raise
    finally:
        _wait_at_most(raw, READING)
    with patience.waiting() as seconds, _in_our_words():
        _wait_at_most(raw, int(seconds * 1_000))
        try:
            return execute(sql, params, many, context)
        finally:
            _wait_at_most(raw, READING)


def _wait_at_most(raw: sqlite3.Connection, milliseconds: int) -> None:
    raw.execute(f"PRAGMA busy_timeout = {milliseconds}").close()


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if trouble_of(error) is Trouble.BUSY:
            raise Busy("Another writer did not end in time.") from error
        raise
