"""One file for a backup: a tar of the database, private files and a manifest, encrypted or not."""

import hashlib
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pyrage
from django.utils.translation import gettext as _

from registry.backups import manifest
from registry.backups.manifest import Manifest, Unreadable
from registry.backups.streams import CHUNK, Hashing, Out, decrypted, encrypted

FILES = "files/"
DATABASE = re.compile(r"database\.(sqlite3|dump)")
MEMBER = re.compile(r"database\.(sqlite3|dump)|manifest\.json|files/[\w-]+/[\w.-]+")
ENCRYPTED = b"age-encryption.org/"
LARGEST_MANIFEST = 2**30


class Damaged(ValueError):
    """The file is not whole, or not what its manifest says: `faults`, each in words."""

    def __init__(self, faults: list[str]):
        super().__init__(" ".join(faults))
        self.faults = faults


def recipients(keys: list[str]) -> list:
    """Public keys of `age`. Raises `Unreadable` for one that is none."""
    return [_key(pyrage.x25519.Recipient, key) for key in keys]


def identities(file: Path) -> list:
    """The private keys in a file as `age-keygen` writes it. Raises OSError and `Unreadable`."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    found = [_key(pyrage.x25519.Identity, line) for line in lines if line and line[0] != "#"]
    if not found:
        raise Unreadable(_("{file} holds no private key of age").format(file=file.name))
    return found


def _key(kind, text: str):
    try:
        return kind.from_str(text.strip())
    except (pyrage.RecipientError, pyrage.IdentityError) as error:
        what = _("a key of age is not valid: a public one begins with age1, a private one with")
        raise Unreadable(f"{what} AGE-SECRET-KEY-1") from error


class Archive:
    """A backup that is being written. Each file is hashed as it goes in."""

    def __init__(self, tar: tarfile.TarFile):
        self._tar = tar
        self.whole: dict = {}

    def add(self, name: str, source: Path) -> dict:
        """The hash and size that were written. Raises OSError, and where the file is gone."""
        with source.open("rb") as file:
            info = tarfile.TarInfo(name)
            info.size = os.fstat(file.fileno()).st_size
            info.mode = 0o600
            reader = Hashing(file)
            self._tar.addfile(info, reader)
        return {"sha256": reader.hexdigest(), "bytes": info.size}

    def end(self, said: Manifest) -> None:
        text = said.as_text().encode()
        info = tarfile.TarInfo(manifest.NAME)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, BytesIO(text))


@contextmanager
def writing(path: Path, to: list) -> Iterator[Archive]:
    """A new file, seen onto the disk at the end; encrypted where there are recipients.

    What it is in the end is hashed on its way there, and stands in `whole` afterwards.
    """
    opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(opened, "wb", buffering=CHUNK) as file:
        out = Out(file)
        with (
            encrypted(out, to) as sink,
            tarfile.open(fileobj=sink, mode="w|", bufsize=CHUNK, copybufsize=CHUNK) as tar,
        ):
            into = Archive(tar)
            yield into
        file.flush()
        os.fsync(file.fileno())
    into.whole = {"sha256": out.hexdigest(), "bytes": out.bytes}


def unpack(path: Path, into: Path, keys: list, progress) -> Manifest:
    """Take a backup apart into a folder: `database.*` and `files/`.

    Raises OSError, `Unreadable` where it cannot be looked into (no backup, no key that fits), and
    `Damaged` where it is not what its own manifest says.
    """
    found: dict[str, dict] = {}
    text = None
    with _opened(path, keys) as tar:
        for member in tar:
            progress(member.name)
            if not member.isreg() or not MEMBER.fullmatch(member.name) or member.name in found:
                raise Damaged([_("It holds “{name}”.").format(name=member.name[:100])])
            source = tar.extractfile(member)
            if member.name == manifest.NAME:
                text = source.read(LARGEST_MANIFEST)
                continue
            target = into / member.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            found[member.name] = _write(source, target)
    if text is None:
        raise Damaged([_("It ends before its manifest.")])
    said = manifest.read(text)
    if faults := list(_differences(said, found)):
        raise Damaged(faults)
    return said


@contextmanager
def _opened(path: Path, keys: list) -> Iterator[tarfile.TarFile]:
    with path.open("rb") as file:
        is_encrypted = file.read(len(ENCRYPTED)) == ENCRYPTED
        file.seek(0)
        if is_encrypted and not keys:
            raise Unreadable(_("it is encrypted: name the file of the private key, --identity"))
        try:
            with (
                decrypted(file, keys if is_encrypted else []) as source,
                tarfile.open(fileobj=source, mode="r|", bufsize=CHUNK) as tar,
            ):
                yield tar
                while source.read(CHUNK):  # to its end, or a part cut off there were not noticed
                    pass
        except pyrage.DecryptError as error:
            if "key" in str(error).lower() or "match" in str(error).lower():
                raise Unreadable(_("no private key in that file opens it")) from error
            raise Damaged([_("It cannot be decrypted to its end.")]) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise Damaged([_("It cannot be decrypted to its end.")]) from error
        except (tarfile.TarError, EOFError) as error:
            raise Damaged([_("It is not whole: {why}.").format(why=error)]) from error


def _write(source: BinaryIO, target: Path) -> dict:
    digest, count = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        while piece := source.read(CHUNK):
            digest.update(piece)
            count += len(piece)
            file.write(piece)
    return {"sha256": digest.hexdigest(), "bytes": count}


def _differences(said: Manifest, found: dict[str, dict]) -> Iterator[str]:
    databases = {name: its for name, its in found.items() if DATABASE.fullmatch(name)}
    if list(databases.values()) != [said.database]:
        yield _("The database in it is not the one that was put in.")
    files = {name[len(FILES) :]: its for name, its in found.items() if name.startswith(FILES)}
    for name in sorted(files.keys() | said.files.keys()):
        if name not in files:
            yield _("The file {name} is missing.").format(name=name)
        elif files[name] != said.files.get(name):
            yield _("The file {name} is not the one that was put in.").format(name=name)
