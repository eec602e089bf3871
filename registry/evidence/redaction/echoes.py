"""What repeats a value beside the register: the admin's log, sessions, caches, the files below.

A redaction cleans it up, part of it in its transaction and the rest right after the commit. What
a crash leaves in between, the next redaction or run of retention finds.
"""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from importlib import import_module

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, models, transaction

from registry import hooks
from registry.evidence.guards.unlocking import unlocked
from registry.evidence.log.content import batches, sealed_tables
from registry.evidence.redaction.targets import Target
from registry.files.uploads import WaitingFile, forget_all
from registry.models import EvidenceEvent, EvidenceKey
from registry.pages import resends
from registry.records.names.buckets import NameBucket, keep_again
from registry.records.personal import MARKER
from registry.serving.session_store import forget_beside

# In a session: what the next page is to say, and what was sent to one that asks first who sent it.
WAITING = ("_messages", "account_reauthentication_state")

logger = logging.getLogger(__name__)


def forget_echoes(
    targets: Iterable[Target], labels: Iterable[str], lines: Collection[int] = ()
) -> None:
    """Inside the transaction of a redaction, when the rows and their versions are done.

    `labels` name the tables in whose versions something went, `lines` those of the admin's log
    that go beside the ones about the targets.
    """
    pks: dict[type[models.Model], set[int]] = defaultdict(set)
    for target in targets:
        pks[target.model] |= set(target.pks)
    for model, some in pks.items():
        _blank_lines(lines_about(model, some))
        if hasattr(model, "history"):
            keep_again(model, some)
    _blank_lines(lines)
    tables = {EvidenceKey, EvidenceEvent, LogEntry, NameBucket, WaitingFile, *pks}
    tables |= {model.history.model for model in pks if hasattr(model, "history")}
    tables |= {sealed_tables()[label].rows for label in labels}
    forget_after_commit(tables)


def forget_after_commit(tables: Collection[type[models.Model]] = ()) -> None:
    """What no transaction can undo. `tables` are those in which values were overwritten.

    By itself it cleans up after a redaction that was killed right after its commit.
    """
    hooks.values_forgotten()
    names = sorted(model._meta.db_table for model in tables)
    # What goes wrong there is logged, and no reason to say that nothing was removed.
    transaction.on_commit(lambda: _forget_for_good(names), robust=True)


def lines_about(model: type[models.Model], pks: Collection[int]) -> list[int]:
    """Of the admin's log: how these rows were called there, and what was said of their changes."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    return [
        line
        for some in batches(pks)
        for line in entries.filter(object_id__in=map(str, some)).values_list("pk", flat=True)
    ]


def _blank_lines(lines: Collection[int]) -> None:
    for some in batches(lines):
        with unlocked(LogEntry, some):
            LogEntry.objects.filter(pk__in=some).update(object_repr=MARKER, change_message="")


def _forget_for_good(names: list[str]) -> None:
    # What is in there can be had again; so can files that wait for their confirmation. That a form
    # was sent cannot: its note has no words of it, and without it a second click would do it again.
    cache.clear_but(resends.NOTE)
    forget_all()
    _forget_in_sessions()
    if connection.in_atomic_block:
        return
    if connection.vendor == "sqlite":
        _empty_log_of_sqlite()
    elif names:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (SKIP_LOCKED) {', '.join(names)}")


def _forget_in_sessions() -> None:
    """What nobody will ask for again, and what waits to be shown or done: it names rows."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store.clear_expired()
    try:
        forget_beside(WAITING)  # first: what moves from there meanwhile is found in the table
    except (OSError, sqlite3.Error):
        # They live for half an hour there. The rest is no less to be cleaned for it.
        logger.exception("redaction: sessions beside the database are not cleaned")
    sessions = store.get_model_class().objects
    for session in sessions.iterator():
        data = session.get_decoded()
        if [name for name in WAITING if data.pop(name, None)]:
            # Unless its owner has just got another page, and with it the messages.
            unchanged = sessions.filter(pk=session.pk, session_data=session.session_data)
            unchanged.update(session_data=store().encode(data))


def _empty_log_of_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy = cursor.fetchone()[0]
    if is_busy:
        logger.warning("redaction: the log of SQLite is in use; the next run empties it")
