"""The thread of this process that works off what was asked for, one after another.

A process takes work by a change of its row, which one of many that try at once makes. While it is
at it another thread gives a sign of life every few seconds, with how far it has come; both only
write a few columns, and the reading in between keeps no writer waiting. Work without such a sign
was lost with its process: it is begun once more, or told as failed where it may not be repeated.
"""

import logging
import secrets
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.models import AskedWork
from registry.models.jobs import WorkKind, WorkState
from registry.serving.query_time import at_leisure
from registry.working import keeping, making, rights

log = logging.getLogger("registry.working")

PULSE = 2.0  # seconds
LOST = timedelta(seconds=60)
TRIES = 2
LOOKS = 5.0  # seconds, while work of another process may turn out to be lost
ENDING = 5  # tries to write the result, where the database is busy


class Worker:
    """One for each process. It ends when nothing is left, and begins when somebody asks."""

    def __init__(self):
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wanted = threading.Event()

    def begin(self) -> None:
        with self._lock:
            self._wanted.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="work", daemon=True)
                self._thread.start()

    def is_at_it(self) -> bool:
        return self._thread is not None

    def _work(self) -> None:
        at_leisure()
        token = secrets.token_hex(16)
        while True:
            self._wanted.clear()
            try:
                is_more = work_off(token)
            except Exception:  # or this process would never work again
                log.exception("Work could not be looked for, or broke off")
                is_more = False
            finally:
                connection.close()
            if is_more:
                self._wanted.wait(LOOKS)
                continue
            with self._lock:
                if not self._wanted.is_set():
                    self._thread = None
                    return


worker = Worker()


def work_off(token: str) -> bool:
    """Do all that waits. Whether others are still at work that may turn out to be lost."""
    while work := take(token):
        do(work)
    return AskedWork.objects.filter(state=WorkState.RUNNING).exists()


def take(token: str) -> AskedWork | None:
    """The oldest that waits, for this thread alone."""
    now = timezone.now()
    for lost in AskedWork.objects.filter(state=WorkState.RUNNING, seen_at__lt=now - LOST):
        _give_back(lost)
    waiting = AskedWork.objects.filter(state=WorkState.WAITING)
    for pk in waiting.order_by("asked_at").values_list("pk", flat=True)[:ENDING]:
        taken = {"state": WorkState.RUNNING, "taken_by": token, "seen_at": now}
        if not waiting.filter(pk=pk).update(**taken, progress=0, tries=F("tries") + 1):
            continue
        # None where it was thrown away just now: then the next one.
        if work := AskedWork.objects.select_related("asked_by").filter(pk=pk).first():
            return work
    return None


def _give_back(lost: AskedWork) -> None:
    """Once more, but for a job, of which nobody knows how far it came."""
    as_it_was = AskedWork.objects.filter(
        pk=lost.pk, state=WorkState.RUNNING, taken_by=lost.taken_by, seen_at=lost.seen_at
    )
    if lost.kind != WorkKind.RUN and lost.tries < TRIES:
        as_it_was.update(state=WorkState.WAITING, taken_by="")
        return
    as_it_was.update(
        state=WorkState.FAILED,
        taken_by="",
        ended_at=timezone.now(),
        said=_("The server ended while it was at work on this. Ask for it again."),
    )


def do(work: AskedWork) -> None:
    """Make it, say how it ended, and leave no file that no row names."""
    stored_name = ""
    with Pulse(work) as pulse:
        try:
            if not (work.asked_by.is_active and rights.may_ask(work.asked_by, work.kind)):
                raise making.Failed(_("You may not do this any more."))
            with keeping.workshop() as place:
                made = making.make(work, place, pulse.progress)
                if made.file:
                    stored_name = keeping.keep(made.file)
            end = {
                "state": WorkState.FAILED if made.has_failed else WorkState.DONE,
                "said": made.said,
                "file_name": made.file.name if made.file else "",
            }
        except making.Failed as error:
            end = {"state": WorkState.FAILED, "said": str(error)}
        except Exception:
            log.exception("Work %s failed", work.pk)
            said = _("It failed through a fault of the server, which is in the server's log.")
            end = {"state": WorkState.FAILED, "said": said}
    end |= {"progress": 1, "at_work_on": "", "ended_at": timezone.now(), "stored_name": stored_name}
    if not _written(_ours(work), end) and stored_name:
        keeping.discard(stored_name)


def _written(row, end: dict) -> bool:
    for _try in range(ENDING):
        try:
            return bool(row.update(**end))
        except DatabaseError:
            log.warning("The end of some work could not be written yet", exc_info=True)
            connection.close()
            time.sleep(PULSE)
    return False


def _ours(work: AskedWork):
    """Its row, as long as nobody else took it for lost, or threw it away."""
    return AskedWork.objects.filter(pk=work.pk, taken_by=work.taken_by, state=WorkState.RUNNING)


class Pulse:
    """Tells the row of a work that it is alive and how far it has come, on a connection of its
    own: the other one reads as of one moment.
    """

    def __init__(self, work: AskedWork):
        self._work = work
        self._calls, self._expected, self._at = 0, making.calls_of(work), ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="work-pulse", daemon=True)

    def progress(self, name: str) -> None:
        self._calls += 1
        self._at = str(name)

    @property
    def share(self) -> float:
        return min(self._calls / (self._expected + 1), 0.99)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *error) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._ended.wait(PULSE):
                self._tell()
        finally:
            connection.close()

    def _tell(self) -> None:
        try:
            _ours(self._work).update(
                progress=self.share, at_work_on=self._at[:200], seen_at=timezone.now()
            )
        except DatabaseError:  # somebody writes: the next one tells
            connection.close()
