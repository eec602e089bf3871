"""The thread of this process that works off what was asked for, one after another.

A process takes work by a change of its row, which one of many that try at once makes. While it is
at it another thread says every few seconds how far it has come; both only write a few columns,
and the reading in between keeps no writer waiting. Work whose thread is gone was lost with its
process: it is begun once more, or told as failed where it may not be repeated.
"""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.models import AskedWork
from registry.models.jobs import WorkKind, WorkState
from registry.serving.query_time import at_leisure
from registry.serving.troubles import trouble_of
from registry.working import alive, keeping, making, rights

log = logging.getLogger("registry.working")

PULSE = 2.0  # seconds
TRIES = 2
LOOKS = 5.0  # seconds, while work of another process may turn out to be lost
AT_ONCE = 5  # that wait, of which others may take some first
ENDING = 1_000  # tries to write the result, where the database is busy or away


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
        while True:
            self._wanted.clear()
            try:
                is_more = work_off()
            except Exception as error:  # or this process would never work again
                trouble = trouble_of(error)
                if trouble is None:
                    log.exception("Work could not be looked for, or broke off")
                else:
                    log.warning("Work waits: %s", trouble.value)
                is_more = trouble is not None
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


def work_off() -> bool:
    """Do all that waits. Whether others are still at work that may turn out to be lost."""
    is_more = True
    while is_more:
        with alive.living() as name:
            if work := take(name):
                do(work)
        is_more = work is not None
    return AskedWork.objects.filter(state=WorkState.RUNNING).exists()


def take(name: str) -> AskedWork | None:
    """The oldest that waits, for the thread that is known to live under this name."""
    now = timezone.now()
    for running in AskedWork.objects.filter(state=WorkState.RUNNING):
        if not alive.is_there(running.taken_by):
            _give_back(running)
    waiting = AskedWork.objects.filter(state=WorkState.WAITING)
    for pk in waiting.order_by("asked_at").values_list("pk", flat=True)[:AT_ONCE]:
        taken = {"state": WorkState.RUNNING, "taken_by": name, "seen_at": now}
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
        except DatabaseError as error:
            if (trouble := trouble_of(error)) is None:
                log.exception("The end of some work could not be written")
                return False
            log.warning("The end of some work is not written yet: %s", trouble.value)
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
