"""A backup put back for real, into an empty place only."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from registry.backups import archive
from registry.backups.archive import FILES, Damaged
from registry.backups.copies import CannotCopy, Progress
from registry.backups.engines import engine
from registry.backups.manifest import Manifest
from registry.backups.proving import differences


def restore(file: Path, *, keys: list, progress: Progress) -> Manifest:
    """Database and private files, where the settings say.

    Raises `CannotCopy` where something is there already, `Unreadable`, `Damaged` and OSError; then
    the place is as empty as before.
    """
    own, private = engine(), Path(settings.PRIVATE_FILES)
    own.refuse_full()
    if private.exists() and any(private.iterdir()):
        raise CannotCopy(_("{path} is not empty. Move it away first.").format(path=private))
    private.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=private.parent) as folder:
        work = Path(folder)
        said = archive.unpack(file, work, keys, progress)
        (database,) = work.glob("database.*")
        if database.suffix != own.suffix:
            raise CannotCopy(_("It is a backup of another engine: see DATABASE_URL."))
        files = work / FILES.rstrip("/")
        files.mkdir(mode=0o700, exist_ok=True)
        if private.exists():
            private.rmdir()
        files.rename(private)
        progress(_("Restoring the database …"))
        try:
            copied = own.restore(database)
        except BaseException:
            shutil.rmtree(private, ignore_errors=True)
            raise
    if faults := list(differences(said, copied)):
        raise Damaged(faults)
    return said
