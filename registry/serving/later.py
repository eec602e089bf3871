"""What has to be written though nobody should wait for it: it gets its turn beside the requests."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.db import DatabaseError, connection, transaction

from registry.serving.troubles import Busy, Trouble, trouble_of
from registry.serving.turns import patient

log = logging.getLogger("registry.serving")

TRIES, PAUSE = 1_000, 2.0


def now_or_later(write: Callable[[], object], what: str) -> None:
    """Write at once where nobody else is writing, else when it is our turn.

    The line in the log that tells of the second case stays if the server dies meanwhile: it may
    name an account by its number, and nobody by name.
    """
    try:
        with patient(0), transaction.atomic():
            write()
    except Busy:
        log.warning("%s: written when whoever is writing has ended", what)
        _in_turn().submit(_write, write, what)


@cache
def _in_turn() -> ThreadPoolExecutor:
    """One thread: what came first is written first. Made after the server has made its workers."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="later")


def _write(write: Callable[[], object], what: str) -> None:
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                write()
        except DatabaseError as error:
            if trouble_of(error) not in {Trouble.BUSY, Trouble.AWAY, Trouble.FULL}:
                log.exception("%s: not written", what)
                return
            time.sleep(PAUSE)
        except Exception:
            log.exception("%s: not written", what)
            return
        else:
            return
        finally:
            connection.close()
    log.error("%s: not written, though tried for long", what)
