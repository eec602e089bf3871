"""Where sessions are kept: in the database, and on SQLite beside it while it cannot be written.

SQLite has one writer for everything in a file. Who signs in while somebody else writes for long
gets a session in a file of its own, which moves into the database with the next answer that can
write there.
"""

import os
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError, connection
from django.utils import timezone

from registry.serving.troubles import Trouble, trouble_of
from registry.serving.turns import patient

# A new session does not wait for writers: it has another place.
NEW_WAITS = 0.3
BESIDE_FOR = timedelta(minutes=30)


class SessionStore(DatabaseStore):
    """Each session is in one of the two places, or in both; what lies beside is the newer one."""

    @classmethod
    def get_model_class(cls):
        return DatabaseStore.get_model_class()

    def load(self):
        if self.session_key and (kept := _read(self.session_key)):
            self.modified = True  # so that it moves
            return self.decode(kept)
        return super().load()

    def exists(self, session_key):
        return _is_beside(session_key) or super().exists(session_key)

    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        is_beside = _is_beside(self.session_key)
        if not (must_create or is_beside):
            return super().save()
        try:
            with patient(NEW_WAITS):
                super().save(must_create or not super().exists(self.session_key))
        except CreateError:
            raise
        except (DatabaseError, UpdateError) as error:
            if trouble_of(error) is not Trouble.BUSY or not _folder():
                raise
            _write(self.session_key, self.encode(self._get_session(no_load=must_create)))
        else:
            if is_beside:
                _remove(self.session_key)

    def delete(self, session_key=None):
        if key := session_key or self.session_key:
            _remove(key)
        super().delete(session_key)

    @classmethod
    def clear_expired(cls):
        super().clear_expired()
        if (folder := _folder()) and folder.is_dir():
            for file in folder.iterdir():
                _read(file.name)


def remove_beside(session_keys: Iterable[str]) -> None:
    """Of sessions that end in the database too: none of them comes back from its file."""
    for key in session_keys:
        _remove(key)


def _folder() -> Path | None:
    """Of sessions that lie beside; None where there is no need for it."""
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and not name.startswith(("file:", ":memory:"))
    return Path(f"{name}.sessions") if is_file else None


def _file(session_key: str) -> Path | None:
    folder = _folder()
    # The key comes from a cookie: nothing but letters and figures names a file.
    is_key = session_key and session_key.isascii() and session_key.isalnum()
    return folder / session_key if folder and is_key else None


def _is_beside(session_key: str) -> bool:
    return bool((file := _file(session_key)) and file.exists())


def _read(session_key: str) -> str:
    if not (file := _file(session_key)):
        return ""
    try:
        written = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
        if timezone.now() - written > BESIDE_FOR:
            _remove(session_key)
            return ""
        return file.read_text("ascii")
    except OSError:
        return ""


def _write(session_key: str, content: str) -> None:
    file = _file(session_key)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as new:
            new.write(content)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _remove(session_key: str) -> None:
    if file := _file(session_key):
        file.unlink(missing_ok=True)
