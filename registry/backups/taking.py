"""A backup: the database, then the private files that it names, then what has to come back."""

import fcntl
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.backups import archive
from registry.backups.archive import FILES, Archive
from registry.backups.copies import Progress
from registry.backups.engines import engine
from registry.backups.manifest import Manifest
from registry.evidence.log import entries
from registry.records.events import announce
from registry.vocabulary import EventName

OURS = re.compile(r"register-\d{8}T\d{6}Z\.tar(\.age)?")
HELD = ".backup-"  # folders of links in PRIVATE_FILES, while a backup is taken


@dataclass(frozen=True)
class Taken:
    """The finished file, its SHA-256 and bytes, and what `keep` removed."""

    file: Path
    sha256: str
    bytes: int
    manifest: Manifest
    removed: tuple[Path, ...]


def take(folder: Path, *, keep: int | None, progress: Progress) -> Taken:
    """Write a backup into that folder under its own name. Raises OSError and `CannotCopy`.

    Nothing half-written is left, and older ones go only once the new one is on the disk.
    """
    to = archive.recipients(settings.BACKUP_RECIPIENTS)
    now = timezone.now()
    name = f"register-{now:%Y%m%dT%H%M%SZ}.tar" + (".age" if to else "")
    target = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".register-", dir=folder) as work,
            archive.writing(part, to) as into,
        ):
            said = _fill(into, Path(work), now.isoformat(), progress)
        part.rename(target)
        _sync(folder)
    finally:
        part.unlink(missing_ok=True)
    whole = into.whole
    return Taken(target, whole["sha256"], whole["bytes"], said, tuple(_beyond(folder, keep)))


def note(taken: Taken, *, by: str) -> None:
    """Keep its hash as evidence, and that it was made."""
    size = taken.manifest.size
    announce(EventName.BACKED_UP, by=by, sha256=taken.sha256, bytes=taken.bytes, size=size)


def _fill(into: Archive, work: Path, made_at: str, progress: Progress) -> Manifest:
    database = engine()
    private = Path(settings.PRIVATE_FILES)
    with _held(private) as held:
        copy = work / f"database{database.suffix}"
        copied = database.copy(copy, progress)
        said = Manifest(
            made_at=made_at,
            engine=database.suffix.removeprefix("."),
            origin=entries.origin(),
            size=copied.size,
            root=copied.root,
            counts=copied.counts,
        )
        said.database = into.add(copy.name, copy)
        for name, path in sorted((_stored(private) | _stored(held)).items()):
            progress(_("Copying files: {name}").format(name=name))
            with suppress(FileNotFoundError):  # put and taken back meanwhile: no row names it
                said.files[name] = into.add(f"{FILES}{name}", path)
    into.end(said)
    return said


@contextmanager
def _held(private: Path) -> Iterator[Path]:
    """Links to the files of this moment: what is removed while the database is copied, and is
    still named in the copy, is not lost to it. Links cost no room.
    """
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = private / f"{HELD}{secrets.token_hex(8)}"
    alone = os.open(private, os.O_RDONLY)
    try:
        # One after another, or what one of them holds would be taken for left over.
        fcntl.flock(alone, fcntl.LOCK_EX)
        for left in private.glob(f"{HELD}*"):  # by one that was killed
            shutil.rmtree(left, ignore_errors=True)
        for name, path in _stored(private).items():
            link = held / name
            link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                os.link(path, link)
        yield held
    finally:
        shutil.rmtree(held, ignore_errors=True)
        os.close(alone)


def _stored(folder: Path) -> dict[str, Path]:
    return {
        f"{path.parent.name}/{path.name}": path
        for path in folder.glob("*/*")
        if not path.parent.name.startswith(".") and path.is_file()
    }


def _beyond(folder: Path, keep: int | None) -> Iterator[Path]:
    if keep is None:
        return
    backups = sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name))
    for path in backups[:-keep]:
        path.unlink(missing_ok=True)
        yield path


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
