"""Whether a backup could be restored: it is, in a place of its own, and asked there."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.backups import archive
from registry.backups.archive import FILES, Damaged
from registry.backups.copies import Copied, Progress
from registry.backups.engines import engine
from registry.backups.manifest import Manifest
from registry.evidence.log.checkpoints import Checkpoint
from registry.evidence.redaction import list_file

CANNOT_TELL = 2  # of `verify_evidence`
ASK_PAGES = "import django; django.setup(); from registry.backups.pages import main; main()"


class CouldNotTry(RuntimeError):
    """Whether the backup is good is not known. Says in words why."""


@dataclass
class Proof:
    """What was tried, each in words, and what differs."""

    tried: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def prove(file: Path, *, keys: list, redactions: Path | None, progress: Progress) -> Proof:
    """Restore, migrate, verify, count, redact in a dry run, ask pages; all of it goes afterwards.

    `redactions` is a list that was kept apart from backups; without it, this register's own.
    Raises `CouldNotTry`, `CannotCopy`, `Unreadable` and OSError.
    """
    proof = Proof()
    with tempfile.TemporaryDirectory(prefix="register-check-") as folder:
        work = Path(folder)
        try:
            said = archive.unpack(file, work, keys, progress)
        except Damaged as error:
            proof.faults += error.faults
            return proof
        (database,) = work.glob("database.*")
        own = engine()
        if database.suffix != own.suffix:
            raise CouldNotTry(
                _("It is a backup of another engine. Check it where DATABASE_URL names that one.")
            )
        private = work / FILES.rstrip("/")
        private.mkdir(mode=0o700, exist_ok=True)
        with own.scratch(database, progress) as (url, copied):
            proof.faults += differences(said, copied)
            place = _Place(url, private, work)
            for what, step in _steps(said, place, redactions):
                progress(what)
                if faults := step():
                    proof.faults += faults
                    break
                proof.tried.append(what)
    return proof


def differences(said: Manifest, copied: Copied) -> Iterator[str]:
    if (said.size, said.root) != (copied.size, copied.root):
        yield _("The end of the history is not the one that was put in.")
    for table in sorted(said.counts.keys() | copied.counts.keys()):
        before, after = said.counts.get(table), copied.counts.get(table)
        if before != after:
            yield _("{table} is not the same: rows before {before}, after {after}.").format(
                table=table, after=after or 0, before=before or 0
            )


@dataclass(frozen=True)
class _Place:
    """A restored register, and how to run this software on it."""

    url: str
    private: Path
    work: Path

    def run(self, *words: str) -> subprocess.CompletedProcess:
        said = {
            "DATABASE_URL": self.url,
            "PRIVATE_FILES": str(self.private),
            "EMAIL_URL": "consolemail://",  # nothing leaves from here
            "LOG_LEVEL": "ERROR",
        }
        said |= {f"{name}_FILE": "" for name in said}
        return subprocess.run(  # noqa: S603 (this software itself)
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=os.environ | said | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )

    def manage(self, *words: str) -> subprocess.CompletedProcess:
        return self.run("manage.py", *words)


Step = tuple[str, Callable[[], list[str]]]


def _steps(said: Manifest, place: _Place, redactions: Path | None) -> Iterator[Step]:
    yield _("Migrate the copy"), lambda: _failed(place.manage("migrate", "--verbosity", "0"))
    yield _("Verify its whole history and its files"), lambda: _verified(said, place)
    yield _("Apply redactions in a dry run"), lambda: _redacted(place, redactions)
    yield _("Ask ten pages"), lambda: _failed(place.run("-c", ASK_PAGES))


def _failed(done: subprocess.CompletedProcess) -> list[str]:
    if not done.returncode:
        return []
    return (done.stdout + done.stderr).strip().splitlines()[-20:] or [_("It failed.")]


def _verified(said: Manifest, place: _Place) -> list[str]:
    anchor = place.work / "checkpoint.txt"
    anchor.write_text(Checkpoint(*said.checkpoint).text, encoding="utf-8", newline="")
    done = place.manage("verify_evidence", "--anchor", str(anchor))
    if done.returncode == CANNOT_TELL:
        raise CouldNotTry(" ".join(done.stderr.split()))
    return _failed(done)


def _redacted(place: _Place, redactions: Path | None) -> list[str]:
    listed = redactions
    if listed is None:
        listed = place.work / "redactions.json"
        list_file.write(listed)
    return _failed(place.manage("reapply_redactions", str(listed), "--dry-run"))


def in_words(proof: Proof) -> Iterator[str]:
    if not proof.faults:
        yield from (_("Passed: {what}").format(what=what) for what in proof.tried)
        return
    yield from proof.faults
    count = len(proof.faults)
    yield ngettext("{count} fault.", "{count} faults.", count).format(count=count)
