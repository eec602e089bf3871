"""What takes much memory for a while: few at once in all workers of a server; others wait a bit."""

import fcntl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock

from registry.serving.troubles import Crowded
from registry.serving.turns import is_patient

WAITS = 5.0  # seconds, of a request; a command waits as long as it takes
LOOKS_EVERY = 0.05
# In each worker: the others of its threads stay for pages that cost little.
MAY_WAIT = 2


class Places:
    """Made where the register is loaded, before the server makes its workers, who share it.

    A place is a byte of a file without a name. The system gives back what a worker held that died.
    """

    def __init__(self, most: int):
        self._file, name = tempfile.mkstemp(prefix="register-places-")
        Path(name).unlink()
        self._here = [
            Lock() for _place in range(most)
        ]  # those locks are of a process, not a thread
        self._may_wait = BoundedSemaphore(MAY_WAIT)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises `Crowded` where none is free in time."""
        place = self._free()
        if place is None:
            place = self._waited_for()
        try:
            yield
        finally:
            self._give_back(place)

    def _waited_for(self) -> int:
        until = time.monotonic() + WAITS if is_patient() else float("inf")
        if not self._may_wait.acquire(blocking=not is_patient()):
            raise Crowded("Too many wait for a place.")
        try:
            while time.monotonic() < until:
                time.sleep(LOOKS_EVERY)
                if (place := self._free()) is not None:
                    return place
        finally:
            self._may_wait.release()
        raise Crowded("No place became free in time.")

    def _free(self) -> int | None:
        """Takes one, if there is one."""
        for place, here in enumerate(self._here):
            if not here.acquire(blocking=False):
                continue
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except OSError:  # another process has it
                here.release()
            else:
                return place
        return None

    def _give_back(self, place: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)
        self._here[place].release()
