"""Files on the disk: outside of the web root, each under a random name, the owner's alone."""

import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry import hooks
from registry.models import Mark
from registry.vocabulary import MarkName

FILE_LIMIT = 25 * 1024 * 1024
CHUNK = 256 * 1024
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
STORED_NAME = re.compile(r"[0-9a-f]{32}")


class FileGone(Exception):
    """The file is not there, or is not what was stored."""


@dataclass(frozen=True)
class StoredFile:
    """What is known of a file on the disk before a row names it."""

    stored_name: str
    sha256: str
    byte_count: int


_new_names: ContextVar[list[str] | None] = ContextVar("new_files", default=None)


@contextmanager
def gone_if_undone() -> Iterator[None]:
    """Files stored inside are deleted again when the block fails, as their rows are.

    It goes around the recorded block, so that a commit that fails counts too.
    """
    token = _new_names.set([])
    try:
        yield
    except BaseException:
        for name in _new_names.get():
            path_of(name).unlink(missing_ok=True)
        raise
    finally:
        _new_names.reset(token)


def put(content: bytes | BinaryIO, *, limit: int | None = FILE_LIMIT) -> StoredFile:
    """Write a file, piece by piece, and see it onto the disk. No row names it yet."""
    source = BytesIO(content) if isinstance(content, bytes) else content
    name = secrets.token_hex(16)
    path = path_of(name)
    for folder in (settings.PRIVATE_FILES, path.parent):
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, count = hashlib.sha256(), 0
    try:
        # Not Path.open: the file is the owner's alone from its first moment.
        with os.fdopen(os.open(path, NEW_FILE, 0o600), "wb") as file:
            while piece := source.read(CHUNK):
                count += len(piece)
                if limit is not None and count > limit:
                    raise too_large(limit)
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if (names := _new_names.get()) is not None:
        names.append(name)
    return StoredFile(name, digest.hexdigest(), count)


def open_kept(row) -> BinaryIO:
    """The file, once it was seen to be the one that was stored. Whether the reader may is
    for the caller to check. Raises FileGone.
    """
    if row.file_removed_on:
        day = date_format(row.file_removed_on)
        raise FileGone(_("The file was removed on {day}.").format(day=day))
    try:
        file = path_of(row.stored_name).open("rb")
    except OSError as error:
        raise FileGone(_("The file is no longer there.")) from error
    if not _is_that_of(row, file):
        file.close()
        raise FileGone(_("The file is not the one that was stored."))
    file.seek(0)
    return file


def _is_that_of(row, file: BinaryIO) -> bool:
    """By its fingerprint; where retention took that, by its size."""
    if not row.sha256:
        return file.seek(0, os.SEEK_END) == row.byte_count
    return hashlib.file_digest(file, "sha256").hexdigest() == row.sha256


def remove(stored_name: str) -> None:
    """Delete a file for good, when the transaction commits. One that is gone is fine."""
    path = path_of(stored_name)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def discard(file: StoredFile) -> None:
    """Delete a file that was put and that no row names."""
    path_of(file.stored_name).unlink(missing_ok=True)


def sweep(before: datetime) -> int:
    """Delete files older than that which no row names: a server that was killed left them.

    The example deletes none: those of a register that began after it may lie in the same folder.
    """
    if Mark.holds(MarkName.EXAMPLE):
        return 0
    old = {
        path.name: path
        for path in Path(settings.PRIVATE_FILES).glob("*/*")
        if STORED_NAME.fullmatch(path.name) and path.stat().st_mtime < before.timestamp()
    }
    # All at once: an installation has thousands of files, not millions.
    orphans = old.keys() - set().union(*hooks.files_named())
    for name in orphans:
        old[name].unlink(missing_ok=True)
    return len(orphans)


def put_aside(folder: str, names: Collection[str]) -> None:
    """Move these into a folder of this name, for the database that is put aside and names them.

    Others stay: another register may keep its files in the same place.
    """
    private = Path(settings.PRIVATE_FILES)
    _move([path for path in _stored(private) if path.name in names], private / folder)


def put_back(folder: str) -> None:
    """What `put_aside` moved, or had moved of them when it was killed."""
    private = Path(settings.PRIVATE_FILES)
    _move(_stored(private / folder), private)
    with suppress(OSError):
        (private / folder).rmdir()


def _stored(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if STORED_NAME.fullmatch(path.name)]


def _move(paths: list[Path], new: Path) -> None:
    for path in paths:
        target = new / path.parent.name / path.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(target)
        with suppress(OSError):  # the last one leaves it empty
            path.parent.rmdir()


def path_of(stored_name: str) -> Path:
    if not STORED_NAME.fullmatch(stored_name):
        raise FileGone(_("This is not the name of a stored file."))
    return Path(settings.PRIVATE_FILES) / stored_name[:2] / stored_name


def too_large(limit: int) -> ValidationError:
    return ValidationError(_("More than {most} cannot be kept.").format(most=filesizeformat(limit)))


def _sync_folder(folder: Path) -> None:
    """So that the entry of the new file survives a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
