"""Where sessions are kept: in the database, and on SQLite beside it while it cannot be written.

SQLite has one writer for everything in a file. Who signs in, goes on or signs out while somebody
else writes for long has their session beside it, from where it moves into the database with the
next answer that can write there.
"""

from collections.abc import Iterable

from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError

from registry.serving.beside import beside
from registry.serving.later import now_or_later
from registry.serving.troubles import Trouble, trouble_of
from registry.serving.turns import patient

# A session does not wait for writers: it has another place.
WAITS = 0.3
BESIDE_FOR = 30 * 60  # seconds: idle for so long it is over anyway
ENDED = ""
PREFIX = "session "


class SessionStore(DatabaseStore):
    """Each session is in one of the two places, or in both; what lies beside is the newer one."""

    @classmethod
    def get_model_class(cls):
        return DatabaseStore.get_model_class()

    def load(self):
        kept = _kept(self.session_key)
        if kept is None:
            return super().load()
        if kept == ENDED:
            self._session_key = None
            return {}
        self.modified = True  # so that it moves
        return self.decode(kept)

    def exists(self, session_key):
        kept = _kept(session_key)
        return super().exists(session_key) if kept is None else kept != ENDED

    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        kept = _kept(self.session_key)
        if kept == ENDED:
            raise UpdateError
        try:
            with patient(WAITS):
                is_new = kept is not None and not super().exists(self.session_key)
                super().save(must_create or is_new)
        except CreateError:
            raise
        except (DatabaseError, UpdateError) as error:
            if trouble_of(error) is not Trouble.BUSY or not beside():
                raise
            if not (must_create or self.exists(self.session_key)):
                raise UpdateError from error
            encoded = self.encode(self._get_session(no_load=must_create))
            beside().set(_name(self.session_key), encoded, BESIDE_FOR)
        else:
            if kept:
                beside().remove(_name(self.session_key))

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key is None:
            return
        try:
            with patient(WAITS):
                super().delete(key)
        except DatabaseError as error:
            if trouble_of(error) is not Trouble.BUSY or not beside():
                raise
            # At once for whoever asks with it, and for good when it is our turn.
            beside().set(_name(key), ENDED, BESIDE_FOR)
            now_or_later(lambda: self.model.objects.filter(pk=key).delete(), "End of a session")
        else:
            remove_beside([key])


def forget_beside(parts: Iterable[str]) -> None:
    """Take these out of all sessions that lie there."""
    place = beside()
    for name in place.names(PREFIX) if place else ():
        if kept := place.get(name):
            data = SessionStore().decode(kept)
            if [part for part in parts if data.pop(part, None)]:
                place.change(name, kept, SessionStore().encode(data))


def remove_beside(session_keys: Iterable[str]) -> None:
    """Of sessions that end in the database too: none of them comes back from there."""
    if place := beside():
        place.remove(*map(_name, session_keys))


def _name(session_key: str) -> str:
    return f"{PREFIX}{session_key}"


def _kept(session_key: str | None) -> str | None:
    place = beside()
    return place.get(_name(session_key)) if place and session_key else None
