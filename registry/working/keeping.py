"""The files that were made: outside of the web root, the owner's alone, for a day."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from registry.models import AskedWork, EvidenceEvent
from registry.models.jobs import WorkKind, WorkState
from registry.vocabulary import EventName

KEPT_FOR = timedelta(days=1)
# So long a redaction may take from its event to its commit.
COMMITS_WITHIN = timedelta(hours=1)
# With a dot: no backup takes what lies in such a folder.
FOLDER = ".work"
SUFFIX = ".made"


def path_of(stored_name: str) -> Path:
    return _folder() / f"{stored_name}{SUFFIX}"


@contextmanager
def workshop() -> Iterator[Path]:
    """An empty folder beside the files, where one is made."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="making-", dir=_folder()) as place:
        yield Path(place)


def keep(file: Path) -> str:
    """Put a finished file among those that are kept. No row names it yet."""
    name = secrets.token_hex(16)
    file.chmod(0o600)
    file.replace(path_of(name))
    return name


def discard(stored_name: str) -> None:
    path_of(stored_name).unlink(missing_ok=True)


def forget_expired(now: datetime) -> None:
    """What is older than a day goes, with its row; and what somebody who was killed left there.

    What nobody has begun in a day goes too: it may have come back with a backup.
    """
    old = AskedWork.objects.filter(asked_at__lte=now - KEPT_FOR)
    _forget(old.exclude(state=WorkState.RUNNING))
    _forget(old.filter(asked_at__lte=now - 2 * KEPT_FOR))
    _sweep(now - KEPT_FOR)


def leave_newest(user, most: int) -> None:
    """Of the finished files of one person; the others go, with their rows."""
    finished = AskedWork.objects.filter(asked_by=user).exclude(stored_name="")
    too_many = [*finished.order_by("-asked_at", "pk").values_list("pk", flat=True)[most:]]
    _forget(finished.filter(pk__in=too_many))


def forget_files() -> None:
    """All files of the register that were asked for before a redaction: what it took may stand in
    them. A run of retention that took nothing leaves the others.
    """
    others = (WorkKind.VERIFICATION, WorkKind.RUN)
    newest = EvidenceEvent.objects.filter(name=EventName.REDACTED).aggregate(at=Max("at"))["at"]
    if newest is None:
        return
    works = AskedWork.objects.filter(asked_at__lte=newest + COMMITS_WITHIN).exclude(kind__in=others)
    _forget(works)
    # Once more: until the commit, others still read what was there.
    transaction.on_commit(lambda: _forget(works.all()), robust=True)


def _forget(works) -> None:
    names = [name for name in works.values_list("stored_name", flat=True) if name]
    works.delete()
    for name in names:
        transaction.on_commit(lambda name=name: discard(name))


def _sweep(before: datetime) -> None:
    named = set(AskedWork.objects.exclude(stored_name="").values_list("stored_name", flat=True))
    for path in _folder().glob("*"):
        with suppress(FileNotFoundError):  # somebody else sweeps too
            if path.stem in named or path.stat().st_mtime >= before.timestamp():
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.PRIVATE_FILES) / FOLDER
