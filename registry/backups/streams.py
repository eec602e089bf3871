"""What a backup passes through on its way: hashed, encrypted, from one thread to another."""

import hashlib
import os
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pyrage

CHUNK = 2**20


class Hashing:
    def __init__(self, file: BinaryIO):
        self._file, self._digest = file, hashlib.sha256()

    def read(self, count: int = -1) -> bytes:
        piece = self._file.read(count)
        self._digest.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


class Out:
    """A file that is hashed as it is written."""

    def __init__(self, file: BinaryIO):
        self._file, self._digest, self.bytes = file, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self._file.write(piece)
        self._digest.update(piece)
        self.bytes += len(piece)
        return len(piece)

    def flush(self) -> None:
        self._file.flush()

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


@contextmanager
def encrypted(file: BinaryIO, to: list) -> Iterator[BinaryIO]:
    if not to:
        yield file
        return
    read, write = _pipe()
    with (
        _Thread(lambda source: pyrage.encrypt_io(source, file, to), read),
        write as sink,
    ):
        yield sink


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    """Its ends, for reading and writing; age reads and writes in small pieces."""
    read, write = os.pipe()
    return os.fdopen(read, "rb", buffering=CHUNK), os.fdopen(write, "wb", buffering=CHUNK)


class _Thread(threading.Thread):
    """Works on one end of a pipe. What stops it is raised where the other end is used."""

    def __init__(self, work, end: BinaryIO):
        super().__init__(daemon=True)
        self._work, self._end, self._error = work, end, None

    def run(self) -> None:
        try:
            with self._end:
                self._work(self._end)
        except Exception as error:
            self._error = error

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, error, trace):
        self.join()
        if self._error and (error is None or isinstance(error, OSError | tarfile.TarError)):
            raise self._error from error


@contextmanager
def decrypted(file: BinaryIO, keys: list) -> Iterator[BinaryIO]:
    if not keys:
        yield file
        return
    read, write = _pipe()
    with (
        _Thread(lambda sink: pyrage.decrypt_io(file, sink, keys), write),
        read as source,
    ):
        yield source
